"""The demo company's sprints: two weeks each, five closed ones that agree with the items' history, one that runs, one to come.

An item counts where its history says that it was done; what was done in a sprint's first days had been carried over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zlib import crc32

from accounts.models import Team
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record_history
from backlog.models import Category, Item, Kind
from config.demo.catalog import all_changes
from sprints.models import Capacity, Sprint, SprintItem, SprintState
from sprints.services.planning import told
from sprints.services.sprints import about

if TYPE_CHECKING:
    from config.demo.seed import Seeding

CLOSED, LENGTH = 5, timedelta(days=14)
LEAVES = (Kind.STORY, Kind.BUG, Kind.CHORE, Kind.SPIKE)
CARRIED_WITHIN = timedelta(days=4)
Outcome = SprintItem.Outcome
Told = tuple[Actor, datetime, Record]


@dataclass(frozen=True, slots=True)
class DemoTeamSprints:
    """A team's last sprints: who plans them, the number of the first, a goal for each from the oldest to the next."""

    team: str
    lead: str
    first: int
    goals: tuple[str, ...]
    away: tuple[tuple[str, str, int], ...]  # in the sprint that runs: who, days off, focus


TEAMS = (
    DemoTeamSprints(
        "payments", "jonas", 21,
        (
            "Refunds reach the customer the same day", "A declined card is tried again without retyping",
            "The fraud check no longer holds up honest orders", "Bank picker shows the bank people use",
            "Bank transfer works from basket to receipt", "Pay by bank is open to every customer in Ireland",
            "Split payments can be tried by the shop team",
        ),
        (("rasmus", "2", 80), ("zofia", "0", 60)),
    ),
    DemoTeamSprints(
        "storefront", "mila", 33,
        (
            "Addresses are right the first time", "Guests can buy without an account", "The basket survives a new device",
            "Choosing a delivery day takes one tap", "Checkout loads in under a second",
            "Delivery day and guest basket are live for everybody", "Order page answers “where is it?”",
        ),
        (("eleni", "1.5", 50),),
    ),
    DemoTeamSprints(
        "mobile", "tomas", 12,
        (
            "The planner knows this week's tasks", "Reminders arrive when they help", "Photos recognise ten more plants",
            "The app starts in under two seconds", "Orders can be followed in the app",
            "My plants work without a network", "First run leads to a planted garden",
        ),
        (("mateo", "3", 80),),
    ),
    DemoTeamSprints(
        "logistics", "astrid", 27,
        (
            "Frost holds plants back by itself", "The stock figure is true every hour", "Returns are booked in one scan",
            "Carriers learn of changes within minutes", "Slots are planned a day ahead",
            "Batch picking halves the walking", "Scanners work without a network",
        ),
        (("bogdan", "1", 80), ("rasmus", "2", 40)),
    ),
)  # fmt: skip


@dataclass(slots=True)
class _Made:
    """A sprint with its places, and who plans it."""

    sprint: Sprint
    by: Actor
    places: list[tuple[SprintItem, Item]] = field(default_factory=list)

    @property
    def planned(self) -> datetime:
        """When most of its items were put in."""
        return _moment(self.sprint.start_on - timedelta(days=4), 10)

    @property
    def start(self) -> datetime:
        return _moment(self.sprint.start_on, 9)

    @property
    def close(self) -> datetime:
        return _moment(self.sprint.start_on + LENGTH, 8)

    def has_room(self, item: Item, share: Decimal) -> bool:
        """Whether the item fits into that share of the team's capacity."""
        planned = sum(
            (row.estimate or Decimal(0) for _place, row in self.places), item.estimate or Decimal(0)
        )
        return planned <= (self.sprint.team.capacity or Decimal(0)) * share


def sprint(making: "Seeding") -> None:
    """Make every team's sprints with their history; told to nobody, since it was long ago."""
    monday = making.today - timedelta(days=making.today.weekday() + 7)
    sizes = _Sizes(making)
    teams = [_team(making, demo, monday, sizes) for demo in TEAMS]
    made = [one for sprints in teams for one in sprints]
    places = [place for one in made for place, _item in one.places]
    added = [place.added_at for place in places]
    Sprint.objects.bulk_create(one.sprint for one in made)
    SprintItem.objects.bulk_create(places)
    for place, at in zip(places, added, strict=True):
        place.added_at = at
    SprintItem.objects.bulk_update(places, ["added_at"])
    _away(making, made)
    history = [row for sprints in teams for row in _history(sprints, sizes, by=making.moment(-3))]
    record_history(sorted(history, key=lambda row: row[1]))


def _away(making: "Seeding", made: Sequence[_Made]) -> None:
    """Who is away in the sprints that run."""
    running = {one.sprint.team_id: one.sprint for one in made if one.sprint.state == SprintState.ACTIVE}
    Capacity.objects.bulk_create(
        Capacity(
            workspace=making.workspace, sprint=running[making.teams[demo.team].pk], member=making.members[who],
            days_off=Decimal(days), focus_percent=focus,
        )
        for demo in TEAMS
        for who, days, focus in demo.away
    )  # fmt: skip


def _team(making: "Seeding", demo: DemoTeamSprints, monday: date, sizes: "_Sizes") -> list[_Made]:
    made = [_sprint(making, demo, monday, at) for at in range(CLOSED + 2)]
    running, coming = made[CLOSED:]
    for item in _items(making, making.teams[demo.team]):
        if item.category == Category.DONE:
            for number, one in enumerate(made):
                if (closed := _closed_in(one, item)) is not None:
                    _put(made, number, item, sizes, slipped=closed < one.start + CARRIED_WITHIN)
        elif item.category == Category.ACTIVE and running.has_room(item, Decimal("0.65")):
            _put(made, CLOSED, item, sizes, slipped=_chance(item, 5) == 0)
        elif item.category == Category.READY and item.estimate and coming.has_room(item, Decimal("0.7")):
            at = max(making.moment(-2), item.created_at)
            coming.places.append((_place(coming, item, at, sizes), item))
    return made


