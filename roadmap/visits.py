"""What changed on a roadmap since a member's last visit: a line for who reads it, and marks on what is another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from core.periods import Precision, label
from roadmap.changes import line_of
from roadmap.comparing import Change, changes_between
from roadmap.document import ref_of
from roadmap.editions import NOW, state_of
from roadmap.models import Entry, Roadmap, RoadmapVisit
from roadmap.services.visits import keep_visit, kept_for


@dataclass(frozen=True, slots=True)
class SinceVisit:
    """`count` changes since `day`, which a comparison calls `since`; `marks` says by id on the page what is another there."""

    since: str
    day: str
    count: int
    marks: Mapping[str, str]


def since_last_visit(roadmap: Roadmap, member: Member, *, by: Actor) -> SinceVisit | None:
    """What is news to a member who opens a roadmap whose workspace is loaded; None for who plans it, and where nothing is.

    Who sees editions learns of editions alone. A visit without news is kept, once a day at most; one with news only when these
    were looked at (`looked`). No statement for who plans; one on a day of which the visit is known; else eight.
    """
    if roadmap.editable_by(by):
        return None
    visit = _visit(roadmap, member)
    today = timezone.localdate(timezone=ZoneInfo(roadmap.workspace.timezone))
    since = _said(visit, roadmap, today, by) if visit else ""
    is_first = visit is None or not (visit.edition or roadmap.shows_now_to(by))
    changes = _changes(roadmap, since, by) if since else ()
    if visit is None or not changes:
        if since or is_first or (visit and visit.day < today):
            keep_visit(roadmap, member, by=by)
        return None
    day = label(visit.day, Precision.DAY, today)
    return SinceVisit(since, day, len(changes), _marks(roadmap, changes, today, by))


def looked(roadmap: Roadmap, member: Member, since: str, *, by: Actor) -> None:
    """Note that the member has looked at what changed until now: seen, if it was since their last visit. Four statements at most."""
    visit = _visit(roadmap, member)
    today = timezone.localdate(timezone=ZoneInfo(roadmap.workspace.timezone))
    if visit is not None and since == _said(visit, roadmap, today, by):
        keep_visit(roadmap, member, by=by)


def last_known(roadmap: Roadmap, member: Member, *, by: Actor) -> str:
    """What a comparison calls the state that the member knows; now, where there is no news to them. Three statements at most."""
    visit = _visit(roadmap, member)
    today = timezone.localdate(timezone=ZoneInfo(roadmap.workspace.timezone))
    return (_said(visit, roadmap, today, by) if visit else "") or NOW


def _visit(roadmap: Roadmap, member: Member) -> RoadmapVisit | None:
    return RoadmapVisit.objects.filter(roadmap=roadmap, member=member).first()


def _said(visit: RoadmapVisit, roadmap: Roadmap, today: date, by: Actor) -> str:
    """What a comparison calls the visit's state; empty where there can be nothing newer."""
    if roadmap.shows_now_to(by):
        return visit.day.isoformat() if visit.day < today else ""
    numbers = list(kept_for(roadmap, by).values_list("number", flat=True)[:1])
    if not numbers or numbers[0] <= visit.edition:
        return ""
    known = kept_for(roadmap, by).filter(number__lte=visit.edition).values_list("number", flat=True).first()
    return str(known or "")


def _changes(roadmap: Roadmap, since: str, by: Actor) -> Sequence[Change]:
    try:
        before = state_of(roadmap, since, by=by)
    except ValidationError:
        return ()  # nothing is known of that day
    return changes_between(before.document, state_of(roadmap, NOW, by=by).document)


def _marks(roadmap: Roadmap, changes: Sequence[Change], today: date, by: Actor) -> Mapping[str, str]:
    """What changed, in words, by the id that its entry has on the page: that of the entry, in editions its reference."""
    ids: Mapping[str, str] = {}
    if is_live := roadmap.shows_now_to(by):
        rows = Entry.objects.filter(roadmap=roadmap, item__deleted_at=None).values_list("item_id", "pk")
        ids = {ref_of(roadmap, item): str(pk) for item, pk in rows}
    words = defaultdict[str, list[str]](list)
    for change in changes:
        if (pk := ids.get(change.ref, "") if is_live else change.ref) and change.new:
            line = line_of(change, today=today)
            words[pk].append(f"{line.name}: {line.text}" if line.text else line.name)
    return {pk: "; ".join(said) for pk, said in words.items()}
