"""What the API takes and shows of sprints."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from sprints.models import SprintItem, SprintState
from sprints.services.closing import Choice
from sprints.services.planning import MOST

POINTS = "In the workspace's unit of estimates."


class SprintShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    team = serializers.UUIDField()
    name = serializers.CharField()
    goal = serializers.CharField(allow_blank=True)
    start_on = serializers.DateField()
    end_on = serializers.DateField(help_text="The last day, which belongs to it.")
    state = serializers.ChoiceField(choices=SprintState.choices)
    started_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    item_count = serializers.IntegerField()
    points = serializers.FloatField(help_text=f"Sum of estimates of what is in it. {POINTS}")
    done_count = serializers.IntegerField()
    done_points = serializers.FloatField(help_text=POINTS)
    committed_points = serializers.FloatField(
        help_text="What was in it when it started, with the estimates of then."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(
        help_text="Goes up with the sprint's own fields and state, not with its items."
    )


class SprintBody(StrictSerializer):
    name = serializers.CharField(max_length=80, required=False, help_text="Without it the next number.")
    goal = serializers.CharField(max_length=500, allow_blank=True, required=False)
    start_on = serializers.DateField()
    end_on = serializers.DateField()


class NewSprintBody(SprintBody):
    team = serializers.UUIDField()


class PlaceShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    category = serializers.CharField()
    estimate = serializers.FloatField(allow_null=True)
    committed = serializers.BooleanField(help_text="It was in the sprint when that started.")
    estimate_at_start = serializers.FloatField(allow_null=True)
    estimate_at_close = serializers.FloatField(allow_null=True)
    outcome = serializers.ChoiceField(
        choices=SprintItem.Outcome.choices, allow_null=True, help_text="null while it is in the sprint."
    )
    added_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class KeysBody(StrictSerializer):
    items = serializers.ListField(
        child=serializers.CharField(max_length=24), min_length=1, max_length=MOST, help_text="Keys of items."
    )


class CloseBody(StrictSerializer):
    """What becomes of what is not done."""

    described: ClassVar[Mapping[str, Any]] = {
        "example": {"carry": {"WEB-7": "backlog", "WEB-9": "done"}, "otherwise": "next"}
    }

    carry = serializers.DictField(
        child=serializers.ChoiceField(choices=Choice.choices), required=False, help_text="By the item's key."
    )
    otherwise = serializers.ChoiceField(
        choices=Choice.choices,
        required=False,
        help_text="Of items that `carry` does not name; next without it.",
    )
    into = serializers.UUIDField(
        required=False,
        help_text="The sprint that takes over; without it the team's next planned one, which is made where there is none.",
    )


class TimeShape(serializers.Serializer[Any]):
    member = serializers.UUIDField()
    name = serializers.CharField()
    days_off = serializers.FloatField()
    focus_percent = serializers.IntegerField()
    days = serializers.FloatField(help_text="Person-days for the sprint's items.")
    capacity = serializers.FloatField(allow_null=True, help_text=f"{POINTS} null: not known.")
    planned = serializers.FloatField(help_text=POINTS)


class CapacityShape(serializers.Serializer[Any]):
    working_days = serializers.IntegerField()
    capacity = serializers.FloatField(allow_null=True, help_text=f"{POINTS} null: not known.")
    planned = serializers.FloatField(help_text=POINTS)
    velocity = serializers.FloatField(
        allow_null=True, help_text="Mean of what the last three closed sprints finished."
    )
    people = TimeShape(many=True)
    version = serializers.IntegerField(help_text="The sprint's.")


class TimeBody(StrictSerializer):
    member = serializers.UUIDField()
    days_off = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, coerce_to_string=False, required=False
    )
    focus_percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
