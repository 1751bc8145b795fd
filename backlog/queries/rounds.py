"""Rounds of blind ratings as pages show them: their list, one as the actor may see it, one of its items."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.blind_spread import Spread, on_scale, spread
from backlog.models import BlindRating, Criterion, Item, Product, Rating, RatingRound
from backlog.queries.raters import given_by, items_in, raters_of, votes_in
from backlog.queries.score import RatingRow, rating_row
from backlog.services.rating_rounds import leads
from core.numbers import typed

MOST_OPEN, MOST_ENDED = 50, 20
State = RatingRound.State
Place = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Seat:
    """Someone who is asked, or who rated without being asked; `given` numbers of all that there are to give."""

    member: Member
    given: int
    of: int
    is_me: bool

    @property
    def is_done(self) -> bool:
        return bool(self.of) and self.given >= self.of


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one item and criterion: the actor's own number while the round is open, everybody's after that.

    `mean` and `median` are on the scale; `rating` is the agreed number that stands now. All as one types them, "" for none.
    """

    item: Item
    column: RatingRow
    mine: str = ""
    note: str = ""
    votes: Sequence[BlindRating] = ()
    spread: Spread | None = None
    mean: str = ""
    median: str = ""
    rating: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the agreed number is the mean already."""
        return self.mean != "" and self.rating == self.mean

    @property
    def is_apart(self) -> bool:
        """Whether people disagree in it, and nobody has settled it yet."""
        return self.spread is not None and self.spread.is_apart and not self.is_taken


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the round with its cells in the order of the columns."""

    item: Item
    cells: list[Cell]

    @property
    def apart(self) -> int:
        """In how many cells people disagree."""
        return sum(cell.spread is not None and cell.spread.is_apart for cell in self.cells)

    @property
    def has_note(self) -> bool:
        return any(cell.note for cell in self.cells)

    @property
    def is_taken(self) -> bool:
        """Whether every number that was given is the agreed one by now."""
        return all(cell.is_taken for cell in self.cells if cell.spread)


@dataclass(frozen=True)
class RoundPage:
    """One round as the actor may see it."""

    round: RatingRound
    columns: list[RatingRow]
    lines: list[Line]
    seats: list[Seat]
    may_rate: bool
    may_lead: bool
    may_groom: bool

    @property
    def cells(self) -> int:
        return len(self.columns) * len(self.lines)

    @cached_property
    def rated(self) -> int:
        return sum(seat.given > 0 for seat in self.seats)

    @property
    def mine(self) -> Seat | None:
        return next((seat for seat in self.seats if seat.is_me), None)

    @property
    def may_reveal(self) -> bool:
        return self.may_groom and self.rated > 0 and (self.may_lead or all(s.is_done for s in self.seats))

    @cached_property
    def apart(self) -> int:
        """In how many cells people disagree that nobody has settled yet."""
        return sum(cell.is_apart for line in self.lines for cell in line.cells)

    @cached_property
    def is_taken(self) -> bool:
        return all(line.is_taken for line in self.lines)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in the list: of `asked` members `rated` have given a number, the actor `mine` of `cells`."""

    round: RatingRound
    items: int
    cells: int
    asked: int
    rated: int
    mine: int


def rounds_page(product: Product, *, actor: Actor) -> tuple[list[RoundRow], list[RoundRow]]:
    """The product's rounds that are not over, and those that were revealed and are; the newest first. Four statements."""
    there = Q(items__deleted_at=None, items__product=product.pk)
    rounds = RatingRound.objects.filter(product=product).select_related("opened_by").order_by("-id")
    counted = rounds.annotate(
        items_count=Count("items", filter=there, distinct=True), columns_count=Count("columns", distinct=True)
    )
    going = list(counted.exclude(state=State.ENDED)[:MOST_OPEN])
    over = list(counted.filter(state=State.ENDED, revealed_at__isnull=False)[:MOST_ENDED])
    asked = set(raters_of(product).values_list("pk", flat=True))
    given: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    votes = BlindRating.objects.filter(round__in=[*going, *over], member__deactivated_at=None)
    here = votes.filter(item__deleted_at=None, item__product=product).order_by()
    for round_, member, count in here.values_list("round_id", "member_id").annotate(count=Count("pk")):
        given[round_][member] = count
    return [_row(one, asked, given[one.pk], actor) for one in going], [
        _row(one, asked, given[one.pk], actor) for one in over
    ]


