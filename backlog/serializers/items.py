"""Items and comments."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from backlog.reactions import SIGNS
from backlog.serializers.fields import KindField, NamedShape, StatusRefShape
from backlog.services.discussion import MOST_CRITERIA
from backlog.targets import ABOUT
from core.api.fields import PrecisionField
from core.api.serializers import StrictSerializer

MOST_LABELS = 50
PLANNERS = "For who may rank; does not raise `version`."


class AcceptanceShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    is_met = serializers.BooleanField()


class ReadyShape(serializers.Serializer[Any]):
    is_ready = serializers.BooleanField()
    missing = serializers.ListField(
        child=serializers.UUIDField(), help_text="Ids of the rules it does not meet."
    )


class BelowShape(serializers.Serializer[Any]):
    """Where the work is: at the ends of the branches. Dropped items, and what is below them, do not count."""

    children = serializers.IntegerField(help_text="Directly below it.")
    items = serializers.IntegerField()
    done = serializers.IntegerField()
    points = serializers.FloatField(allow_null=True, help_text="The sum of their estimates.")
    points_done = serializers.FloatField()
    unestimated = serializers.IntegerField()
    progress = serializers.FloatField(
        help_text="0 to 1: of the points, of the items where none is estimated."
    )
    start_on = serializers.DateField(allow_null=True, help_text="The first start of all that is below.")
    due_on = serializers.DateField(allow_null=True, help_text="The last due date of all that is below.")


class ItemShape(serializers.Serializer[Any]):
    """An item as lists and single answers show it; the keys are those of `documents.FIELDS`."""

    id = serializers.UUIDField()
    key = serializers.CharField(help_text="WEB-123")
    product = serializers.CharField(help_text="The product's key.")
    kind = KindField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True, help_text="Markdown.")
    status = StatusRefShape()
    parent = serializers.CharField(  # type: ignore[assignment]  # a field of this name hides Field.parent
        allow_null=True, help_text="The parent's key."
    )
    assignee = NamedShape(allow_null=True)
    team = NamedShape(allow_null=True)
    labels = serializers.ListField(child=serializers.CharField(), help_text="Names.")
    sprint = NamedShape(allow_null=True)
    release = NamedShape(allow_null=True)
    objective = NamedShape(allow_null=True, help_text="The one that it serves first.")
    theme = NamedShape(allow_null=True)
    estimate = serializers.FloatField(allow_null=True, help_text="In the workspace's unit; 0 is not none.")
    start_on = serializers.DateField(allow_null=True)
    start_precision = PrecisionField()
    due_on = serializers.DateField(allow_null=True)
    due_precision = PrecisionField()
    acceptance_criteria = AcceptanceShape(many=True)
    score = serializers.FloatField(allow_null=True, help_text="By the product's active scoring model.")
    score_reason = serializers.CharField(allow_null=True, help_text="Why there is no score.")
    created_by = NamedShape(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    custom = serializers.DictField(
        help_text="What the product's own fields hold, by their keys. Formulas hold nothing: see `formulas`."
    )
    version = serializers.IntegerField()
    ready = ReadyShape(
        required=False,
        allow_null=True,
        help_text="Only where `fields` names it; null without a definition of ready.",
    )
    below = BelowShape(
        required=False,
        allow_null=True,
        help_text="What its children come to; only where `fields` names it, null without children.",
    )
    formulas = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        required=False,
        help_text="What the product's formulas give, by their keys, to six decimals; only where `fields` names it.",
    )


class ReadyItemShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField()
    ready = ReadyShape(allow_null=True)
    version = serializers.IntegerField(help_text="Answering does not change it.")


class TickBody(StrictSerializer):
    rule = serializers.UUIDField(help_text="A question of the product's definition of ready.")
    done = serializers.BooleanField(help_text="true: yes; false: not yet.")


class AcceptanceBody(StrictSerializer):
    id = serializers.UUIDField(required=False, help_text="Of one the item has; without it: a new one.")
    text = serializers.CharField(max_length=500)
    is_met = serializers.BooleanField(required=False)


class ItemBody(StrictSerializer):
    """What can be written. Rows are named by key, id or name."""

    title = serializers.CharField(max_length=300)
    description = serializers.CharField(
        max_length=100_000, allow_blank=True, required=False, trim_whitespace=False
    )
    kind = KindField(required=False)
    status = serializers.CharField(max_length=60, required=False, help_text="Id or name.")
    parent = serializers.CharField(  # type: ignore[assignment]
        max_length=24, allow_null=True, required=False, help_text="Key."
    )
    assignee = serializers.CharField(
        max_length=254, allow_null=True, required=False, help_text="Id, e-mail address, or “me”."
    )
    team = serializers.CharField(max_length=80, allow_null=True, required=False, help_text="Id or name.")
    labels = serializers.ListField(
        child=serializers.CharField(max_length=50),
        max_length=MOST_LABELS,
        required=False,
        help_text="Names; all of them. Who may edit every item makes new labels by naming them.",
    )
    sprint = serializers.CharField(
        max_length=80,
        allow_null=True,
        required=False,
        help_text=f"Id or name of one that is not closed. {PLANNERS}",
    )
    release = serializers.CharField(
        max_length=80, allow_null=True, required=False, help_text=f"Id or name. {PLANNERS}"
    )
    objective = serializers.CharField(
        max_length=120, allow_null=True, required=False, help_text=f"Id or name. {PLANNERS}"
    )
    theme = serializers.CharField(
        max_length=80, allow_null=True, required=False, help_text=f"Id or name. {PLANNERS}"
    )
    estimate = serializers.DecimalField(
        max_digits=8, decimal_places=2, min_value=0, allow_null=True, required=False, coerce_to_string=False
    )
    start_on = serializers.DateField(allow_null=True, required=False)
    start_precision = PrecisionField(required=False)
    due_on = serializers.DateField(allow_null=True, required=False)
    due_precision = PrecisionField(required=False)
    acceptance_criteria = serializers.ListField(
        child=AcceptanceBody(), max_length=MOST_CRITERIA, required=False, help_text="All of them, in order."
    )
    custom = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        required=False,
        help_text="Fields of the product's own, by their keys; those not named stay, null empties one.",
    )


class NewItemBody(ItemBody):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    to = serializers.ChoiceField(
        choices=["top", "bottom"],
        required=False,
        help_text="Where it is ranked: at the bottom without it. The top is for who may rank; others get 403.",
    )
    template = serializers.BooleanField(
        required=False, help_text="false: it begins empty, not with the template of its kind."
    )


class MoveBody(StrictSerializer):
    """Exactly one of them."""

    described = {"minProperties": 1, "maxProperties": 1}

    before = serializers.CharField(max_length=24, required=False, help_text="Key of another item.")
    after = serializers.CharField(max_length=24, required=False, help_text="Key of another item.")
    to = serializers.ChoiceField(choices=["top", "bottom"], required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError(_("Send exactly one of before, after, to."))
        return attrs


class MovedShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField()
    version = serializers.IntegerField(help_text="Ranking does not change it.")


class DeletedItemShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField(help_text="`POST /items/KEY/restore/` brings it back.")
    kind = KindField()
    title = serializers.CharField()
    deleted_at = serializers.DateTimeField()
    deleted_by = serializers.CharField(allow_blank=True, help_text="A name.")
    days_left = serializers.IntegerField(help_text="How long it is still kept.")
    restorable = serializers.BooleanField(help_text="Whether you may restore it.")
    version = serializers.IntegerField()


class ReactionShape(serializers.Serializer[Any]):
    sign = serializers.ChoiceField(choices=list(SIGNS))
    member = NamedShape()


class ReactBody(StrictSerializer):
    sign = serializers.ChoiceField(choices=list(SIGNS))
    on = serializers.BooleanField(required=False, help_text="`false` takes one's own away.")


class CommentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField(
        allow_null=True, help_text="The item's key; null where it is about something else."
    )
    entry = serializers.UUIDField(allow_null=True, help_text="The entry of a roadmap that it is about.")
    objective = serializers.UUIDField(allow_null=True, help_text="The objective that it is about.")
    author = NamedShape(allow_null=True)
    author_name = serializers.CharField(allow_blank=True, help_text="As it was when it was written.")
    text = serializers.CharField(help_text="Markdown.")
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    reactions = ReactionShape(many=True, help_text="As they were given.")
    version = serializers.IntegerField()


class CommentBody(StrictSerializer):
    text = serializers.CharField(max_length=20_000)


class NewCommentBody(CommentBody):
    """Exactly one of `item`, `entry` and `objective`."""

    described = {"oneOf": [{"required": [name]} for name in ABOUT]}

    item = serializers.CharField(max_length=24, required=False, help_text="The item's key.")
    entry = serializers.UUIDField(required=False, help_text="Id of an entry of a roadmap.")
    objective = serializers.UUIDField(required=False, help_text="Id of an objective.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in ABOUT) != 1:
            raise serializers.ValidationError(_("Name one of item, entry and objective."))
        return attrs
