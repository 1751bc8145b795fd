"""What roadmaps and goals do with news."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from activity.handlers import Handler
from activity.models import Event
from backlog.services.recompute import request_using
from roadmap.inputs import OBJECTIVE_WEIGHT
from roadmap.models import ItemObjective

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