def round_page(round_: RatingRound, *, actor: Actor, apart_first: bool = True) -> RoundPage:
    """The round with its items in rank order; once the numbers are known, those first that people disagree on most.

    Needs `product` and `opened_by` loaded. Cost: 6 statements for any number of items, members and numbers.
    """
    lines, columns = lines_of(round_, list(_shown(round_)), actor)
    if round_.is_known and apart_first:
        lines.sort(key=lambda line: -line.apart)
    people = {member.pk: member for member in raters_of(round_.product)}
    given = given_by(round_)
    missing = ({round_.opened_by_id} | given.keys()) - people.keys()
    if missing:
        people |= {one.pk: one for one in Member.objects.active().filter(pk__in=missing).order_by("name")}
    cells = len(lines) * len(columns)
    return RoundPage(
        round=round_,
        columns=columns,
        lines=lines,
        seats=[Seat(who, given.get(pk, 0), cells, pk == actor.member_id) for pk, who in people.items()],
        may_rate=may(actor, Right.CONTRIBUTE),
        may_lead=leads(round_, actor),
        may_groom=may(actor, Right.GROOM),
    )


def line_of(round_: RatingRound, item: Item, *, actor: Actor) -> tuple[Line | None, Item | None]:
    """One item of the round and the one after it in rank order; None where the round does not have it. Four statements."""
    items = list(_shown(round_))
    at = next((place for place, one in enumerate(items) if one.pk == item.pk), None)
    if at is None:
        return None, None
    [line], _columns = lines_of(round_, [items[at]], actor)
    return line, items[at + 1] if at + 1 < len(items) else None


def lines_of(round_: RatingRound, items: Sequence[Item], actor: Actor) -> tuple[list[Line], list[RatingRow]]:
    """These items of the round with what the actor may know of each cell. Three statements."""
    criteria = [row.criterion for row in round_.columns.select_related("criterion")]
    votes: dict[Place, list[BlindRating]] = defaultdict(list)
    for row in visible_votes(round_, actor).filter(item__in=items):
        votes[row.item_id, row.criterion_id].append(row)
    ratings: dict[Place, Decimal] = {}
    if round_.is_known:
        rows = Rating.objects.filter(item__in=items, criterion__in=criteria)
        ratings = {
            (item, criterion): value
            for item, criterion, value in rows.values_list("item_id", "criterion_id", "value")
        }
    columns = [rating_row(criterion, None) for criterion in criteria]
    pairs = list(zip(criteria, columns, strict=True))
    lines = [
        Line(item, [_cell(round_, item, *pair, votes, ratings, actor) for pair in pairs]) for item in items
    ]
    return lines, columns


def visible_votes(round_: RatingRound, actor: Actor) -> "QuerySet[BlindRating]":
    """The numbers that the actor may know, by name: everybody's once they were shown, else their own alone."""
    votes = votes_in(round_).select_related("member").order_by("member__name", "member_id", "pk")
    return votes if round_.is_known else votes.filter(member=actor.member_id)


def _shown(round_: RatingRound) -> "QuerySet[Item]":
    return items_in(round_).select_related("product", "status")


def _cell(
    round_: RatingRound,
    item: Item,
    criterion: Criterion,
    column: RatingRow,
    votes: Mapping[Place, Sequence[BlindRating]],
    ratings: Mapping[Place, Decimal],
    actor: Actor,
) -> Cell:
    given = votes.get((item.pk, criterion.pk), [])
    own = next((vote for vote in given if vote.member_id == actor.member_id), None)
    mine, note = (typed(own.value), own.note) if own else ("", "")
    if not given or not round_.is_known:
        return Cell(item, column, mine, note, rating=typed(ratings.get((item.pk, criterion.pk))))
    found = spread(criterion, [vote.value for vote in given])
    return Cell(
        item, column, mine, note,
        votes=sorted(given, key=lambda vote: vote.value),
        spread=found,
        mean=typed(on_scale(criterion, found.mean)),
        median=typed(on_scale(criterion, found.median)),
        rating=typed(ratings.get((item.pk, criterion.pk))),
    )  # fmt: skip


def _row(round_: RatingRound, asked: set[UUID], given: Mapping[UUID, int], actor: Actor) -> RoundRow:
    items, columns = round_.items_count, round_.columns_count  # type: ignore[attr-defined]
    return RoundRow(
        round_,
        items=items,
        cells=items * columns,
        asked=len(asked | {round_.opened_by_id} | given.keys()),
        rated=len(given),
        mine=given.get(actor.member_id, 0) if actor.member_id else 0,
    )
