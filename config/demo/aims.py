"""Makes the demo company's goals as they would have come about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from activity.actors import Actor
from activity.services import Record, record_history
from backlog.models import Item
from config.demo.goals import OBJECTIVES
from config.demo.types import DemoKeyResult, DemoObjective
from core.numbers import typed
from roadmap.models import CheckIn, ItemObjective, KeyResult, Objective
from roadmap.services import key_results, objective_items

if TYPE_CHECKING:
    from config.demo.seed import Seeding

Told = tuple[Actor, datetime, Record]


def aim(making: "Seeding") -> None:
    """Make the objectives, their key results and check-ins; what serves one brings its children along."""
    made: dict[str, Objective] = {}
    told: list[Told] = []
    for place, demo in enumerate(OBJECTIVES):
        row = made[demo.key] = _objective(making, demo, place, made)
        by, began = making.members[demo.owner].actor().anew(), making.moment(demo.days[0], 555)
        told.append(
            (
                by,
                began,
                Record("objective.created", "objective", row.pk, row.name, data=objective_items.about(row)),
            )
        )
        told += _serving(making, demo, row)
        for position, result in enumerate(demo.results):
            told += _result(making, demo, row, result, position)
    record_history(sorted(told, key=lambda one: one[1]))


def _objective(making: "Seeding", demo: DemoObjective, place: int, made: dict[str, Objective]) -> Objective:
    first, last = (making.today + timedelta(days=offset) for offset in demo.days)
    row = Objective(
        workspace=making.workspace, name=demo.name, description=demo.description, owner=making.members[demo.owner],
        parent=made.get(demo.parent), start_on=first, end_on=last, weight=demo.weight, state=demo.state,
        position=place,
    )  # fmt: skip
    row.save(force_insert=True)
    began = making.moment(demo.days[0], 555)
    Objective.objects.filter(pk=row.pk).update(created_at=began, updated_at=began)
    return row


def _serving(making: "Seeding", demo: DemoObjective, row: Objective) -> Iterator[Told]:
    by = making.members[demo.owner].actor()
    for refs, is_primary in ((demo.refs, True), (demo.beside, False)):
        ids = [making.ids[ref] for ref in refs]
        items = Item.objects.filter(pk__in=ids).union(Item.objects.filter(parent__in=ids))
        found = list(Item.objects.filter(pk__in=[item.pk for item in items]).select_related("product"))
        ItemObjective.objects.bulk_create(
            ItemObjective(workspace=making.workspace, objective=row, item=item, is_primary=is_primary)
            for item in found
        )
        for item in found:
            at = max(making.moment(demo.days[0], 570), item.created_at)
            said = objective_items.told("objective.item_added", item, row, is_primary=is_primary)
            yield by.anew(), min(at, making.moment(0)), said


def _result(
    making: "Seeding", demo: DemoObjective, objective: Objective, result: DemoKeyResult, position: int
) -> Iterator[Told]:
    last = result.check_ins[-1].value if result.check_ins else result.start
    row = KeyResult(
        workspace=making.workspace, objective=objective, name=result.name, start=_number(result.start),
        target=_number(result.target), current=_number(last), unit=result.unit, owner=making.members[result.owner],
        due_on=making.today + timedelta(days=result.due), position=position, version=1 + len(result.check_ins),
    )  # fmt: skip
    row.save(force_insert=True)
    began = making.moment(demo.days[0], 560)
    KeyResult.objects.filter(pk=row.pk).update(created_at=began, updated_at=began)
    data = key_results.about(row)
    by = making.members[demo.owner].actor().anew()
    yield by, began, Record("keyresult.created", "keyresult", row.pk, row.name, data=data)
    before = row.start
    for seen in result.check_ins:
        who, at = making.members[seen.by], making.moment(seen.offset, 615)
        made = CheckIn.objects.create(
            workspace=making.workspace, key_result=row, value=_number(seen.value), confidence=seen.confidence,
            comment=seen.comment, author=who, at=at,
        )  # fmt: skip
        own = {"check_in": str(made.pk), "value": str(made.value), "confidence": seen.confidence}
        changes = {"current": [typed(before), typed(made.value)]}
        more = {**data, **own, "comment": seen.comment}
        yield (
            who.actor().anew(),
            at,
            Record("keyresult.checked_in", "keyresult", row.pk, row.name, changes, more),
        )
        before = made.value


def _number(value: float) -> Decimal:
    return Decimal(str(value))
