"""Taking back what was done to a product: how it is described, its workflow, its scoring model; and to labels."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Team
from activity.actors import Actor
from activity.changes import plain
from activity.models import Event
from activity.undo import holding
from backlog.formula import parse
from backlog.models import ItemLabel, Label, Product, ScoringModel, Status
from backlog.services.labels import delete_label, part_label, restore_label, update_label
from backlog.services.places import place_of
from backlog.services.products import add_status, remove_status, update_product, update_status
from backlog.services.scoring import activate_model, update_model
from backlog.services.undo.rows import refuse_again, there
from core.errors import Conflict

_WEIGHT = "weight_"


class ProductUndo:
    """Reverses describing a product: its name, vision and teams."""

    verbs = frozenset({"product.updated"})

    def undo(self, event: Event, *, by: Actor) -> None:
        product = there(Product, event.object_id, by)
        teams = sorted(str(pk) for pk in product.teams.values_list("pk", flat=True))
        now = {"name": product.name, "vision": product.vision, "team_ids": teams}
        held = holding(event, now.get)
        if "team_ids" in held:
            held["teams"] = list(Team.objects.filter(workspace=by.workspace_id, pk__in=held.pop("team_ids")))
        update_product(product, by=by, **held)


class StatusUndo:
    """Reverses adding, renaming, moving and removing a step of the workflow; a removed one comes back to its place."""

    verbs = frozenset({"status.created", "status.updated", "status.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == "status.removed":
            product = there(Product, event.data["product"], by)
            refuse_again(Status, event.object_id)
            add_status(
                product, by=by, pk=event.object_id, name=event.object_label,
                category=event.data["category"], position=event.data["position"],
            )  # fmt: skip
            return
        status = there(Status, event.object_id, by)
        if event.verb == "status.created":
            remove_status(status, by=by)
        else:
            place = place_of(status, list(Status.objects.filter(product=status.product_id)))
            update_status(status, by=by, **holding(event, {"name": status.name, "position": place}.get))


class LabelUndo:
    """Reverses making a label (while no item has it), changing it, merging and deleting it: its items have it again."""

    verbs = frozenset({"label.created", "label.updated", "label.merged", "label.deleted"})

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb in ("label.deleted", "label.merged"):
            _label_again(event, by)
            return
        label = there(Label, event.object_id, by)
        if event.verb == "label.updated":
            update_label(label, by=by, **holding(event, lambda name: getattr(label, name)))
        elif ItemLabel.objects.filter(label=label).exists():
            raise Conflict(_("Items have this label by now."))
        else:
            delete_label(label, by=by)


class ModelUndo:
    """Reverses choosing a scoring model and changing one. Scores follow."""

    verbs = frozenset({"scoring_model.changed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        model = there(ScoringModel, event.object_id, by)
        if "active" in event.changes:
            _choose_former(model, event, by)
            return
        weights = {row.criterion.key: row.weight for row in model.model_criteria.select_related("criterion")}
        held = holding(event, lambda name: _of_model(model, weights, name))
        back = {name: value for name, value in held.items() if not name.startswith(_WEIGHT)}
        # A criterion that came with the formula goes with it, and so does its weight.
        stays = _criteria_of(back.get("formula", model.formula))
        back["weights"] = {
            key: Decimal(held[f"{_WEIGHT}{key}"])
            for key in weights
            if f"{_WEIGHT}{key}" in held and key in stays
        }
        lost = {
            key: Decimal(text) for key, text in event.data.get("weights", {}).items() if key not in weights
        }
        update_model(model, by=by, **back)
        if "formula" in held and lost:
            update_model(model, by=by, weights=lost)


def _label_again(event: Event, by: Actor) -> None:
    was = event.data
    if was.get("on_many"):
        raise Conflict(_("It was on more items than can be brought back."))
    refuse_again(Label, event.object_id)
    restore_label(
        by.workspace_id, event.object_id, by=by, name=was["name"], hue=was["hue"], items=was["items"]
    )
    other = Label.objects.filter(workspace=by.workspace_id, pk=was["into"]).first() if "into" in was else None
    if other:
        part_label(other, was["gained"], by=by)


def _choose_former(model: ScoringModel, event: Event, by: Actor) -> None:
    if not model.is_active:
        raise Conflict(_("Someone has changed it since."))
    if not event.data.get("former"):
        raise Conflict(_("There was no model before."))
    activate_model(there(ScoringModel, event.data["former"], by), by=by)


def _criteria_of(formula: str) -> set[str]:
    return {name.removeprefix(_WEIGHT) for name in parse(formula).names}


def _of_model(model: ScoringModel, weights: dict[str, Decimal], name: str) -> Any:
    if not name.startswith(_WEIGHT):
        return getattr(model, name)
    weight = weights.get(name.removeprefix(_WEIGHT))
    return plain(weight)
