"""Who made a roadmap's changes, when, and what they said: looked up in history for changes that were found by comparing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Q, TextField
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.text import Truncator

from accounts.permissions import Right, may
from activity.actors import Actor
from activity.models import Event
from backlog.models import Comment
from roadmap.comparing import Change
from roadmap.document import ref_of
from roadmap.models import Entry, Milestone, Roadmap

MOST = 5000
NEAR = timedelta(hours=24)
"""A comment of who made the change says why, where it was written this long before or after it."""
LONGEST = 160
_DATES = frozenset({"start_on", "start_precision", "due_on", "due_precision", "on"})
_FIELDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "scheduled",
            "unscheduled",
            "due_added",
            "due_removed",
            "earlier",
            "later",
            "starts_earlier",
            "starts_later",
            "dates",
        ),
        _DATES,
    ),
    "moved": frozenset({"lane", "team", "assignee", "parent"}),
    "horizon": frozenset({"horizon"}),
    "renamed": frozenset({"public_title", "title", "name"}),
    "noted": frozenset({"public_note"}),
    "confidence": frozenset({"confidence"}),
    **dict.fromkeys(("done", "reopened", "status"), frozenset({"status"})),
    "dropped": frozenset({"status"}),
}
_VERBS: dict[str, frozenset[str]] = {
    "added": frozenset(
        {"entry.created", "entry.restored", "item.restored", "milestone.created", "milestone.restored"}
    ),
    "dropped": frozenset({"entry.removed", "item.deleted", "milestone.removed"}),
    "moved": frozenset(
        {f"{kind}.item_{verb}" for kind in ("objective", "theme") for verb in ("added", "removed")}
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """The last act that brought a change about: by whom (empty: by the product itself), when, and what they said then."""

    who: str
    at: datetime
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands behind a reference: the item and its entry, or a milestone."""

    objects: tuple[UUID, ...]
    item: UUID | None = None


def reasons_of(
    changes: Sequence[Change], roadmap: Roadmap, *, by: Actor, after: datetime, until: datetime | None = None
) -> Mapping[Change, Reason]:
    """Of each change the newest event between the two moments that did it; a change may have none (an import, progress of
    children). Comments on entries are for every reader who sees the roadmap as it is now, those on items for who may read the backlog.

    Four statements, whatever the number of changes; looks at MOST events and MOST comments at most, the newest.
    """
    places = _places(changes, roadmap)
    objects = {pk for place in places.values() for pk in place.objects}
    events = _events(objects, roadmap, after, until or timezone.now()) if objects else {}
    found = {}
    for change in changes:
        acts = (
            (act for pk in places[change.ref].objects for act in events[pk]) if change.ref in places else ()
        )
        if done := max((act for act in acts if _did(act, change)), key=lambda act: act["at"], default=None):
            found[change] = done
    said = _comments(objects, by, after) if found and roadmap.shows_now_to(by) else {}
    return {change: _reason(done, places[change.ref], said) for change, done in found.items()}


def _places(changes: Sequence[Change], roadmap: Roadmap) -> dict[str, _Place]:
    """By reference what changed. Two statements."""
    wanted = {change.ref for change in changes}
    rows = Entry.all_objects.filter(roadmap=roadmap).values_list("item_id", "pk")
    by_item: dict[UUID, list[UUID]] = defaultdict(list)
    for item, entry in rows:
        by_item[item].append(entry)
    named = {ref_of(roadmap, item): _Place((item, *some), item) for item, some in by_item.items()}
    marks = Milestone.all_objects.filter(roadmap=roadmap).values_list("pk", flat=True)
    named |= {ref_of(roadmap, pk): _Place((pk,)) for pk in marks}
    return {ref: place for ref, place in named.items() if ref in wanted}


def _events(
    objects: Iterable[UUID], roadmap: Roadmap, after: datetime, until: datetime
) -> Mapping[UUID, list[dict[str, Any]]]:
    keys = RawSQL(
        "ARRAY(SELECT jsonb_object_keys(activity_event.changes))", (), output_field=ArrayField(TextField())
    )
    rows = Event.objects.filter(
        object_id__in=objects, workspace_id=roadmap.workspace_id, at__gt=after, at__lte=until
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    told = rows.annotate(fields=keys).order_by("-id")
    for row in told.values("object_id", "verb", "fields", "at", "actor_id", "actor__name")[:MOST]:
        found[row["object_id"]].append({**row})
    return found


def _did(act: Mapping[str, Any], change: Change) -> bool:
    if act["verb"] in _VERBS.get(change.kind, ()):
        return True
    return not _FIELDS.get(change.kind, frozenset()).isdisjoint(act["fields"])


def _comments(objects: Iterable[UUID], by: Actor, after: datetime) -> Mapping[Any, list[dict[str, Any]]]:
    """What was said, by who said it."""
    objects = list(objects)
    where = Q(entry__in=objects)
    if may(by, Right.READ_BACKLOG):
        where |= Q(item__in=objects)
    rows = Comment.objects.filter(
        where, workspace_id=by.workspace_id, deleted_at=None, created_at__gt=after - NEAR
    ).order_by("-created_at")
    found: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values("author_id", "entry_id", "item_id", "text", "created_at")[:MOST]:
        found[row["author_id"]].append({**row})
    return found


def _reason(act: Mapping[str, Any], place: _Place, said: Mapping[Any, list[dict[str, Any]]]) -> Reason:
    """The act with the comment nearest to it that its author left on the same thing."""
    near = [
        (abs(row["created_at"] - act["at"]), row["text"])
        for row in said.get(act["actor_id"], ())
        if (row["entry_id"] in place.objects or row["item_id"] == place.item)
        and abs(row["created_at"] - act["at"]) <= NEAR
    ]
    text = min(near)[1] if near else ""
    return Reason(act["actor__name"] or "", act["at"], Truncator(" ".join(text.split())).chars(LONGEST))
