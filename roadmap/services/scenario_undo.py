"""Taking back what was done to scenarios."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from core.errors import Conflict
from roadmap.models import Scenario
from roadmap.services.scenarios import discard_scenario, lay_over, rename_scenario, restore_scenario


class ScenarioUndo:
    """Reverses making, naming, changing, merging and discarding a scenario; what a merge did to the plan has its own events."""

    verbs = frozenset(
        {
            "scenario.created", "scenario.updated", "scenario.changed", "scenario.merged", "scenario.discarded",
            "scenario.restored",
        }
    )  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        scenario = Scenario.objects.filter(pk=event.object_id, owner_id=by.member_id).first()
        if scenario is None or (scenario.deleted_at is not None and event.verb != "scenario.discarded"):
            raise Conflict(_("The scenario is no longer there."))
        match event.verb:
            case "scenario.created" | "scenario.restored":
                discard_scenario(scenario, by=by)
            case "scenario.discarded":
                restore_scenario(scenario, by=by)
            case "scenario.updated":
                before, after = event.changes["name"]
                if scenario.name != after:
                    raise Conflict(_("Someone has changed it since."))
                rename_scenario(scenario, by=by, name=before)
            case "scenario.changed":
                lay_over(scenario, _places(event.changes), by=by)
            case _:
                lay_over(
                    scenario,
                    {_place(at): (None, *pair) for at, pair in event.data["overlays"].items()},
                    by=by,
                )


def _places(changes: Any) -> dict[tuple[UUID, str], tuple[Any, Any, Any]]:
    """By item and field: what it must hold now, what it held, and what the plan said then (not known: as now)."""
    return {_place(at): (after, before, None) for at, (before, after) in changes.items()}


def _place(at: str) -> tuple[UUID, str]:
    item, _space, name = at.partition(" ")
    return UUID(item), name
