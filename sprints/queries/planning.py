"""The planning page: what could go into a sprint, what is in it, and whether it fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from activity.actors import Actor
from backlog.models import Category, Item, Product
from backlog.queries.backlog import order
from backlog.queries.brief import BRIEF, IN_ORDER, Brief, brief
from backlog.queries.keyset import read
from backlog.queries.rows import Row, active_model, make_rows, records
from backlog.search import ItemSearch
from sprints.capacity import ZERO, Load, Time, shares, team_capacity
from sprints.models import Sprint, SprintItem, SprintState
from sprints.queries.loads import times_of_sprints
from sprints.queries.sprints import Velocity, velocity_of
from sprints.services.planning import HERE
from sprints.services.sprints import working_days

LIMIT = 100
MOST = 500


@dataclass(frozen=True, slots=True)
class Candidates:
    """Open items of a product that are in no sprint; `more`: there are others; `is_ranked`: they are in rank order."""

    rows: list[Row]
    more: bool
    is_ranked: bool


@dataclass(frozen=True, slots=True)
class PlannedItem(Brief):
    """An item in a sprint, with the size that counts there. `is_late`: it came after the start."""

    outcome: str
    is_late: bool

    @property
    def is_done(self) -> bool:
        return self.outcome == SprintItem.Outcome.DONE or (
            not self.outcome and self.category == Category.DONE
        )

    @property
    def is_in(self) -> bool:
        return self.outcome != SprintItem.Outcome.REMOVED


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """A member's time in the sprint and what is planned for them."""

    time: Time
    load: Load
    count: int


@dataclass(frozen=True, slots=True)
class SprintPage:
    """What a sprint holds and whether it fits. `ended` are the items of a closed sprint by how they ended there, and
    those that were taken out of a running one.
    """

    sprint: Sprint
    items: list[PlannedItem]
    taken_out: list[PlannedItem]
    people: list[PersonLoad]
    load: Load
    velocity: Velocity
    unassigned: Decimal
    unestimated: int
    working_days: int
    others: list[PersonLoad] = field(default_factory=list)

    @property
    def velocity_percent(self) -> int | None:
        """Where the velocity line crosses the team's bar."""
        return self.load.percent(self.velocity.mean) if self.velocity.mean is not None else None

    @property
    def overloaded(self) -> list[PersonLoad]:
        return [person for person in self.people if person.load.over]


def candidates(product: Product, *, actor: Actor, query: str, today: date, limit: int = LIMIT) -> Candidates:
    """The product's open items outside every sprint that `query` fits, in rank order or that of its `sort:`.

    Raises QueryError. Cost: 3 statements whatever the number of rows, and those for words and names in the query.
    """
    search = ItemSearch(query, actor=actor, today=today)
    planned = SprintItem.objects.filter(item=OuterRef("pk"), outcome=HERE)
    items = search.narrow(Item.objects.filter(~Exists(planned), product=product).open())
    model, keys = active_model(product), order(search)
    found = read(records(items, keys=keys, model=model), keys, None, limit + 1)
    rows = make_rows(found[:limit], product=product, actor=actor, today=today, model=model)
    return Candidates(rows, len(found) > limit, not search.query.sort)


def full_at(found: Candidates, page: SprintPage) -> str:
    """The key of the first item that no longer fits, if the sprint takes the list from its top; "" where all fit, where
    the list is not in rank order, and where nobody knows how much fits.
    """
    if page.load.capacity is None or not found.is_ranked:
        return ""
    left = page.load.capacity - page.load.planned
    for row in found.rows:
        left -= row.estimate or ZERO
        if left < 0:
            return row.key
    return ""


def by_outcome(page: SprintPage) -> list[tuple[str, list[PlannedItem], Decimal]]:
    """What a closed sprint held, by how it ended there: (name, items, sum of estimates)."""
    groups = []
    for outcome in SprintItem.Outcome:
        rows = [item for item in (*page.items, *page.taken_out) if item.outcome == outcome]
        if rows:
            groups.append((str(outcome.label), rows, sum((row.estimate or ZERO for row in rows), ZERO)))
    return groups


def sprint_page(sprint: Sprint, *, unit: str) -> SprintPage:
    """What a sprint (its team loaded) holds, by product and rank, and who has how much time for it.

    `unit` is the workspace's unit of estimates. Cost: 3 statements, whatever the number of items and people.
    """
    items = [_item(row) for row in _places(sprint)]
    inside = [item for item in items if item.is_in]
    velocity, days = velocity_of(sprint.team), working_days(sprint)
    times = times_of(sprint)
    capacity = team_capacity(
        times, unit=unit, usual=sprint.team.capacity, velocity=velocity.mean, working_days=days
    )
    parts = shares(times, capacity)
    known = {time.member_id for time in times}
    return SprintPage(
        sprint=sprint,
        items=inside,
        taken_out=[item for item in items if not item.is_in],
        people=[_person(time, inside, parts[time.member_id]) for time in times],
        load=load_of(inside, capacity),
        velocity=velocity,
        unassigned=sum((item.estimate or ZERO for item in inside if item.assignee is None), ZERO),
        unestimated=sum(item.estimate is None for item in inside),
        working_days=days,
        others=_others(inside, known),
    )


def times_of(sprint: Sprint) -> list[Time]:
    """The time of each active member of the team, by name. Two statements."""
    return times_of_sprints([sprint])[sprint.pk]


def load_of(items: Sequence[PlannedItem], capacity: Decimal | None) -> Load:
    """The sums of these items against a capacity."""
    planned = sum((item.estimate or ZERO for item in items), ZERO)
    done = sum((item.estimate or ZERO for item in items if item.is_done), ZERO)
    return Load(planned, done, capacity)


def _places(sprint: Sprint) -> Any:
    places = SprintItem.objects.filter(sprint=sprint, item__deleted_at=None)
    beside = ("estimate_at_close", "outcome", "committed", "sprint__state")
    return places.order_by(*IN_ORDER).values(*BRIEF, *beside)


def _item(row: dict[str, Any]) -> PlannedItem:
    closed = row["outcome"] and row["sprint__state"] == SprintState.CLOSED
    size = {"estimate": row["estimate_at_close"]} if closed else {}
    is_late = row["sprint__state"] != SprintState.PLANNED and not row["committed"]
    return PlannedItem(**{**brief(row), **size}, outcome=row["outcome"], is_late=is_late)


def _person(time: Time, items: Sequence[PlannedItem], capacity: Decimal | None) -> PersonLoad:
    mine = [item for item in items if item.assignee and item.assignee.pk == time.member_id]
    return PersonLoad(time, load_of(mine, capacity), len(mine))


def _others(items: Sequence[PlannedItem], known: set[UUID]) -> list[PersonLoad]:
    """People outside the team whom items of the sprint are assigned to; they have no capacity here."""
    people = {item.assignee for item in items if item.assignee and item.assignee.pk not in known}
    times = [Time(who.pk, who.name, ZERO, 0, ZERO) for who in sorted(people, key=lambda who: who.name)]
    return [_person(time, items, None) for time in times]
