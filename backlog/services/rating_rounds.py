"""Rounds of blind ratings: opened, revealed, perhaps reopened, ended.

Every step locks the round's row, so that a number comes either before the reveal or is refused. What a member gave leaves
the table of blind ratings only when the round is revealed: no event and no news before that holds a number or a note.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, require, roles_with
from activity.actors import Actor
from activity.services import record
from backlog.models import Item, RatingRound, RatingRoundCriterion, RatingRoundItem, ScoringModel
from backlog.queries.raters import given_by, items_in, raters_of, votes_in
from core.errors import Conflict, check_version

MOST_ITEMS = 100
State = RatingRound.State


@transaction.atomic
def open_round(items: Sequence[Item], *, by: Actor, name: str = "") -> RatingRound:
    """Ask for numbers for one product's `items` (1 to MOST_ITEMS) by the criteria of its active model.

    Without a `name` it gets the model's. Raises ValidationError by field, PermissionDenied. Cost: 5 statements and the event's.
    """
    require(by, Right.GROOM)
    opener, chosen = member_of(by), list({item.pk: item for item in items}.values())
    if not 1 <= len(chosen) <= MOST_ITEMS:
        raise ValidationError({"items": _("Choose between 1 and %(most)d items.") % {"most": MOST_ITEMS}})
    if len({item.product_id for item in chosen}) > 1:
        raise ValidationError({"items": _("Choose items of one product.")})
    model = ScoringModel.objects.filter(product=chosen[0].product_id, is_active=True).first()
    columns = list(model.model_criteria.values_list("criterion_id", flat=True)) if model else []
    if model is None or not columns:
        raise ValidationError({"items": _("The scoring model has no criteria to rate by.")})
    _refuse_unscored(chosen, model)
    round_ = RatingRound(
        workspace_id=by.workspace_id, product=chosen[0].product, model=model, opened_by_id=opener,
        name=" ".join(name.split()) or model.name,
    )  # fmt: skip
    round_.clean_fields(exclude=["workspace", "product", "model", "opened_by"])
    round_.save(force_insert=True)
    _fill(round_, chosen, columns)
    record_round("rating_round.opened", round_, by, items=len(chosen))
    return round_


@transaction.atomic
def reveal(round_: RatingRound, *, by: Actor, expected_version: int | None = None) -> RatingRound:
    """Show everybody's numbers: for who opened the round at any time, for whoever grooms once all who are asked are done.

    Where who opened it has left or grooms no longer, whoever grooms may. Twice is once. Raises PermissionDenied, OutOfDate; Conflict where
    nobody has rated, or it is over.
    """
    require(by, Right.GROOM)
    round_ = locked(round_, expected_version)
    if round_.state == State.REVEALED:
        return round_
    if round_.state == State.ENDED:
        raise Conflict(_("This round is over."))
    if not leads(round_, by) and not all_done(round_):
        raise PermissionDenied(
            _("Until everybody has rated everything, only who opened the round may show the numbers.")
        )
    if not votes_in(round_).exists():
        raise Conflict(_("Nobody has rated yet."))
    _become(round_, State.REVEALED, revealed_at=timezone.now())
    record_round("rating_round.revealed", round_, by)
    return round_


@transaction.atomic
def reopen(round_: RatingRound, *, by: Actor, expected_version: int | None = None) -> RatingRound:
    """Hide the numbers again, so that after a discussion each may change their own; all that was given stays.

    Raises PermissionDenied, OutOfDate, Conflict.
    """
    require(by, Right.GROOM)
    round_ = held_known(round_, expected_version)
    revealed_at = round_.revealed_at
    _become(round_, State.OPEN, revealed_at=None)
    record_round("rating_round.reopened", round_, by, revealed_at=revealed_at)
    return round_


@transaction.atomic
def end_round(round_: RatingRound, *, by: Actor, expected_version: int | None = None) -> RatingRound:
    """End the round; numbers that were not shown stay secret. Twice is once. Raises PermissionDenied, OutOfDate."""
    require(by, Right.GROOM)
    round_ = locked(round_, expected_version)
    if round_.state == State.ENDED:
        return round_
    was = round_.state
    _become(round_, State.ENDED, ended_at=timezone.now())
    record_round("rating_round.ended", round_, by, was=was)
    return round_


@transaction.atomic
def resume(
    round_: RatingRound, *, by: Actor, state: str, revealed_at: datetime | None, since: datetime | None = None
) -> RatingRound:
    """Bring a round that was ended or reopened back to the state it had.

    Raises PermissionDenied; Conflict where somebody has rated `since`, or it is not as it was left.
    """
    require(by, Right.GROOM)
    round_ = locked(round_)
    left = State.OPEN if since else State.ENDED
    if round_.state != left:
        raise Conflict(_("Someone has changed it since."))
    if since and round_.votes.filter(voted_at__gt=since).exists():
        raise Conflict(_("Somebody has rated since."))
    _become(round_, State(state), revealed_at=revealed_at, ended_at=None)
    record_round("rating_round.resumed", round_, by)
    return round_


def leads(round_: RatingRound, by: Actor) -> bool:
    """Whether the actor may show the numbers at any time; needs `opened_by` loaded."""
    if by.member_id == round_.opened_by_id:
        return True
    opener = round_.opened_by
    is_there = opener.deactivated_at is None and opener.role in roles_with(Right.GROOM)
    return not is_there and may(by, Right.GROOM)


def all_done(round_: RatingRound) -> bool:
    """Whether everybody who is asked has rated every item by every criterion. Four statements."""
    cells = items_in(round_).count() * round_.columns.count()
    asked = set(raters_of(round_.product).values_list("pk", flat=True)) | {round_.opened_by_id}
    given = given_by(round_)
    return bool(cells) and all(given.get(pk, 0) >= cells for pk in asked)


def member_of(by: Actor) -> UUID:
    if by.member_id is None:
        raise PermissionDenied(_("Only members rate together."))
    return by.member_id


def locked(round_: RatingRound, expected_version: int | None = None) -> RatingRound:
    """The round as it is now, its row locked until the transaction ends."""
    now = (
        RatingRound.objects.select_related("product", "opened_by")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=round_.pk, workspace_id=round_.workspace_id)
    )
    check_version(now, expected_version, name=_("The round"))
    return now


def held_open(round_: RatingRound, expected_version: int | None = None) -> RatingRound:
    round_ = locked(round_, expected_version)
    if round_.state == State.REVEALED:
        raise Conflict(_("The numbers are known already."))
    if round_.state == State.ENDED:
        raise Conflict(_("This round is over."))
    return round_


def held_known(round_: RatingRound, expected_version: int | None) -> RatingRound:
    round_ = locked(round_, expected_version)
    if round_.state == State.OPEN:
        raise Conflict(_("Show the numbers first."))
    if round_.state == State.ENDED:
        raise Conflict(_("This round is over."))
    return round_


def record_round(verb: str, round_: RatingRound, by: Actor, **data: Any) -> None:
    """What surrounds the round, and `data`: never a number that was given."""
    about = {"product": str(round_.product_id), "title": round_.name, **data}
    record(verb, round_, by=by, label=round_.name, data=about)


def _fill(round_: RatingRound, items: Sequence[Item], criteria: Sequence[UUID]) -> None:
    """Two statements."""
    workspace = round_.workspace_id
    RatingRoundItem.objects.bulk_create(
        RatingRoundItem(workspace_id=workspace, round=round_, item=item) for item in items
    )
    RatingRoundCriterion.objects.bulk_create(
        RatingRoundCriterion(workspace_id=workspace, round=round_, criterion_id=pk, position=at)
        for at, pk in enumerate(criteria)
    )


def _refuse_unscored(items: Sequence[Item], model: ScoringModel) -> None:
    if not model.kinds:
        return
    for item in items:
        if item.kind not in model.kinds:
            said = _("%(model)s does not score items of this kind: %(key)s.")
            raise ValidationError({"items": said % {"model": model.name, "key": item.key}})


def _become(round_: RatingRound, state: RatingRound.State, **fields: Any) -> None:
    for name, value in {**fields, "state": state}.items():
        setattr(round_, name, value)
    round_.version += 1
    round_.save(update_fields=["state", *fields, "version", "updated_at"])
