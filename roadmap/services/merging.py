"""A scenario merged back into its plan, item by item, by the same services as if it had been done there by hand."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from backlog.models import Item
from core.errors import Conflict, OutOfDate
from roadmap.models import Entry, Scenario
from roadmap.moves import Places
from roadmap.scenarios import Laid, laid_over, moved_on
from roadmap.services.entries import TEXTS, add_entries, remove_entry, update_entry
from roadmap.services.milestones import restore_milestone, update_milestone
from roadmap.services.moving import EntryMove, move_entries, move_entry
from roadmap.services.roadmaps import locked, save_changed
from roadmap.services.scenarios import about_scenario, locked_scenario


@transaction.atomic
def merge_scenario(
    scenario: Scenario,
    items: Collection[UUID],
    *,
    by: Actor,
    seen: Mapping[UUID, Mapping[str, Any]] | None = None,
    over: Collection[UUID] = (),
    expected_version: int | None = None,
) -> int:
    """Give the plan what the scenario has otherwise of these items and milestones, and only these; it is then no longer other. All or
    nothing.

    Where the plan has moved on since (`scenarios.moved_on`), the person must have seen what it says now: `seen` holds that by
    item and field, or the item is in `over`, which takes it whatever the plan says. Else Conflict names the items. Returns how
    many items were merged. One act, which one undo takes back. Raises ValidationError, PermissionDenied (dates under the rights
    to the items), OutOfDate. Cost: about 25 statements, and about 10 for each item that is added, removed or gets another
    horizon, confidence or words.
    """
    # Items are held first, in the order of their ids, then the roadmap, as by everybody who changes both: nothing moves on
    # between the look at the plan and the change of it.
    held = Item.objects.select_for_update(no_key=True).filter(workspace=by.workspace_id, pk__in=items)
    list(held.order_by("id").values("id"))
    locked(scenario.roadmap, by=by)
    scenario = locked_scenario(scenario, by, expected_version)
    laid = laid_over(scenario)
    chosen = {pk: laid.values[pk] for pk in laid.values if pk in items}
    if len(chosen) < len(set(items)):
        raise ValidationError(_("The scenario has nothing otherwise of one of these items."))
    _check(laid, chosen, seen or {}, over)
    work = {pk: values for pk, values in chosen.items() if not laid.is_mark(pk)}
    _add_and_remove(laid, work, by)
    _place_and_date(laid, work, by)
    for pk in chosen.keys() - work.keys():
        mark = laid.milestones.get(pk) or restore_milestone(laid.gone[pk], by=by)
        update_milestone(mark, by=by, fields={"on": date.fromisoformat(chosen[pk]["day"])})
    if chosen:
        scenario.overlays.filter(Q(item__in=chosen) | Q(milestone__in=chosen)).delete()
        save_changed(scenario, [])
        kept = {
            f"{pk} {name}": [value, laid.was[pk][name]] for pk in chosen for name, value in chosen[pk].items()
        }
        record("scenario.merged", scenario, by=by, data={**about_scenario(scenario), "overlays": kept})
    return len(chosen)


def _check(
    laid: Laid,
    chosen: Mapping[UUID, Mapping[str, Any]],
    seen: Mapping[UUID, Mapping[str, Any]],
    over: Collection[UUID],
) -> None:
    asked = []
    for pk in chosen:
        moved = moved_on(laid, pk)
        if pk not in over and any(seen.get(pk, {}).get(name) != now for name, now in moved.items()):
            asked.append(pk)
    keys = [entry.key for entry in laid.plan.entries if entry.item_id in asked]
    keys += [item.key for pk, item in laid.items.items() if pk in asked]
    keys += [mark.name for pk, mark in (*laid.milestones.items(), *laid.gone.items()) if pk in asked]
    if asked:
        words = {"keys": ", ".join(keys)}
        raise Conflict(
            _("The plan has changed since you tried this: %(keys)s. Look at both and choose.") % words
        )


def _add_and_remove(laid: Laid, chosen: Mapping[UUID, Mapping[str, Any]], by: Actor) -> None:
    roadmap = laid.scenario.roadmap
    wanted = [laid.items[pk] for pk, values in chosen.items() if values.get("on", True) and pk in laid.items]
    for item in wanted:
        fields = Places(roadmap).fields(chosen[item.pk].get("lane", ""))
        horizon = chosen[item.pk].get("horizon") or list(roadmap.horizon_names())[-1]
        texts = _texts(chosen[item.pk])
        add_entries(roadmap, [item], by=by, lane=fields.get("lane"), horizon=horizon, texts=texts)
    gone = [pk for pk, values in chosen.items() if values.get("on") is False and pk not in laid.items]
    for entry in _entries(laid, gone).values():
        remove_entry(entry, by=by)


def _place_and_date(laid: Laid, chosen: Mapping[UUID, Mapping[str, Any]], by: Actor) -> None:
    stay = [pk for pk, values in chosen.items() if values.get("on") is not False]
    entries, places = _entries(laid, stay), Places(laid.scenario.roadmap)
    moves = [EntryMove(entry, _fields(chosen[pk], places)) for pk, entry in entries.items()]
    if moved := [move for move in moves if move.fields]:
        move_entries(laid.scenario.roadmap, moved, by=by)
    for pk, entry in entries.items():
        if "horizon" in chosen[pk]:
            move_entry(entry, by=by, fields={"horizon": chosen[pk]["horizon"]})
        if texts := _texts(chosen[pk]):
            update_entry(entry, by=by, fields=texts)


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """What `update_entry` takes."""
    return {name: values[name] for name in TEXTS if name in values}


def _fields(values: Mapping[str, Any], places: Places) -> dict[str, Any]:
    """What `move_entries` takes: dates of the item, and what its row means."""
    found = places.fields(values["lane"]) if "lane" in values else {}
    for end in ("start", "due"):
        if end in values:
            day, precision = values[end]
            found |= {f"{end}_on": date.fromisoformat(day) if day else None, f"{end}_precision": precision}
    return found


def _entries(laid: Laid, items: Collection[UUID]) -> dict[UUID, Entry]:
    """The living entries of these items, by item; what is no longer on the roadmap is refused. One statement."""
    rows = Entry.objects.filter(roadmap=laid.scenario.roadmap, item__deleted_at=None, item__in=items)
    found = {row.item_id: row for row in rows.select_related("roadmap", "lane", "item__product")}
    if len(found) < len(items):
        raise OutOfDate(_("It is no longer on this roadmap. Reload the page."), current=laid.scenario)
    return found
