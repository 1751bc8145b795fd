"""Scores, their history, and the numbers that formulas may use beside ratings."""

from typing import Any

from rest_framework import serializers

from backlog.serializers.fields import NamedShape


class ScoreShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    model = NamedShape()
    value = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(
        allow_null=True,
        help_text="Why there is none: `missing:` and names by comma, `division_by_zero`, `out_of_range`, `unknown:` and names, `broken`.",
    )
    reason_text = serializers.CharField(allow_null=True, help_text="The reason in words.")
    revision = serializers.IntegerField(help_text="Of the model, that it was computed by.")
    updated_at = serializers.DateTimeField()


class ScoreMoveShape(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)
    place_before = serializers.IntegerField(
        allow_null=True, help_text="Where `before` would stand among today's open items; 1 is the best."
    )
    place_after = serializers.IntegerField(allow_null=True)
    places = serializers.IntegerField(help_text="How far up, below zero down, that is.")
    cause = serializers.CharField(help_text="In words.")
    who = serializers.CharField(allow_blank=True, help_text="Whose act it was; empty where nobody's.")
    why = serializers.ListField(child=serializers.CharField(), help_text="What was done, in sentences.")


class ScoreInputShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Its name in formulas.")
    name = serializers.CharField()
    description = serializers.CharField()


class ScoreInputsShape(serializers.Serializer[Any]):
    inputs = ScoreInputShape(many=True)
