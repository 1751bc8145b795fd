"""Planning poker: rounds are opened, voted on blindly, revealed, voted on again, set, or given up.

Every step locks the round's row, so that a vote comes either before the cards are turned or is refused. What a card
says leaves the table of votes only when the round is revealed: no event and no news before that holds it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record, record_many
from backlog.models import Item, Product
from backlog.services.items import update_item
from core.errors import Conflict, check_version
from sprints.cards import UNSURE, checked
from sprints.models import EstimationRound, EstimationVote
from sprints.queries.voters import voters_of

MOST_ROUNDS = 100
State = EstimationRound.State


@transaction.atomic
def open_rounds(items: Sequence[Item], *, by: Actor, deck: Sequence[str]) -> list[EstimationRound]:
    """Open a round for each of one product's `items` (1 to MOST_ROUNDS); those that have one already are left out.

    Raises ValidationError, PermissionDenied; Conflict where none is left. Cost: 3 statements and the events'.
    """
    require(by, Right.GROOM)
    opener, cards = _member(by), checked(deck)
    if not 1 <= len(items) <= MOST_ROUNDS:
        raise ValidationError({"items": _("Choose between 1 and %(most)d items.") % {"most": MOST_ROUNDS}})
    if len({item.product_id for item in items}) > 1:
        raise ValidationError({"items": _("Choose items of one product.")})
    Product.objects.select_for_update(no_key=True).get(pk=items[0].product_id)
    chosen = {item.pk: item for item in items}
    taken = EstimationRound.objects.exclude(state=State.ENDED).filter(item__in=chosen).values_list("item_id")
    for (pk,) in taken:
        del chosen[pk]
    if not chosen:
        raise Conflict(_("A round is open for each of them already."))
    rounds = EstimationRound.objects.bulk_create(_new(item, cards, opener) for item in chosen.values())
    record_many([_opened(one) for one in rounds], by=by)
    return rounds


@transaction.atomic
def vote(
    round_: EstimationRound, *, by: Actor, card: str, expected_version: int | None = None
) -> EstimationRound:
    """Lay down a card (of the deck, or “?”), or lay down another; the cards are turned when everybody's is there.

    Raises ValidationError, PermissionDenied, OutOfDate; Conflict once the cards are turned. Cost: 5 statements, two
    more where it was the last card.
    """
    require(by, Right.CONTRIBUTE)
    voter = _member(by)
    round_ = _locked(round_, expected_version)
    if round_.state != State.OPEN:
        raise Conflict(_("The cards are on the table already."))
    if card not in (*round_.deck, UNSURE):
        raise ValidationError({"card": _("There is no card “%(card)s” in this deck.") % {"card": card[:40]}})
    _vote, is_first = EstimationVote.objects.update_or_create(
        round=round_, member_id=voter, defaults={"card": card, "workspace_id": round_.workspace_id}
    )
    verb = "round.voted" if is_first else "round.vote_changed"
    record(verb, round_, by=by, label=round_.item.key, data=_about(round_))
    if all_in(round_):
        _turn(round_, by)
    return round_


@transaction.atomic
def withdraw(round_: EstimationRound, *, by: Actor) -> EstimationRound:
    """Take one's card back while the cards are down. Twice is once. Raises PermissionDenied, Conflict once they are turned."""
    require(by, Right.CONTRIBUTE)
    voter = _member(by)
    round_ = _locked(round_)
    if round_.state != State.OPEN:
        raise Conflict(_("The cards are on the table already."))
    if round_.votes.filter(member_id=voter).delete()[0]:
        record("round.withdrawn", round_, by=by, label=round_.item.key, data=_about(round_))
    return round_


@transaction.atomic
def reveal(round_: EstimationRound, *, by: Actor, expected_version: int | None = None) -> EstimationRound:
    """Turn the cards: for who opened the round at any time, for anybody who may vote once everybody has.

    Where who opened it has left, whoever grooms may. Twice is once. Raises PermissionDenied, OutOfDate; Conflict where
    nobody has voted.
    """
    require(by, Right.CONTRIBUTE)
    round_ = _locked(round_, expected_version)
    if round_.state == State.REVEALED:
        return round_
    if not leads(round_, by) and not all_in(round_):
        raise PermissionDenied(_("Until everybody has voted, only who opened the round may turn the cards."))
    if round_.state == State.ENDED:
        raise Conflict(_("This round is over."))
    if not round_.votes.filter(member__deactivated_at=None).exists():
        raise Conflict(_("Nobody has voted yet."))
    _turn(round_, by)
    return round_


@transaction.atomic
def vote_again(round_: EstimationRound, *, by: Actor, expected_version: int | None = None) -> EstimationRound:
    """Take up the cards for another vote after the discussion. Raises PermissionDenied, OutOfDate, Conflict."""
    require(by, Right.GROOM)
    round_ = _revealed(round_, expected_version)
    votes = {str(member): card for member, card in round_.votes.values_list("member", "card")}
    round_.votes.all().delete()
    _become(round_, State.OPEN)
    data = {**_about(round_), "votes": votes}
    record("round.reopened", round_.item, by=by, label=round_.item.key, data=data)
    return round_


@transaction.atomic
def lay_again(round_: EstimationRound, votes: Mapping[str, str], *, by: Actor) -> EstimationRound:
    """Put the cards that were taken up for another vote back on the table, while nobody has voted anew.

    Raises PermissionDenied, Conflict.
    """
    require(by, Right.GROOM)
    round_ = _locked(round_)
    if round_.state != State.OPEN or round_.votes.exists():
        raise Conflict(_("Somebody has voted already."))
    EstimationVote.objects.bulk_create(
        EstimationVote(workspace_id=round_.workspace_id, round=round_, member_id=UUID(pk), card=card)
        for pk, card in votes.items()
    )
    _become(round_, State.REVEALED)
    record("round.resumed", round_.item, by=by, label=round_.item.key, data=_about(round_))
    return round_


