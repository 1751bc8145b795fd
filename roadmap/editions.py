"""Which states of a roadmap are known, and one of them compared with another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor
from core.periods import Precision, label
from roadmap.changes import ChangeLine, kind_names, line_of
from roadmap.comparing import NOTHING, Change, changes_between
from roadmap.document import document, ref_of
from roadmap.drawing import entry_url
from roadmap.models import Edition, Entry, Roadmap
from roadmap.reasons import Reason, reasons_of

NOW = "now"
MORNING = time(4)
"""Until then the night's edition has been kept (`tasks.publish_nightly`)."""


@dataclass(frozen=True, slots=True)
class State:
    """A roadmap as it was: `said` names it as a person chose it ("4", "2027-03-01", "now").

    `edition` is what is known of it: None for now, and for a day on which there was no such roadmap yet. `at` is the moment
    from which history tells what changed since.
    """

    said: str
    document: Mapping[str, Any]
    at: datetime
    edition: Edition | None = None
    day: date | None = None

    @property
    def name(self) -> str:
        """In words: "edition 4", "1 Mar", "now"."""
        if self.day:
            return label(self.day, Precision.DAY, timezone.localdate())
        return _("edition %(number)d") % {"number": self.edition.number} if self.edition else _("now")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one state to another, and what was said when the editions between them were published."""

    since: State
    until: State
    changes: Sequence[Change]
    reasons: Mapping[Change, Reason]
    notes: Sequence[Edition]


def published_editions(roadmap: Roadmap) -> "QuerySet[Edition]":
    """What people published, the newest first, without the documents. One statement."""
    rows = Edition.objects.filter(roadmap=roadmap, is_automatic=False)
    return rows.select_related("published_by").defer("document")


def state_of(roadmap: Roadmap, said: str, *, by: Actor, is_end: bool = False) -> State:
    """The state that a person names: the number of a published edition, an ISO day, or "now". The roadmap's workspace is loaded.

    A day means its beginning; as the end of a comparison (`is_end`) its end. It is answered by the last edition kept before
    four in the morning of the workspace, the nightly ones among them, so it is right to the night. Who only sees what was
    published gets the last published edition instead. Raises ValidationError with a sentence. One statement, for "now"
    those of `document`.
    """
    kept = Edition.objects.filter(roadmap=roadmap)
    if not roadmap.shows_now_to(by):
        kept = kept.filter(is_automatic=False)
    if said == NOW:
        if roadmap.shows_now_to(by):
            return State(NOW, document(roadmap), timezone.now())
        return _kept(NOW, kept.first(), None, roadmap)
    if said.isdecimal() and len(said) < 9:
        edition = kept.filter(is_automatic=False, number=int(said)).first()
        if edition is None:
            raise ValidationError(_("This roadmap has no edition %(number)s.") % {"number": said})
        return _kept(said, edition, None, roadmap)
    return _on(roadmap, said, kept, is_end)


def _on(roadmap: Roadmap, said: str, kept: "QuerySet[Edition]", is_end: bool) -> State:
    zone = ZoneInfo(roadmap.workspace.timezone)
    try:
        day = date.fromisoformat(said)
        begins = datetime.combine(day + timedelta(days=is_end), time.min, tzinfo=zone).astimezone(UTC)
        night = datetime.combine(day + timedelta(days=is_end), MORNING, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        words = {"text": said[:40]}
        raise ValidationError(_("“%(text)s” is no edition and no day (2027-03-04).") % words) from None
    if day > timezone.localdate(timezone=zone):
        raise ValidationError(_("This day is still to come."))
    edition = kept.filter(published_at__lte=night).first()
    if edition is None and roadmap.created_at < begins:
        raise ValidationError(_("Nothing was kept of this roadmap so long ago."))
    return _kept(said, edition, day, roadmap)


def _kept(said: str, edition: Edition | None, day: date | None, roadmap: Roadmap) -> State:
    if edition is None:
        return State(said, NOTHING, roadmap.created_at, day=day)
    return State(said, edition.document, edition.published_at, edition, day)


def compared(roadmap: Roadmap, since: State, until: State, *, by: Actor, small: bool = True) -> Comparison:
    """What changed between the two, with reasons from history and the notes of publishing; with `small` what changes every day by
    itself as well.

    Raises ValidationError where `since` is the newer one. Five statements at most.
    """
    if since.at > until.at:
        raise ValidationError(_("The first of the two must be the older one."))
    changes = changes_between(since.document, until.document, small=small)
    reasons = reasons_of(changes, roadmap, by=by, after=since.at, until=until.at) if changes else {}
    notes = published_editions(roadmap).filter(published_at__gt=since.at, published_at__lte=until.at)
    return Comparison(since, until, changes, reasons, list(notes.exclude(note="")))


def usual_since(roadmap: Roadmap, *, by: Actor) -> str:
    """What to compare with where nobody said: the last published edition, for who sees no more than that the one before it;
    without one the day the roadmap was made. One statement.
    """
    numbers = list(published_editions(roadmap).values_list("number", flat=True)[:2])
    if roadmap.shows_now_to(by):
        numbers = numbers[:1]
    zone = ZoneInfo(roadmap.workspace.timezone)
    return str(numbers[-1]) if numbers else timezone.localdate(roadmap.created_at, timezone=zone).isoformat()


def neighbours(editions: Sequence[Edition]) -> list[tuple[Edition, Edition | None]]:
    """Editions, the newest first, each with the one before it."""
    return list(zip(editions, [*editions[1:], None], strict=True))


def entry_urls(roadmap: Roadmap, slug: str, *, by: Actor) -> dict[str, str]:
    """The pages of the entries that are on the roadmap now, by their reference in documents; none for who does not see it as
    it is now. One statement.
    """
    if not roadmap.shows_now_to(by):
        return {}
    rows = Entry.objects.filter(roadmap=roadmap, item__deleted_at=None).values_list("item_id", "pk")
    base = entry_url(roadmap, slug)
    return {ref_of(roadmap, item): f"{base}{pk}/" for item, pk in rows}


@dataclass(frozen=True, slots=True)
class Told:
    """A change as the page tells it: in words, where its entry is now, and why."""

    line: ChangeLine
    url: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Group:
    """All changes of a kind."""

    kind: str
    name: str
    told: Sequence[Told]


def grouped(found: Comparison, *, today: date, urls: Mapping[str, str]) -> list[Group]:
    """The changes by kind, in the order of kinds, in the active language. No statements."""
    names, by_kind = kind_names(), defaultdict[str, list[Told]](list)
    for change in found.changes:
        told = Told(line_of(change, today=today), urls.get(change.ref, ""), found.reasons.get(change))
        by_kind[change.kind].append(told)
    return [Group(kind, names[kind], told) for kind, told in by_kind.items()]
