"""The estimation page: one product's rounds, one of them on the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item, Product
from sprints.cards import UNSURE, Spread, number, spread
from sprints.models import EstimationRound, EstimationVote
from sprints.queries.voters import voters_of
from sprints.services.estimation import leads

MOST_SHOWN = 200
MOST_ENDED = 8
State = EstimationRound.State
# Cards are known once they are turned; of a round that ended without an estimate they may never have been.
KNOWN = Q(round__state=State.REVEALED) | Q(round__state=State.ENDED, round__result__isnull=False)


@dataclass(frozen=True, slots=True)
class Seat:
    """Someone at the table: asked to vote, or who voted without being asked."""

    member: Member
    has_voted: bool
    is_me: bool


@dataclass(frozen=True)
class Table:
    """One round as the actor may see it: while it is open their own card is the only one here."""

    round: EstimationRound
    seats: list[Seat]
    mine: str | None
    votes: list[tuple[Member, str]]
    may_vote: bool
    may_lead: bool
    may_groom: bool

    @cached_property
    def spread(self) -> Spread:
        return spread(self.round.deck, self.votes)

    @property
    def cards(self) -> list[str]:
        return [*self.round.deck, UNSURE]

    @property
    def choices(self) -> list[str]:
        """The cards that can become the estimate."""
        return [card for card in self.round.deck if number(card) is not None]

    @property
    def voted(self) -> int:
        return sum(seat.has_voted for seat in self.seats)

    @property
    def all_in(self) -> bool:
        return bool(self.seats) and self.voted == len(self.seats)

    @property
    def may_reveal(self) -> bool:
        return self.voted > 0 and (self.may_lead or (self.may_vote and self.all_in))


@dataclass(frozen=True, slots=True)
class EstimationPage:
    """`queue` holds the rounds that are open or revealed, in rank order, with `voted` and `waits` (for the actor)."""

    product: Product
    table: Table | None
    queue: list[EstimationRound]
    next: EstimationRound | None
    ended: list[EstimationRound]
    pinned: bool
    may_groom: bool


def estimation_page(product: Product, *, actor: Actor, pk: UUID | None = None) -> EstimationPage:
    """The product's rounds, with `pk` on the table, else (or where that is over) the first in rank order.

    Cost: 4 statements, for any number of rounds and votes.
    """
    queue = list(_queue(product, actor)[:MOST_SHOWN])
    chosen = next((one for one in queue if one.pk == pk), None)
    current = chosen or next(iter(queue), None)
    waiting = [one for one in queue if one.waits and one is not current]
    return EstimationPage(
        product=product,
        table=table_of(current, actor) if current else None,
        queue=queue,
        next=waiting[0] if waiting and may(actor, Right.CONTRIBUTE) else None,
        ended=list(_ended(product)),
        pinned=chosen is not None,
        may_groom=may(actor, Right.GROOM),
    )


def table_of(round_: EstimationRound, actor: Actor) -> Table:
    """The round with its seats and what the actor may do there; needs item and opened_by loaded. Two statements."""
    votes = list(visible_votes(round_, actor).select_related("member"))
    here = {vote.member_id: vote for vote in votes if vote.member.deactivated_at is None}
    people = {member.pk: member for member in voters_of(round_)}
    people |= {pk: vote.member for pk, vote in here.items() if pk not in people}
    mine = here.get(actor.member_id) if actor.member_id else None
    return Table(
        round=round_,
        seats=[Seat(who, pk in here, pk == actor.member_id) for pk, who in people.items()],
        mine=mine.seen if mine else None,  # type: ignore[attr-defined]
        votes=_known(here.values()) if round_.state == State.REVEALED else [],
        may_vote=may(actor, Right.CONTRIBUTE),
        may_lead=leads(round_, actor),
        may_groom=may(actor, Right.GROOM),
    )


def visible_votes(round_: EstimationRound, actor: Actor) -> "QuerySet[EstimationVote]":
    """The votes of a round. `seen` is the card where the actor may know it; no other is read from the database."""
    return with_seen(EstimationVote.objects.filter(round=round_), actor)


def with_seen(votes: "QuerySet[EstimationVote]", actor: Actor) -> "QuerySet[EstimationVote]":
    """These votes without their cards, but with `seen`: the actor's own card, and every card that has been turned."""
    seen = Case(
        When(KNOWN | Q(member=actor.member_id), then=F("card")), default=Value(None), output_field=CharField()
    )
    return votes.defer("card").annotate(seen=seen).order_by("member__name", "member_id")


def round_of(item: Item) -> EstimationRound | None:
    """The item's round that is not over, None where there is none. One statement."""
    rounds = EstimationRound.objects.filter(item=item).exclude(state=State.ENDED)
    return rounds.select_related("item", "opened_by", "product", "workspace").first()


def last_deck(product: Product) -> Sequence[str] | None:
    """The cards that the product's newest round was played with. One statement."""
    decks = EstimationRound.objects.filter(product=product).order_by("-id")
    return decks.values_list("deck", flat=True).first()


def _queue(product: Product, actor: Actor) -> "QuerySet[Any]":
    voters = EstimationVote.objects.filter(round=OuterRef("pk"))
    counted = (
        voters.filter(member__deactivated_at=None)
        .order_by()
        .values("round")
        .annotate(n=Count("pk"))
        .values("n")
    )
    waits = Q(state=State.OPEN) & ~Q(Exists(voters.filter(member=actor.member_id)))
    return (
        EstimationRound.objects.filter(product=product, item__deleted_at=None)
        .exclude(state=State.ENDED)
        .select_related("item__status", "item__parent__product", "item__product", "opened_by")
        .annotate(voted=Subquery(counted), waits=Case(When(waits, then=Value(True)), default=Value(False)))
        .order_by("item__rank")
    )


def _ended(product: Product) -> "QuerySet[EstimationRound]":
    rows = EstimationRound.objects.filter(product=product, state=State.ENDED, result__isnull=False)
    return (
        rows.filter(item__deleted_at=None).select_related("item__product").order_by("-ended_at")[:MOST_ENDED]
    )


def _known(votes: Any) -> list[tuple[Member, str]]:
    return [(vote.member, vote.seen) for vote in votes if vote.seen is not None]
