"""Another model beside the active one: both are computed, and the page shows them side by side."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Product, ScoringModel
from core.errors import Conflict


@transaction.atomic
def try_model(model: ScoringModel, *, by: Actor) -> ScoringModel:
    """Have this model's scores computed beside those of the active one; one that was tried before no longer is.

    Twice is once. Raises PermissionDenied, Conflict for the model that is in use.
    """
    require(by, Right.MANAGE_PLANS)
    rows = {row.pk: row for row in _locked(model.product_id)}
    model = rows[model.pk]
    if model.is_active:
        raise Conflict(_("“%(name)s” is the model in use; choose another one to compare.") % {"name": model})
    if not model.is_tried:
        _set(next((row for row in rows.values() if row.is_tried), None), model, by)
    return model


@transaction.atomic
def stop_trying(product: Product, *, by: Actor) -> None:
    """Leave the active model alone; the other's scores stay as they were last. Twice is once."""
    require(by, Right.MANAGE_PLANS)
    tried = next((row for row in _locked(product.pk) if row.is_tried), None)
    if tried is not None:
        _set(tried, None, by)


def _locked(product_id: UUID) -> list[ScoringModel]:
    rows = ScoringModel.objects.select_for_update(no_key=True).filter(product_id=product_id)
    return list(rows.order_by("pk"))


def _set(former: ScoringModel | None, model: ScoringModel | None, by: Actor) -> None:
    for row, tried in ((former, False), (model, True)):
        if row is not None:
            row.is_tried = tried
            row.version += 1
            row.save(update_fields=["is_tried", "version", "updated_at"])
    told = model or former
    assert told is not None
    changes = {"tried": [str(row.pk) if row else None for row in (former, model)]}
    record("scoring_model.tried", told, by=by, changes=changes, data={"product": str(told.product_id)})
