"""Scoring models and criteria."""

from typing import Any

from rest_framework import serializers

from backlog.formula.presets import PRESETS
from backlog.serializers.fields import KindField
from core.api.serializers import StrictSerializer


class WeightShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The criterion's name in formulas.")
    name = serializers.CharField()
    weight = serializers.FloatField()


class ScoringModelShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    name = serializers.CharField()
    preset = serializers.CharField(allow_blank=True)
    formula = serializers.CharField()
    kinds = serializers.ListField(child=KindField(), help_text="What it scores; none: every kind.")
    is_active = serializers.BooleanField()
    revision = serializers.IntegerField(help_text="Goes up when scores may change by it.")
    criteria = WeightShape(many=True)
    version = serializers.IntegerField()


class PresetBody(StrictSerializer):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    preset = serializers.ChoiceField(choices=list(PRESETS))


class ScoringModelBody(StrictSerializer):
    name = serializers.CharField(max_length=60, required=False)
    formula = serializers.CharField(max_length=2000, required=False)
    kinds = serializers.ListField(child=KindField(), max_length=7, required=False)
    weights = serializers.DictField(
        child=serializers.DecimalField(max_digits=9, decimal_places=3, coerce_to_string=False),
        required=False,
        help_text="By criterion key.",
    )
    is_active = serializers.BooleanField(required=False, help_text="true: show this model's scores.")


class StepShape(serializers.Serializer[Any]):
    value = serializers.FloatField()
    meaning = serializers.CharField(allow_blank=True)


class CriterionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    key = serializers.CharField(help_text="Its name in formulas.")
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    scale = serializers.CharField()
    steps = StepShape(many=True, help_text="The only values there are; none: any in the range.")
    version = serializers.IntegerField()
