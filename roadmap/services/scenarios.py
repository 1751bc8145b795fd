"""Scenarios: try something out beside the plan, and lay it over. Only their owner sees them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from core.errors import Conflict, check_version
from core.periods import Precision, out_of_reach, snap
from roadmap.models import Entry, Overlay, Roadmap, Scenario
from roadmap.moves import Places
from roadmap.scenarios import Laid, laid_over
from roadmap.services.roadmaps import changed, save_changed

MOST_SCENARIOS, MOST_ITEMS = 50, 1000


@transaction.atomic
def create_scenario(roadmap: Roadmap, *, by: Actor, name: str) -> Scenario:
    """A new what-if over the roadmap, of who acts, in which nothing is other yet.

    Raises ValidationError by field, PermissionDenied. Cost: 3 statements.
    """
    require(by, Right.MANAGE_PLANS)
    if by.member_id is None:
        raise ValidationError({"owner": _("A scenario needs an owner.")})
    if Scenario.objects.visible_to(by).filter(roadmap=roadmap).count() >= MOST_SCENARIOS:
        raise ValidationError(
            _("%(most)d scenarios are enough. Discard one first.") % {"most": MOST_SCENARIOS}
        )
    scenario = Scenario(
        workspace_id=roadmap.workspace_id, roadmap=roadmap, owner_id=by.member_id, name=" ".join(name.split())
    )
    scenario.clean_fields(exclude=["workspace", "roadmap", "owner"])
    scenario.save(force_insert=True)
    record("scenario.created", scenario, by=by, data=about_scenario(scenario))
    return scenario


@transaction.atomic
def rename_scenario(
    scenario: Scenario, *, by: Actor, name: str, expected_version: int | None = None
) -> Scenario:
    """Another name. The same one writes nothing. Raises ValidationError, OutOfDate, PermissionDenied."""
    scenario = locked_scenario(scenario, by, expected_version)
    changes = changed(scenario, {"name": " ".join(name.split())}, {})
    if changes:
        scenario.clean_fields(exclude=["workspace", "roadmap", "owner"])
        save_changed(scenario, ["name"])
        record("scenario.updated", scenario, by=by, changes=changes, data=about_scenario(scenario))
    return scenario


@transaction.atomic
def discard_scenario(scenario: Scenario, *, by: Actor, expected_version: int | None = None) -> None:
    """Put it away; undo brings it back for 30 days. The plan stays as it is. Twice is once."""
    scenario = locked_scenario(scenario, by, expected_version)
    if scenario.deleted_at is None:
        scenario.deleted_at = timezone.now()
        save_changed(scenario, ["deleted_at"])
        record("scenario.discarded", scenario, by=by, data=about_scenario(scenario))


@transaction.atomic
def restore_scenario(scenario: Scenario, *, by: Actor) -> Scenario:
    """Bring a discarded one back as it was. Twice is once."""
    scenario = locked_scenario(scenario, by)
    if scenario.deleted_at is not None:
        scenario.deleted_at = None
        save_changed(scenario, ["deleted_at"])
        record("scenario.restored", scenario, by=by, data=about_scenario(scenario))
    return scenario


@transaction.atomic
def change_scenario(
    scenario: Scenario,
    items: Mapping[UUID, Mapping[str, Any]],
    *,
    by: Actor,
    expected_version: int | None = None,
) -> Scenario:
    """Have some fields of items, or the `day` of milestones, otherwise than in the plan (`Overlay`); what the plan says itself is no
    longer other.

    Raises ValidationError by field for what the plan could not hold, PermissionDenied, OutOfDate. One act. Cost: about 12
    statements, whatever the number of items (at most 1,000).
    """
    scenario = locked_scenario(scenario, by, expected_version)
    laid = laid_over(scenario)
    laid.reach(items)
    if len(items) > MOST_ITEMS or not all(map(laid.knows, items)):
        raise ValidationError(_("There is no such item."))
    places = Places(scenario.roadmap)
    meant = {
        pk: {
            name: fields[name] if fields[name] == now else _cleaned(name, fields[name], places)
            for name, now in laid.planned(pk).items()
            if name in fields
        }
        for pk, fields in items.items()
    }
    changes = _keep(laid, meant)
    if changes:
        save_changed(scenario, [])
        record("scenario.changed", scenario, by=by, changes=changes, data=about_scenario(scenario))
    return scenario


@transaction.atomic
def lay_over(
    scenario: Scenario, places: Mapping[tuple[UUID, str], tuple[Any, Any, Any]], *, by: Actor
) -> None:
    """Put overlays back: by item or milestone and field what is laid over now, what was (None: nothing), and what the plan said then (None:
    what it says now). Only where the first still holds.

    Raises Conflict where it holds nowhere, PermissionDenied.
    """
    scenario = locked_scenario(scenario, by)
    laid = laid_over(scenario)
    laid.reach({pk for pk, _name in places})
    kept, gone, changes = [], [], {}
    for (pk, name), (now, former, was) in places.items():
        if not laid.knows(pk) or laid.values.get(pk, {}).get(name) != now:
            continue
        changes[f"{pk} {name}"] = [now, former]
        if former is None:
            gone.append((pk, name))
        else:
            kept.append(_overlay(laid, pk, name, former, laid.planned(pk)[name] if was is None else was))
    if not changes:
        raise Conflict(_("Someone has changed it since."))
    _write(scenario, kept, gone)
    save_changed(scenario, [])
    record("scenario.changed", scenario, by=by, changes=changes, data=about_scenario(scenario))


def locked_scenario(scenario: Scenario, by: Actor, expected_version: int | None = None) -> Scenario:
    """The scenario as it is now with its roadmap, held until commit, for its owner while they may plan."""
    require(by, Right.MANAGE_PLANS)
    rows = Scenario.objects.select_for_update(of=("self",), no_key=True).select_related("roadmap__workspace")
    found = rows.get(pk=scenario.pk, workspace_id=by.workspace_id, owner_id=by.member_id)
    check_version(found, expected_version)
    return found


def about_scenario(scenario: Scenario) -> dict[str, Any]:
    """What surrounds an event of the scenario: nobody but its owner is told."""
    owner = str(scenario.owner_id)
    return {"roadmap": str(scenario.roadmap_id), "visibility": Roadmap.Visibility.PRIVATE, "owner": owner}


def _keep(laid: Laid, meant: Mapping[UUID, Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Write the overlays; returns by "item field" [before, after], None where the plan's own holds."""
    changes: dict[str, list[Any]] = {}
    gone: list[tuple[UUID, str]] = []
    kept: list[Overlay] = []
    for pk, fields in meant.items():
        now, over, was = laid.planned(pk), laid.values.get(pk, {}), laid.was.get(pk, {})
        for name, value in fields.items():
            before, after = over.get(name), None if value == now[name] else value
            if before == after:
                continue
            changes[f"{pk} {name}"] = [before, after]
            if after is None:
                gone.append((pk, name))
            else:
                kept.append(_overlay(laid, pk, name, after, was.get(name, now[name])))
        _check_order({**now, **over, **fields})
    _write(laid.scenario, kept, gone)
    return changes