def _sprint(making: "Seeding", demo: DemoTeamSprints, monday: date, at: int) -> _Made:
    start = monday + LENGTH * (at - CLOSED)
    state = (SprintState.CLOSED, SprintState.ACTIVE, SprintState.PLANNED)[max(0, at - CLOSED + 1)]
    made = _Made(
        Sprint(
            workspace=making.workspace, team=making.teams[demo.team], name=f"Sprint {demo.first + at}",
            goal=demo.goals[at], start_on=start, end_on=start + timedelta(days=11), state=state,
        ),
        making.actor(demo.lead),
    )  # fmt: skip
    made.sprint.started_at = made.start if state != SprintState.PLANNED else None
    made.sprint.closed_at = made.close if state == SprintState.CLOSED else None
    return made


def _items(making: "Seeding", team: Team) -> list[Item]:
    """The leaves that the team worked or works on, in rank order; what no team has is shared out among the product's."""
    rows = Item.objects.filter(workspace=making.workspace, kind__in=LEAVES).exclude(category=Category.DROPPED)
    teams = {row.pk: sorted(row.teams.all(), key=lambda one: one.name) for row in making.products.values()}
    found = []
    for item in rows.select_related("product", "team").order_by("rank"):
        theirs = [item.team] if item.team else teams[item.product_id]
        if theirs and theirs[_chance(item, len(theirs))] == team:
            found.append(item)
    return found


def _put(made: Sequence[_Made], at: int, item: Item, sizes: "_Sizes", *, slipped: bool) -> None:
    """Into the sprint `at`; one that slipped was in the one before too, which carried it over."""
    one, before = made[at], made[at - 1] if at else None
    added = max(one.planned, item.created_at + timedelta(hours=1))
    if slipped and before is not None and item.created_at < before.planned:
        former = _place(before, item, before.planned, sizes)
        former.outcome = Outcome.CARRIED
        before.places.append((former, item))
        added = before.close
    place = _place(one, item, added, sizes)
    if one.sprint.state == SprintState.CLOSED:
        place.outcome = Outcome.DONE
    one.places.append((place, item))


def _place(one: _Made, item: Item, added: datetime, sizes: "_Sizes") -> SprintItem:
    """An item's place; how it ended in a closed sprint is the caller's."""
    place = SprintItem(workspace_id=item.workspace_id, sprint=one.sprint, item=item, added_at=added)
    if one.sprint.state != SprintState.PLANNED and added < one.start:
        place.committed, place.estimate_at_start = True, sizes.at(item, one.start)
    if one.sprint.state == SprintState.CLOSED:
        place.ended_at, place.estimate_at_close = one.close, sizes.at(item, one.close)
    return place


def _history(made: Sequence[_Made], sizes: "_Sizes", *, by: datetime) -> Iterator[Told]:
    """The events that the services would have written, of one team, whose sprints were all made by that moment."""
    for at, one in enumerate(made):
        former = made[at - 1] if at else None
        yield _told(one, "sprint.created", min(one.planned - timedelta(hours=1), by))
        for place, item in one.places:
            carried = former is not None and place.added_at == former.close
            more = {"carried_from": former.sprint.name} if former and carried else {}
            size = plain(sizes.at(item, place.added_at))
            row = told("sprint.item_added", item, one.sprint, estimate=size, **more)
            yield one.by.anew(), place.added_at, row
        if one.sprint.started_at:
            scope = [(place, place.estimate_at_start) for place, _item in one.places if place.committed]
            items = [{"item": str(place.item_id), "estimate": plain(size)} for place, size in scope]
            yield _told(one, "sprint.started", one.start, items=items)
        if one.sprint.closed_at:
            ends = [
                {"item": str(row.item_id), "outcome": row.outcome, "estimate": plain(row.estimate_at_close)}
                for row, _item in one.places
            ]
            yield _told(one, "sprint.closed", one.close, items=ends, next=str(made[at + 1].sprint.pk))


def _told(one: _Made, verb: str, at: datetime, **more: Any) -> Told:
    data = {**about(one.sprint), **more}
    return one.by.anew(), at, Record(verb, "sprint", one.sprint.pk, one.sprint.name, data=data)


class _Sizes:
    """How large items were at a moment, by the estimates that their history tells."""

    def __init__(self, making: "Seeding") -> None:
        self.changes: dict[UUID, list[tuple[datetime, str | None]]] = {}
        for change in all_changes():
            if change.field == "estimate":
                at = making.moment(change.offset, change.minute)
                self.changes.setdefault(making.ids[change.ref], []).append((at, change.before))

    def at(self, item: Item, moment: datetime) -> Decimal | None:
        """What the next change found there; without one what it is now."""
        for at, before in self.changes.get(item.pk, ()):
            if at > moment:
                return Decimal(before) if before else None
        return item.estimate


def _closed_in(one: _Made, item: Item) -> datetime | None:
    """When the item was done, if that was between the close of the sprint before and this one's."""
    closed = item.closed_at
    return closed if closed is not None and one.close - LENGTH <= closed < one.close else None


def _chance(item: Item, of: int) -> int:
    """A number from 0 below `of` that is always the same for the same item."""
    return crc32(item.key.encode()) % of


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
