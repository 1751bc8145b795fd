"""What visitors of a share link speak of: an entry of the page that it shows them.

A page carries no ids (and no references of documents, which are the same for every link): an entry is named by a word
that is right at this link alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from roadmap.document import Document, ref_of
from roadmap.models import ShareLink, VisitorComment


@dataclass(frozen=True, slots=True)
class Topic:
    """An entry that one may speak of: its reference in documents, its title, and its lane's name."""

    ref: str
    title: str
    lane: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as its link's readers see it: `title` of the entry it is about, where they see that one; `anchor` on the first about it."""

    comment: VisitorComment
    title: str
    anchor: str


def word_of(link: ShareLink, ref: str) -> str:
    """What stands for an entry in the pages of this link."""
    return salted_hmac("visitor-topic", f"{link.token_hash}{ref}").hexdigest()[:16]


def topics_of(link: ShareLink, shown: Document | None) -> dict[str, Topic]:
    """What one may speak of on a page that shows this document, by its words, in its order. O(entries)."""
    if shown is None:
        return {}
    lanes = {lane["ref"]: lane["name"] for lane in shown["lanes"]}
    return {
        word_of(link, entry["ref"]): Topic(entry["ref"], entry["title"], lanes.get(entry.get("lane", ""), ""))
        for entry in shown["entries"]
    }


def with_talk(shown: Document, link: ShareLink, comments: Sequence[VisitorComment]) -> Document:
    """The document, its entries with their word as `topic` and how often they are spoken of as `said`. O(entries)."""
    counts = Counter(_ref(link, comment) for comment in comments)
    entries = [
        {**entry, "topic": word_of(link, entry["ref"]), "said": counts[entry["ref"]]}
        for entry in shown["entries"]
    ]
    return {**shown, "entries": entries}


def said_on(shown: Document, link: ShareLink, comments: Sequence[VisitorComment]) -> list[Said]:
    """The comments with what they are about, as far as the document shows it. O(entries + comments)."""
    titles = {entry["ref"]: entry["title"] for entry in shown["entries"]}
    found, seen = [], {""}
    for comment in comments:
        ref = _ref(link, comment)
        is_first = ref in titles and ref not in seen
        seen.add(ref)
        found.append(Said(comment, titles.get(ref, ""), word_of(link, ref) if is_first else ""))
    return found


def _ref(link: ShareLink, comment: VisitorComment) -> str:
    return ref_of(link.roadmap, comment.item_id) if comment.item_id else ""
