"""Rating blindly in a round, and taking over what came of it.

What is given is hidden from everybody else until the round is revealed (`rating_rounds.py`), and is no rating until
somebody who grooms takes it over.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from backlog.blind_spread import on_scale, spread
from backlog.models import BlindRating, Criterion, Item, RatingRound
from backlog.queries.raters import items_in, votes_in
from backlog.services.rating import Given, Place, Rated, RatingErrors, rate_items, scale_problem
from backlog.services.rating_rounds import held_known, held_open, member_of, record_round
from core.errors import Conflict

LONGEST_NOTE = 300
Way = Literal["mean", "median"]


@dataclass(frozen=True, slots=True)
class Vote:
    """A member's number for an item and a criterion; None takes it away. `note` says why, None leaves what was said."""

    item: Item
    criterion: Criterion
    value: Decimal | None
    note: str | None = None

    @property
    def place(self) -> Place:
        return self.item.pk, self.criterion.pk


@transaction.atomic
def vote(
    round_: RatingRound, votes: Sequence[Vote], *, by: Actor, expected_version: int | None = None
) -> RatingRound:
    """Give numbers, others or none, as often as one likes while the round is open; all of them, or where one cannot be, none.

    Raises RatingErrors by the place among `votes`, PermissionDenied, OutOfDate; Conflict once the numbers are known. Cost:
    7 statements for any number, one more where some are taken away, and up to two more events.
    """
    require(by, Right.CONTRIBUTE)
    voter = member_of(by)
    round_ = held_open(round_, expected_version)
    _check(round_, votes)
    places = {each.place: each for each in votes}
    rows = BlindRating.objects.filter(
        round=round_, member=voter, item__in={item for item, _criterion in places}
    )
    held = {(row.item_id, row.criterion_id): row for row in rows}
    given = [each for each in votes if each.value is not None and _differs(each, held.get(each.place))]
    _write(round_, voter, given, held)
    gone = [held[each.place] for each in votes if each.value is None and each.place in held]
    if gone:
        BlindRating.objects.filter(pk__in=[row.pk for row in gone]).delete()
        record_round("rating_round.withdrawn", round_, by)
    new = [each for each in given if each.place not in held]
    if new:
        record_round("rating_round.voted", round_, by, cells=[[str(pk) for pk in each.place] for each in new])
    if len(new) < len(given):
        record_round("rating_round.vote_changed", round_, by)
    return round_


@transaction.atomic
def take_back(round_: RatingRound, places: Collection[Place], *, by: Actor, until: datetime) -> RatingRound:
    """Take away those of one's numbers for these places that were given not after `until`, while the round is open.

    Raises PermissionDenied; Conflict once the numbers are known, or where one has given others since.
    """
    require(by, Right.CONTRIBUTE)
    voter = member_of(by)
    round_ = held_open(round_)
    mine = BlindRating.objects.filter(round=round_, member=voter, voted_at__lte=until)
    gone = [
        pk
        for pk, item, criterion in mine.values_list("pk", "item_id", "criterion_id")
        if (item, criterion) in places
    ]
    if not gone:
        raise Conflict(_("You have given another number since."))
    BlindRating.objects.filter(pk__in=gone).delete()
    record_round("rating_round.withdrawn", round_, by)
    return round_


@transaction.atomic
def take_over(
    round_: RatingRound,
    *,
    by: Actor,
    way: Way | None = "mean",
    items: Collection[UUID] | None = None,
    chosen: Sequence[Given] = (),
    expected_version: int | None = None,
) -> Rated:
    """Make ratings of what was given: the mean or median of each cell, on its scale, of these `items` (None: all); in
    the cells of `chosen` the numbers there. `way` None sets those alone. One act, which an undo takes back.

    Raises ValidationError (RatingErrors by the place in `chosen` and behind it), PermissionDenied, OutOfDate; Conflict unless
    the numbers are known. Cost: 4 statements and those of `rate_items`.
    """
    require(by, Right.GROOM)
    round_ = held_known(round_, expected_version)
    there = {item.pk: item for item in items_in(round_).select_related("product")}
    criteria = {criterion.pk: criterion for criterion in round_.criteria.all()}
    for each in chosen:
        if each.item.pk not in there or each.criterion.pk not in criteria:
            raise ValidationError(_not_here(each.item, each.criterion))
    named = there.keys() if items is None else there.keys() & set(items)
    taken = {each.place for each in chosen}
    means = _middles(round_, criteria, way) if way else {}
    given = [
        Given(there[item], criteria[criterion], value)
        for (item, criterion), value in means.items()
        if item in named and (item, criterion) not in taken
    ]
    return rate_items([*chosen, *given], by=by)


def _check(round_: RatingRound, votes: Sequence[Vote]) -> None:
    """Raise RatingErrors for what cannot be. Two statements."""
    items = set(items_in(round_).values_list("pk", flat=True))
    criteria = set(round_.columns.values_list("criterion_id", flat=True))
    refused: dict[int, Any] = {}
    met: set[Place] = set()
    for at, each in enumerate(votes):
        item, criterion = each.place
        if item not in items or criterion not in criteria:
            refused[at] = ValidationError(_not_here(each.item, each.criterion))
        elif each.place in met:
            refused[at] = ValidationError(_("This number is given twice."))
        elif problem := scale_problem(each.criterion, each.value):
            refused[at] = ValidationError(problem)
        elif len(each.note or "") > LONGEST_NOTE:
            said = _("A note has at most %(most)d characters.")
            refused[at] = ValidationError(said % {"most": LONGEST_NOTE})
        met.add(each.place)
    if refused:
        raise RatingErrors(refused)


def _not_here(item: Item, criterion: Criterion) -> str:
    about = {"key": item.key, "name": criterion.name}
    return _("This round does not ask for %(key)s by %(name)s.") % about


def _differs(vote: Vote, row: BlindRating | None) -> bool:
    """Whether the vote is news beside what is there."""
    return row is None or vote.value != row.value or (vote.note is not None and _tidy(vote.note) != row.note)


def _tidy(note: str) -> str:
    return " ".join(note.split())


def _write(
    round_: RatingRound, voter: UUID, given: Sequence[Vote], held: Mapping[Place, BlindRating]
) -> None:
    """One statement for any number, none for none. Without a note what was said before stays."""
    now, rows = timezone.now(), []
    for each in given:
        if each.value is None:
            continue
        said = held[each.place].note if each.place in held else ""
        row = BlindRating(
            workspace_id=round_.workspace_id, round=round_, item=each.item, criterion=each.criterion,
            member_id=voter, value=each.value, voted_at=now, note=said if each.note is None else _tidy(each.note),
        )  # fmt: skip
        rows.append(row)
    BlindRating.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["round", "item", "criterion", "member"],
        update_fields=["value", "note", "voted_at"],
    )


def _middles(round_: RatingRound, criteria: Mapping[UUID, Criterion], way: Way) -> dict[Place, Decimal]:
    """The mean or median of each cell that has numbers, as its criterion allows it. One statement."""
    cells: dict[Place, list[Decimal]] = {}
    for item, criterion, value in votes_in(round_).values_list("item_id", "criterion_id", "value"):
        cells.setdefault((item, criterion), []).append(value)
    return {
        place: on_scale(criteria[place[1]], spread(criteria[place[1]], values).of(way))
        for place, values in cells.items()
    }
