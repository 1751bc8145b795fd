"""Splitting and merging items."""

from typing import Any

from rest_framework import serializers

from backlog.serializers.fields import KindField
from backlog.services.discussion import MOST_CRITERIA
from backlog.services.splitting import MOST_PARTS
from core.api.serializers import StrictSerializer


class EstimateField(serializers.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        shape: dict[str, Any] = {
            "max_digits": 8,
            "decimal_places": 2,
            "min_value": 0,
            "coerce_to_string": False,
        }
        super().__init__(allow_null=True, required=False, **shape, **kwargs)


class PartBody(StrictSerializer):
    title = serializers.CharField(max_length=300)
    estimate = EstimateField()
    acceptance_criteria = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=MOST_CRITERIA,
        required=False,
        help_text="Ids of criteria of the item, which this part takes over.",
    )


class SplitBody(StrictSerializer):
    parts = serializers.ListField(child=PartBody(), min_length=1, max_length=MOST_PARTS)
    place = serializers.ChoiceField(
        choices=["children", "siblings"], help_text="Below the item, or beside it under the same parent."
    )
    kind = KindField(
        required=False, help_text="Without it siblings are as the item, children one level below."
    )
    estimate = EstimateField(help_text="What the item itself keeps; none without it.")


class SplitShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The item that was split.")
    parts = serializers.ListField(child=serializers.CharField(), help_text="Keys of the new items, in order.")
    version = serializers.IntegerField(help_text="Of the item that was split.")


class MergeBody(StrictSerializer):
    into = serializers.CharField(max_length=24, help_text="Key of the item that says the same.")
