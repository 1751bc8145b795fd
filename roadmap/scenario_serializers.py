"""What the API takes and shows of scenarios."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api.serializers import StrictSerializer
from roadmap.change_serializers import ChangeShape
from roadmap.models import Entry
from roadmap.serializers import PRECISIONS

FUZZY = "With its precision: the first day of its period for a start, the last for a due date."


class ScenarioShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ScenarioBody(StrictSerializer):
    name = serializers.CharField(max_length=120)


class NewScenarioBody(ScenarioBody):
    roadmap = serializers.UUIDField()


class ScenarioChangeBody(StrictSerializer):
    """What is otherwise of one item, or of one milestone its `day`. `as_planned` first forgets what was."""

    item = serializers.CharField(max_length=24, required=False, help_text="The item's key: WEB-12.")
    milestone = serializers.UUIDField(required=False)
    day = serializers.DateField(required=False, help_text="Of a milestone.")
    as_planned = serializers.BooleanField(required=False)
    on = serializers.BooleanField(required=False, help_text="Whether the item is on the roadmap.")
    lane = serializers.CharField(
        max_length=80,
        allow_blank=True,
        required=False,
        help_text="Id of a lane, or of what lanes are made of; empty: none.",
    )
    horizon = serializers.CharField(max_length=5, required=False)
    confidence = serializers.ChoiceField(choices=Entry.Confidence.choices, allow_blank=True, required=False)
    public_title = serializers.CharField(max_length=300, allow_blank=True, required=False)
    public_note = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    start_on = serializers.DateField(allow_null=True, required=False, help_text=FUZZY)
    start_precision = serializers.ChoiceField(choices=PRECISIONS, required=False)
    due_on = serializers.DateField(allow_null=True, required=False, help_text=FUZZY)
    due_precision = serializers.ChoiceField(choices=PRECISIONS, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("item" in attrs) == ("milestone" in attrs) or ("day" in attrs and "item" in attrs):
            raise serializers.ValidationError(_("Name one item, or one milestone with its day."))
        return attrs


class ScenarioMergeBody(StrictSerializer):
    items = serializers.ListField(
        child=serializers.CharField(max_length=24),
        max_length=1000,
        required=False,
        help_text="Keys of the items to merge.",
    )
    milestones = serializers.ListField(child=serializers.UUIDField(), max_length=1000, required=False)
    over = serializers.ListField(
        child=serializers.CharField(max_length=36),
        max_length=1000,
        required=False,
        help_text="Of these, items by key and milestones by id, the ones to take although the plan has changed since.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("items") and not attrs.get("milestones"):
            raise serializers.ValidationError(_("Choose at least one item."))
        return attrs


class MeantShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="Its key; empty of a milestone.")
    milestone = serializers.UUIDField(allow_null=True)
    title = serializers.CharField()
    values = serializers.DictField(help_text="What the scenario has otherwise, by field.")
    moved_on = serializers.DictField(
        help_text="What the plan says now where it has changed since, and says something else."
    )
    changes = ChangeShape(many=True)


class ComparisonShape(serializers.Serializer[Any]):
    items = MeantShape(many=True)


class MergedShape(serializers.Serializer[Any]):
    merged = serializers.IntegerField(help_text="How many items and milestones.")