def _overlay(laid: Laid, pk: UUID, field: str, value: Any, was: Any) -> Overlay:
    of = "milestone_id" if laid.is_mark(pk) else "item_id"
    row = Overlay(scenario=laid.scenario, field=field, value=value, was=was, **{of: pk})
    row.workspace_id = laid.scenario.workspace_id
    return row


def _check_order(values: Mapping[str, Any]) -> None:
    start, due = (values.get(end, [""])[0] for end in ("start", "due"))
    if start and due and due < start:
        raise ValidationError({"due": _("The due date is before the start (%(start)s).") % {"start": start}})


def _write(scenario: Scenario, kept: list[Overlay], gone: list[tuple[UUID, str]]) -> None:
    for unique in (["scenario", "item", "field"], ["scenario", "milestone"]):
        rows = [row for row in kept if getattr(row, f"{unique[1]}_id")]
        Overlay.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=unique, update_fields=["value", "was"]
        )
    for name in {name for _pk, name in gone}:
        of = "milestone" if name == Overlay.Field.DAY else "item"
        some = [pk for pk, other in gone if other == name]
        scenario.overlays.filter(field=name, **{f"{of}__in": some}).delete()


def _cleaned(name: str, value: Any, places: Places) -> Any:
    match name:
        case "start" | "due":
            return _day(name, value)
        case "lane":
            places.fields(value)
            return value
        case "horizon":
            if value not in places.roadmap.horizon_names():
                raise ValidationError({"horizon": _("This roadmap has no such horizon.")})
            return value
        case "confidence":
            if value not in ("", *Entry.Confidence.values):
                raise ValidationError({"confidence": _("Confidence is high, medium, low or empty.")})
            return value
        case "public_title" | "public_note":
            return _text(name, value)
        case "day":
            return _marked_day(value)
        case _:
            return bool(value)


def _text(name: str, value: Any) -> str:
    """A public title or note as an entry keeps it: on one line, and no longer than there."""
    field: Any = Entry._meta.get_field(name)
    if not isinstance(value, str):
        raise ValidationError({name: _("This is no text.")})
    try:
        return str(field.clean(" ".join(value.split()), None))
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _marked_day(value: Any) -> str:
    """The day of a milestone."""
    try:
        day = date.fromisoformat(value)
    except (ValueError, TypeError):
        raise ValidationError({"day": _("This date cannot be used.")}) from None
    if why := out_of_reach(day):
        raise ValidationError({"day": why})
    return day.isoformat()


def _day(end: Any, value: Any) -> list[str]:
    """A day and its precision: the first day of its period for a start, the last for a due date."""
    try:
        text, size = value
        precision = Precision(size)
        day = snap(date.fromisoformat(text), precision, end) if text else None
    except (ValueError, TypeError, OverflowError):
        raise ValidationError({end: _("This date cannot be used.")}) from None
    if day and (why := out_of_reach(day)):
        raise ValidationError({end: why})
    return [day.isoformat() if day else "", str(precision)]
