"""Comments of visitors on share links: said by anybody who has the address, shown once a member has approved them."""

import re
import unicodedata
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from core.errors import check_version
from roadmap.document import ref_of
from roadmap.models import Entry, Roadmap, ShareLink, VisitorComment
from roadmap.services.roadmaps import about, locked, save_changed

State = VisitorComment.State
FORM_SECONDS = 12 * 60 * 60
MOST_WAITING, MOST_SHOWN = 100, 100
_REFERENCES = ("workspace", "link", "item", "decided_by", "replied_by")
_UNSEEN = re.compile(
    r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MARKS = "LNPS"
"""Categories of Unicode that are seen by themselves: letters, numbers, punctuation, symbols."""


def form_token(link: ShareLink) -> str:
    """What a form of the link's page carries, so that what it sends comes from there: without a cookie nothing else could tell."""
    return _signer().sign(_stamp(link))


def is_from_form(link: ShareLink, token: str) -> bool:
    """True for a token of this link's form that is no older than FORM_SECONDS."""
    try:
        return constant_time_compare(_signer().unsign(token, max_age=FORM_SECONDS), _stamp(link))
    except BadSignature:
        return False


@transaction.atomic
def say_as_visitor(link: ShareLink, *, name: str, text: str, about_ref: str = "") -> VisitorComment:
    """Keep what a visitor said, for a member to approve; the event does not hold their words, so that deleting takes them away.
    What waits already is not kept twice. `about_ref` is the entry they speak of, as documents refer to it.

    Raises ValidationError by field, also where MOST_WAITING wait at this link already or it has just stopped taking any. Holds
    the link, and nothing that members write. Five statements.
    """
    rows = ShareLink.objects.select_for_update(of=("self",), no_key=True).select_related("roadmap")
    held = rows.get(pk=link.pk)
    if held.revoked_at or not held.takes_comments:
        raise ValidationError(_("This page takes no comments any more."))
    name, text = " ".join(_plain(name).split()), _plain(text)
    item_id = _item_of(held.roadmap, about_ref) if about_ref else None
    waiting = list(held.comments.filter(state=State.WAITING))
    words = (item_id, name, text)
    if same := next((one for one in waiting if (one.item_id, one.name, one.text) == words), None):
        return same
    if len(waiting) >= MOST_WAITING:
        raise ValidationError(_("Many comments are waiting to be read. Try again later."))
    comment = VisitorComment(workspace_id=held.workspace_id, link=held, item_id=item_id, name=name, text=text)
    comment.clean_fields(exclude=_REFERENCES)
    comment.save(force_insert=True)
    by = Actor(workspace_id=held.workspace_id, kind="visitor", name=comment.name, via="html")
    _record("visitor_comment.created", comment, by)
    return comment


@transaction.atomic
def decide_on(
    comment: VisitorComment, *, by: Actor, state: str, expected_version: int | None = None
) -> VisitorComment:
    """Have it shown (State.APPROVED), or not (DECLINED, WAITING). Twice is once. Raises ValidationError, PermissionDenied, OutOfDate."""
    comment = _held(comment, by, expected_version)
    if state not in State.values:
        raise ValidationError({"state": _("There is no such state.")})
    if comment.state != state:
        before, comment.state, comment.decided_by_id = comment.state, state, by.member_id
        save_changed(comment, ["state", "decided_by"])
        _record("visitor_comment.updated", comment, by, {"state": [before, state]})
    return comment


@transaction.atomic
def reply_to(
    comment: VisitorComment, *, by: Actor, text: str, expected_version: int | None = None
) -> VisitorComment:
    """Answer a visitor below what they said; empty takes the answer away. Raises ValidationError, PermissionDenied, OutOfDate."""
    comment = _held(comment, by, expected_version)
    reply = _plain(text)
    if comment.reply != reply:
        comment.reply, comment.replied_by_id = reply, by.member_id
        comment.clean_fields(exclude=_REFERENCES)
        save_changed(comment, ["reply", "replied_by"])
        _record("visitor_comment.updated", comment, by, {"reply": [None, bool(reply)]})
    return comment


@transaction.atomic
def delete_visitor_comment(
    comment: VisitorComment, *, by: Actor, expected_version: int | None = None
) -> None:
    """Remove a visitor's words for good. Raises PermissionDenied, OutOfDate, and DoesNotExist where it is gone."""
    comment = _held(comment, by, expected_version)
    _record("visitor_comment.deleted", comment, by)
    comment.delete()


def comments_of(roadmap: Roadmap) -> "QuerySet[VisitorComment]":
    """What visitors of all its links said: what waits first, then the newest; with `entry_pk` and `entry_title` of the entry it
    is about, where that is on the roadmap. One statement.
    """
    entry = Entry.objects.filter(roadmap=roadmap, item=OuterRef("item"))
    rows = VisitorComment.objects.filter(link__roadmap=roadmap).annotate(
        entry_pk=Subquery(entry.values("pk")), entry_title=Subquery(entry.values("public_title"))
    )
    first = Case(When(state=State.WAITING, then=0), default=1)
    return rows.select_related("link", "item", "decided_by", "replied_by").order_by(first, "-pk")


def shown_on(link: ShareLink) -> list[VisitorComment]:
    """The latest MOST_SHOWN that the link's readers see, the oldest first; none where it takes none. One statement at most."""
    if not link.takes_comments:
        return []
    rows = VisitorComment.objects.filter(link=link, state=State.APPROVED)
    return list(reversed(rows.order_by("-pk")[:MOST_SHOWN]))


def _held(comment: VisitorComment, by: Actor, expected_version: int | None) -> VisitorComment:
    link = ShareLink.objects.select_related("roadmap").get(pk=comment.link_id, workspace_id=by.workspace_id)
    locked(link.roadmap, by=by)
    held = VisitorComment.objects.select_for_update(of=("self",), no_key=True).select_related("link__roadmap")
    found = held.get(pk=comment.pk)
    check_version(found, expected_version, name=found.name)
    return found


def _item_of(roadmap: Roadmap, ref: str) -> UUID | None:
    """The item that the roadmap's documents call so; None where it was never on it. One statement."""
    items = Entry.all_objects.filter(roadmap=roadmap).values_list("item_id", flat=True)
    return next((pk for pk in items.distinct() if ref_of(roadmap, pk) == ref), None)


def _record(
    verb: str, comment: VisitorComment, by: Actor, changes: dict[str, list[Any]] | None = None
) -> None:
    roadmap = comment.link.roadmap
    record(
        verb, comment, by=by, label=comment.name, changes=changes or {}, data={**about(roadmap), "title": roadmap.name}
    )  # fmt: skip


def _plain(text: str) -> str:
    """Lines of words: no marks that are not seen, no more than one empty line; nothing where nothing would be seen."""
    text = _UNSEEN.sub(" ", text.replace("\r\n", "\n")).strip()
    if not any(unicodedata.category(letter)[0] in _MARKS for letter in text):
        return ""
    lines = text.split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines))


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="visitor-comment")


def _stamp(link: ShareLink) -> str:
    """What only this link with this password has."""
    return salted_hmac("visitor-comment", f"{link.token_hash}{link.password_hash}").hexdigest()
