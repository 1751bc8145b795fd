"""What reports read: a sprint's items with all that happened to them, in one statement however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q

from activity.models import Event
from backlog.models import Item, Status
from sprints.models import Sprint, SprintItem, SprintState
from sprints.reporting.burn import Span
from sprints.reporting.story import ACTIVE, ItemStory, Track

T = TypeVar("T")
BORN = ("item.created", "item.imported")
THERE = {"item.deleted": False, "item.restored": True}
INSIDE = {"sprint.item_added": True, "sprint.item_removed": False}
STARTED, CLOSED = "sprint.started", "sprint.closed"
_TOLD = ("at", "verb", "object_id", "object_label", "changes", "data")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SprintStory:
    """A sprint that has started, its items over time, and when it began and ended."""

    sprint: Sprint
    span: Span
    stories: Sequence[ItemStory]


@dataclass(slots=True)
class _About:
    """What is known of one item: its row (None once it is purged), its events, its place in each sprint."""

    item: Item | None = None
    told: list[Told] = field(default_factory=list)
    places: dict[UUID, SprintItem] = field(default_factory=dict)


def sprint_stories(sprints: Sequence[Sprint], *, now: datetime) -> list[SprintStory]:
    """The stories of those of these sprints (of one workspace) that have started.

    Told by events, by index of what they happened to; rows only say what no event does: the title, and values that never
    changed. Cost: 3 statements however many sprints and items, one more where items were purged, one where statuses were.
    """
    started = [sprint for sprint in sprints if sprint.started_at]
    if not started:
        return []
    workspace_id = started[0].workspace_id
    about: dict[UUID, _About] = defaultdict(_About)
    for place in SprintItem.objects.filter(sprint__in=started).select_related("item__product"):
        about[place.item_id].item = place.item
        about[place.item_id].places[place.sprint_id] = place
    told = _told(workspace_id, [*about, *(sprint.pk for sprint in started)])
    named = {
        UUID(one["item"]) for row in told if row["verb"] in (STARTED, CLOSED) for one in row["data"]["items"]
    }
    if gone := named - about.keys():
        told = sorted([*told, *_told(workspace_id, gone)], key=lambda row: row["at"])
    for row in told:
        if item := _item_of(row):
            about[item].told.append(row)
    ends = [row for row in told if row["verb"] in (STARTED, CLOSED)]
    categories = category_of(workspace_id, told)
    return [_story(sprint, about, ends, categories, now) for sprint in started]


def category_of(workspace_id: UUID, told: Iterable[Told] = ()) -> dict[str, str]:
    """Status id → its category; of one that is no longer there what its removal told. One statement, or two."""
    rows = Status.objects.filter(workspace=workspace_id).values_list("pk", "category")
    found = {str(pk): category for pk, category in rows}
    used = {text for row in told for text in row["changes"].get("status", ()) if text}
    if gone := used - found.keys():
        removed = Event.objects.filter(object_id__in=gone, verb="status.removed", workspace=workspace_id)
        found |= {
            str(pk): data.get("category", ACTIVE) for pk, data in removed.values_list("object_id", "data")
        }
    return found


def _told(workspace_id: UUID, objects: Iterable[UUID]) -> list[Told]:
    """What happened to these items and sprints, oldest first. One statement."""
    matters = Q(verb__in=(*BORN, *THERE, *INSIDE, STARTED, CLOSED)) | Q(
        changes__has_any_keys=["status", "estimate"]
    )
    rows = Event.objects.filter(matters, object_id__in=list(objects), workspace=workspace_id)
    return list(rows.order_by("at", "id").values(*_TOLD))


def _item_of(row: Told) -> UUID | None:
    """The item that an event is about; None for one of a sprint."""
    return None if row["verb"] in (STARTED, CLOSED) else row["object_id"]


def _story(
    sprint: Sprint,
    about: Mapping[UUID, _About],
    ends: Iterable[Told],
    categories: Mapping[str, str],
    now: datetime,
) -> SprintStory:
    closed_at = sprint.closed_at if sprint.state == SprintState.CLOSED else None
    closed = [row for row in ends if closed_at and row["object_id"] == sprint.pk and row["verb"] == CLOSED]
    # The last alone: one before it has been taken back.
    outcomes = {one["item"]: one["outcome"] for row in closed[-1:] for one in row["data"]["items"]}
    stories = [
        _item_story(pk, one, sprint.pk, categories, outcomes.get(str(pk), ""))
        for pk, one in about.items()
        if sprint.pk in one.places or any(_is_place(row, sprint.pk) for row in one.told)
    ]
    return SprintStory(sprint, Span(sprint.started_at or now, closed_at or now, sprint.end_on), stories)


def _is_place(row: Told, sprint_id: UUID) -> bool:
    return row["verb"] in INSIDE and str(row["data"].get("sprint")) == str(sprint_id)


def _item_story(
    pk: UUID,
    about: _About,
    sprint_id: UUID,
    categories: Mapping[str, str],
    outcome: str,
) -> ItemStory:
    item, place, told = about.item, about.places.get(sprint_id), about.told
    label = next((row for row in told if row["verb"] not in INSIDE), told[-1] if told else None)
    return ItemStory(
        id=pk,
        key=item.key if item else label["object_label"] if label else "",
        title=item.title if item else label["data"].get("title", "") if label else "",
        inside=_inside(told, place, sprint_id),
        there=_there(told, item),
        category=_values(
            told, "status", item.category if item else "", lambda text: categories.get(text, ACTIVE)
        ),
        estimate=_values(told, "estimate", item.estimate if item else None, _number),
        outcome=outcome or (place.outcome if place else ""),
    )


def _inside(told: Sequence[Told], place: SprintItem | None, sprint_id: UUID) -> Track[bool]:
    """When it was in the sprint; by its place alone where no event tells."""
    changes = [
        (row["at"], not INSIDE[row["verb"]], INSIDE[row["verb"]]) for row in told if _is_place(row, sprint_id)
    ]
    if not changes and place:
        changes = [(place.added_at, False, True)]
        if place.outcome == SprintItem.Outcome.REMOVED and place.ended_at:
            changes.append((place.ended_at, True, False))
    return Track(False, changes)


def _there(told: Sequence[Told], item: Item | None) -> Track[bool]:
    changes = [
        (row["at"], not THERE[row["verb"]], THERE[row["verb"]]) for row in told if row["verb"] in THERE
    ]
    return Track(item is not None and item.deleted_at is None, changes)


def _values(told: Sequence[Told], name: str, now: T, read: Any) -> Track[T]:
    """A field over time. What an item was created with is no change of it, unless it was nothing."""
    changes = []
    for row in told:
        if name in row["changes"]:
            before, after = row["changes"][name]
            born = row["verb"] in BORN
            changes.append((row["at"], read(after if born else before), read(after)))
    return Track(now, changes)


def _number(text: Any) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))