@transaction.atomic
def set_estimate(
    round_: EstimationRound, *, by: Actor, estimate: Decimal, expected_version: int | None = None
) -> EstimationRound:
    """Write what was agreed as the item's estimate and end the round; the item's event names the round and its cards.

    Raises ValidationError by field, PermissionDenied, OutOfDate; Conflict unless the cards are turned.
    """
    require(by, Right.GROOM)
    round_ = _revealed(round_, expected_version)
    was = round_.item.estimate
    cards = _cards(round_)
    about = {"round": str(round_.pk), "cards": [card for _name, card in cards]}
    update_item(round_.item, by=by, fields={"estimate": estimate}, about=about)
    _become(round_, State.ENDED, result=estimate, ended_at=timezone.now())
    data = {**_about(round_), "estimate": plain(estimate), "is_same": was == estimate}
    record("round.set", round_.item, by=by, label=round_.item.key, data=data)
    return round_


@transaction.atomic
def skip(round_: EstimationRound, *, by: Actor, expected_version: int | None = None) -> EstimationRound:
    """End the round without an estimate; cards that were not turned stay secret. Twice is once.

    Raises PermissionDenied, OutOfDate.
    """
    require(by, Right.GROOM)
    round_ = _locked(round_, expected_version)
    if round_.state == State.ENDED:
        return round_
    data = {**_about(round_), "was": round_.state}
    _become(round_, State.ENDED, ended_at=timezone.now())
    record("round.skipped", round_.item, by=by, label=round_.item.key, data=data)
    return round_


@transaction.atomic
def resume(round_: EstimationRound, *, by: Actor, state: str) -> EstimationRound:
    """Bring an ended round back to the state it had. Raises PermissionDenied; Conflict where the item has another by now."""
    require(by, Right.GROOM)
    round_ = _locked(round_)
    if round_.state != State.ENDED:
        raise Conflict(_("This round is open again."))
    if round_.item.rounds.exclude(state=State.ENDED).exists():
        raise Conflict(_("Another round is open for it by now."))
    _become(round_, State(state), result=None, ended_at=None)
    record("round.resumed", round_.item, by=by, label=round_.item.key, data=_about(round_))
    return round_


def leads(round_: EstimationRound, by: Actor) -> bool:
    """Whether the actor may turn the cards at any time; needs `opened_by` loaded."""
    if by.member_id == round_.opened_by_id:
        return True
    return round_.opened_by.deactivated_at is not None and may(by, Right.GROOM)


def all_in(round_: EstimationRound) -> bool:
    """Whether everybody who is asked has voted (somebody must be). One statement."""
    voted = Exists(EstimationVote.objects.filter(round=round_, member=OuterRef("pk")))
    found = (
        voters_of(round_)
        .annotate(has_voted=voted)
        .aggregate(asked=Count("pk"), missing=Count("pk", filter=Q(has_voted=False)))
    )
    return bool(found["asked"]) and not found["missing"]


def _member(by: Actor) -> UUID:
    if by.member_id is None:
        raise PermissionDenied(_("Only members estimate together."))
    return by.member_id


def _locked(round_: EstimationRound, expected_version: int | None = None) -> EstimationRound:
    """The round as it is now, its row locked until the transaction ends."""
    now = (
        EstimationRound.objects.select_related("item__product", "product", "opened_by")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=round_.pk, workspace_id=round_.workspace_id)
    )
    if now.item.deleted_at is not None:
        raise Conflict(_("The item has been deleted."))
    check_version(now, expected_version, name=_("The round"))
    return now


def _revealed(round_: EstimationRound, expected_version: int | None) -> EstimationRound:
    round_ = _locked(round_, expected_version)
    if round_.state == State.OPEN:
        raise Conflict(_("Turn the cards first."))
    if round_.state == State.ENDED:
        raise Conflict(_("This round is over."))
    return round_


def _new(item: Item, deck: list[str], opener: UUID) -> EstimationRound:
    return EstimationRound(
        workspace_id=item.workspace_id, product_id=item.product_id, item=item, opened_by_id=opener, deck=deck
    )  # fmt: skip


def _opened(round_: EstimationRound) -> Record:
    return Record("round.opened", "item", round_.item.pk, round_.item.key, data=_about(round_))


def _turn(round_: EstimationRound, by: Actor) -> None:
    """From here on the cards are known."""
    _become(round_, State.REVEALED)
    data = {**_about(round_), "cards": _cards(round_)}
    record("round.revealed", round_.item, by=by, label=round_.item.key, data=data)


def _become(round_: EstimationRound, state: EstimationRound.State, **fields: Any) -> None:
    for name, value in {**fields, "state": state}.items():
        setattr(round_, name, value)
    round_.version += 1
    round_.save(update_fields=["state", *fields, "version", "updated_at"])


def _cards(round_: EstimationRound) -> list[tuple[str, str]]:
    """Who (of those who are still here) chose what, in the order of the deck. One statement."""
    votes = round_.votes.filter(member__deactivated_at=None).values_list("member__name", "card")
    order: Mapping[str, int] = {card: place for place, card in enumerate(round_.deck)}
    return sorted(votes, key=lambda vote: (order.get(vote[1], len(order)), vote[0]))


def _about(round_: EstimationRound) -> dict[str, Any]:
    """What surrounds the round: never a card."""
    ids: dict[str, UUID] = {"product": round_.product_id, "item": round_.item_id, "round": round_.pk}
    return {**{name: str(pk) for name, pk in ids.items()}, "key": round_.item.key, "title": round_.item.title}
