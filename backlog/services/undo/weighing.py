"""Taking back what was done to scoring models and criteria: another one tried, one made, changed, deleted."""

from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.models import Criterion, Product, ScoringModel
from backlog.services.own_models import delete_model, restore_model
from backlog.services.rating_criteria import delete_criterion, fields_of, restore_criterion, update_criterion
from backlog.services.trying import stop_trying, try_model
from backlog.services.undo.rows import refuse_again, there
from core.errors import Conflict


class TryUndo:
    """Reverses choosing another model to compare with, and leaving it."""

    verbs = frozenset({"scoring_model.tried"})

    def undo(self, event: Event, *, by: Actor) -> None:
        told = there(ScoringModel, event.object_id, by)
        before, after = event.changes["tried"]
        now = ScoringModel.objects.filter(product=told.product_id, is_tried=True).values_list("pk", flat=True)
        if now.first() != (UUID(after) if after else None):
            raise Conflict(_("Someone has changed it since."))
        if before:
            try_model(there(ScoringModel, UUID(before), by), by=by)
        else:
            stop_trying(told.product, by=by)


class OwnModelUndo:
    """Reverses making and deleting a model."""

    verbs = frozenset({"scoring_model.created", "scoring_model.deleted"})

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == "scoring_model.created":
            delete_model(there(ScoringModel, event.object_id, by), by=by)
            return
        refuse_again(ScoringModel, event.object_id)
        restore_model(there(Product, event.data["product"], by), event.object_id, by=by, was=event.data)


class CriterionUndo:
    """Reverses making, changing and deleting a criterion."""

    verbs = frozenset({"scoring_criterion.created", "scoring_criterion.changed", "scoring_criterion.deleted"})

    def undo(self, event: Event, *, by: Actor) -> None:
        match event.verb:
            case "scoring_criterion.created":
                delete_criterion(there(Criterion, event.object_id, by), by=by)
            case "scoring_criterion.changed":
                self._change_back(event, by)
            case _:
                self._bring_back(event, by)

    def _change_back(self, event: Event, by: Actor) -> None:
        criterion = there(Criterion, event.object_id, by)
        update_criterion(criterion, by=by, **holding(event, fields_of(criterion).__getitem__))

    def _bring_back(self, event: Event, by: Actor) -> None:
        if event.data.get("on_many"):
            raise Conflict(_("It had more ratings than can be brought back."))
        refuse_again(Criterion, event.object_id)
        product = there(Product, event.data["product"], by)
        restore_criterion(product, event.object_id, by=by, was=event.data)
