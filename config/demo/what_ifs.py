"""The demo company's scenarios: what the owner of a roadmap tries out beside the plan."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backlog.models import Item
from config.demo.types import DemoRoadmap, DemoWhatIf
from roadmap.models import Lane, Roadmap
from roadmap.services.scenarios import change_scenario, create_scenario
from roadmap.waiting import dates_of


def try_out(
    roadmap: Roadmap, demo: DemoRoadmap, items: Mapping[str, Item], lanes: Mapping[str, Lane], by: Any
) -> None:
    """Lay the roadmap's scenarios over it; `items` and `lanes` by their names in the demo, `by` makes an actor."""
    for scenario in demo.scenarios:
        made = create_scenario(roadmap, by=by(), name=scenario.name)
        meant: dict[UUID, dict[str, Any]] = {
            items[one.ref].pk: _overlays(one, items[one.ref], lanes) for one in scenario.what_ifs
        }
        change_scenario(made, meant, by=by())


def _overlays(one: DemoWhatIf, item: Item, lanes: Mapping[str, Lane]) -> dict[str, Any]:
    found: dict[str, Any] = {"on": False} if one.is_off else {}
    if one.lane:
        found["lane"] = str(lanes[one.lane].pk)
    if one.confidence:
        found["confidence"] = one.confidence
    dates = dates_of(item).moved(one.later)
    if one.later and dates.start:
        found["start"] = [dates.start.isoformat(), str(dates.start_precision)]
    if one.later and dates.due:
        found["due"] = [dates.due.isoformat(), str(dates.due_precision)]
    return found
