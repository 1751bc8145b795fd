"""What the API takes and shows of goals."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from roadmap.models import Confidence, Objective
from roadmap.models.objectives import LEAST_WEIGHT, MOST_WEIGHT
from roadmap.services.places import MOST

POINTS = "In the workspace's unit of estimates."
MEMBER = "Id of a member."


class GoalPersonShape(serializers.Serializer[Any]):
    """A member as an object names them."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ObjectiveShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField(help_text="Markdown.")
    parent = serializers.UUIDField(allow_null=True, help_text="Id of what it stands below.")  # type: ignore[assignment]
    owner = GoalPersonShape(allow_null=True)
    start_on = serializers.DateField(allow_null=True)
    end_on = serializers.DateField(allow_null=True)
    weight = serializers.IntegerField(help_text="How much it matters, 1 to 10: objective_weight in formulas.")
    state = serializers.ChoiceField(choices=Objective.State.choices)
    position = serializers.IntegerField(help_text="Its place among those with the same parent.")
    outcome = serializers.FloatField(
        allow_null=True,
        help_text="0 to 1: the mean of its key results and of the objectives directly below; null: not measured.",
    )
    item_count = serializers.IntegerField(help_text="Items here and below that were not dropped.")
    done_count = serializers.IntegerField()
    points = serializers.FloatField(help_text=POINTS)
    done_points = serializers.FloatField(help_text=POINTS)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(
        help_text="Goes up with the objective's own fields, not with its place."
    )


class ObjectiveBody(StrictSerializer):
    name = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    parent = serializers.UUIDField(  # type: ignore[assignment]
        allow_null=True, required=False, help_text="Id of an objective; null: at the top."
    )
    owner = serializers.UUIDField(allow_null=True, required=False, help_text=MEMBER)
    start_on = serializers.DateField(allow_null=True, required=False)
    end_on = serializers.DateField(allow_null=True, required=False)
    weight = serializers.IntegerField(min_value=LEAST_WEIGHT, max_value=MOST_WEIGHT, required=False)
    state = serializers.ChoiceField(choices=Objective.State.choices, required=False)


class MoveObjectiveBody(StrictSerializer):
    before = serializers.UUIDField(required=False, help_text="Id of one with the same parent.")
    after = serializers.UUIDField(required=False, help_text="Id of one with the same parent.")
    to = serializers.ChoiceField(choices=["top", "bottom"], required=False)


class ServingShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    category = serializers.CharField()
    estimate = serializers.FloatField(allow_null=True)
    is_primary = serializers.BooleanField(
        help_text="false: it contributes beside the objective it serves first."
    )
    note = serializers.CharField(help_text="What it does for the objective.")
    added_at = serializers.DateTimeField()


class ServingBody(StrictSerializer):
    items = serializers.ListField(
        child=serializers.CharField(max_length=24), min_length=1, max_length=MOST, help_text="Keys of items."
    )


class NewServingBody(ServingBody):
    contributing = serializers.BooleanField(
        required=False, help_text="true: beside the objective they serve first."
    )


class ContributionBody(StrictSerializer):
    item = serializers.CharField(max_length=24, help_text="Key of an item that serves it.")
    note = serializers.CharField(
        max_length=300, allow_blank=True, help_text="What it does for the objective."
    )


def number(**kwargs: Any) -> serializers.DecimalField:
    """A number of a key result."""
    return serializers.DecimalField(max_digits=18, decimal_places=6, coerce_to_string=False, **kwargs)


class KeyResultShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    objective = serializers.UUIDField(help_text="Id of the objective.")
    name = serializers.CharField()
    start = serializers.FloatField()
    target = serializers.FloatField(help_text="Above or below the start.")
    current = serializers.FloatField(help_text="What the last check-in said; the start before there is one.")
    unit = serializers.CharField()
    progress = serializers.FloatField(help_text="0 to 1: the share of the way from start to target.")
    owner = GoalPersonShape(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Goes up with check-ins too.")


class KeyResultBody(StrictSerializer):
    name = serializers.CharField(max_length=160)
    start = number()
    target = number()
    unit = serializers.CharField(max_length=20, allow_blank=True, required=False)
    owner = serializers.UUIDField(allow_null=True, required=False, help_text=MEMBER)
    due_on = serializers.DateField(allow_null=True, required=False)


class NewKeyResultBody(KeyResultBody):
    objective = serializers.UUIDField(help_text="Id of an objective.")


class CheckInShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    value = serializers.FloatField()
    confidence = serializers.ChoiceField(choices=Confidence.choices)
    comment = serializers.CharField()
    author = GoalPersonShape(allow_null=True)
    at = serializers.DateTimeField()


class CheckInBody(StrictSerializer):
    value = number()
    confidence = serializers.ChoiceField(choices=Confidence.choices, required=False)
    comment = serializers.CharField(max_length=2000, allow_blank=True, required=False)
