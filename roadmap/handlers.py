"""What roadmaps and goals do with news."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction

from activity.dispatch import queue_once
from activity.handlers import Handler
from activity.models import Event
from backlog.services.recompute import request_using
from backlog.services.renaming import RENAMING
from roadmap.inputs import OBJECTIVE_WEIGHT
from roadmap.models import ItemObjective
from roadmap.services.following import follow_names
from roadmap.services.joining import automatic_roadmaps

FOLLOW = "roadmap.tasks.follow"

_LINKING = frozenset({"objective.item_added", "objective.item_removed"})
_WEIGHING = frozenset({"weight", "state"})


def _weigh(events: Sequence[Event]) -> None:
    """Ask for new scores of the items whose objective is another one or weighs otherwise, where a formula uses its weight."""
    by_act: dict[tuple[str, UUID], list[Event]] = defaultdict(list)
    for event in events:
        by_act[event.verb, event.action].append(event)
    for (verb, action), some in by_act.items():
        if verb in _LINKING:
            ids = {event.object_id for event in some if event.data["is_primary"]}
        else:
            changed = [event.object_id for event in some if _WEIGHING & event.changes.keys()]
            rows = ItemObjective.objects.filter(objective__in=changed, is_primary=True)
            ids = set(rows.values_list("item_id", flat=True)) if changed else set()
        if ids:
            keys, workspace = (OBJECTIVE_WEIGHT,), some[0].workspace_id
            request_using(keys, ids, workspace_id=workspace, cause=verb, action=action)


weights = Handler("objective_weights", _LINKING | {"objective.updated"}, _weigh)


# What queries look at: items and how they are put together, what they are called, what they are put into.
_SEARCHED: Mapping[str, tuple[str, ...]] = {
    "item": (
        "created", "updated", "deleted", "restored", "imported", "linked", "unlinked", "merged", "parted", "split", "ticked",
        "score_changed",
    ),
    "comment": ("created", "deleted", "restored"),
    "watcher": ("added", "removed"),
    "label": ("created", "updated", "deleted", "merged"),
    "status": ("updated", "removed"),
    "ready_rule": ("created", "updated", "removed"),
    "sprint": ("updated", "deleted", "started", "closed", "reopened", "unstarted", "item_added", "item_removed", "item_returned"),
    "release": ("updated", "deleted", "restored", "item_added", "item_removed"),
    "objective": ("updated", "deleted", "restored", "item_added", "item_removed"),
    "theme": ("updated", "merged", "deleted", "restored", "item_added", "item_removed"),
    "import": ("finished", "cancelled"),
    "rating": ("set",),
    "roadmap": ("followed",),
    **dict.fromkeys(("product", "team", "member", "custom_field"), ("updated",)),
}  # fmt: skip


def _follow(events: Sequence[Event]) -> None:
    """Have the roadmaps that choose their items by a query look again: a task for each, once for a burst of news. One statement."""
    for pk, _workspace in automatic_roadmaps(events[0].workspace_id):
        transaction.on_commit(partial(queue_once, FOLLOW, str(pk), queue="default"))


queries = Handler(
    "roadmap_queries",
    frozenset(f"{kind}.{verb}" for kind, verbs in _SEARCHED.items() for verb in verbs),
    _follow,
)

names = Handler("roadmap_names", RENAMING, follow_names)
