"""What the API takes and shows of themes."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from roadmap.models.themes import MOST_HUE
from roadmap.services.places import MOST

PERIOD = "A quarter (2027-Q1), a half (2027-H1) or a year (2027)."
PERCENT = "0 to 100."


class ThemeShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField(help_text="Markdown.")
    hue = serializers.IntegerField(help_text="Its colour, one of twelve: 0 to 11.")
    position = serializers.IntegerField(help_text="Its place among all.")
    item_count = serializers.IntegerField(help_text="Its own items that were not dropped.")
    done_count = serializers.IntegerField()
    points = serializers.FloatField(help_text="In the workspace's unit of estimates.")
    done_points = serializers.FloatField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(
        help_text="Goes up with its own fields, not with its place, targets or items."
    )


class ThemeBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    hue = serializers.IntegerField(min_value=0, max_value=MOST_HUE, required=False)


class MoveThemeBody(StrictSerializer):
    before = serializers.UUIDField(required=False, help_text="Id of a theme.")
    after = serializers.UUIDField(required=False, help_text="Id of a theme.")
    to = serializers.ChoiceField(choices=["top", "bottom"], required=False)


class MergeThemeBody(StrictSerializer):
    into = serializers.UUIDField(help_text="Id of the theme that takes over its items and target shares.")


class ThemedShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    category = serializers.CharField()
    estimate = serializers.FloatField(allow_null=True)
    added_at = serializers.DateTimeField()


class ThemeItemsBody(StrictSerializer):
    items = serializers.ListField(
        child=serializers.CharField(max_length=24), min_length=1, max_length=MOST, help_text="Keys of items."
    )


class ShareBody(StrictSerializer):
    theme = serializers.UUIDField(help_text="Id of a theme.")
    percent = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, allow_null=True, coerce_to_string=False,
        help_text="null: none.",
    )  # fmt: skip


class TargetsBody(StrictSerializer):
    period = serializers.CharField(max_length=7, help_text=PERIOD)
    targets = ShareBody(many=True, help_text="Those that are not named keep theirs.")


class InvestmentLineShape(serializers.Serializer[Any]):
    theme = serializers.UUIDField(allow_null=True, help_text="null: what has no theme.")
    name = serializers.CharField(allow_null=True)
    target = serializers.FloatField(allow_null=True, help_text=PERCENT)
    planned = serializers.FloatField(help_text="Items, or their estimates.")
    planned_share = serializers.FloatField(allow_null=True, help_text=PERCENT)
    done = serializers.FloatField()
    done_share = serializers.FloatField(allow_null=True, help_text=PERCENT)


class InvestmentShape(serializers.Serializer[Any]):
    period = serializers.CharField(help_text=PERIOD)
    start_on = serializers.DateField()
    end_on = serializers.DateField()
    by = serializers.CharField(help_text="count or estimate.")
    product = serializers.CharField(allow_null=True)
    targets_of = serializers.CharField(
        allow_null=True,
        help_text="The period whose targets these are: a longer one where it has none itself.",
    )
    planned = serializers.FloatField()
    done = serializers.FloatField()
    without_estimate = serializers.IntegerField()
    lines = InvestmentLineShape(many=True)
