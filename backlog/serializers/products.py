"""Products, their statuses, labels."""

from typing import Any

from rest_framework import serializers

from backlog.formula.presets import PRESETS
from backlog.serializers.fields import CategoryField, NamedShape
from core.api.serializers import StrictSerializer


class ProductShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    key = serializers.CharField()
    name = serializers.CharField()
    vision = serializers.CharField(allow_blank=True)
    teams = NamedShape(many=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class ProductBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    vision = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    teams = serializers.ListField(
        child=serializers.UUIDField(), max_length=50, required=False, help_text="Ids; all of them."
    )


class StepBody(StrictSerializer):
    name = serializers.CharField(max_length=40)
    category = CategoryField()


class NewProductBody(ProductBody):
    key = serializers.RegexField(r"^[A-Z][A-Z0-9]{1,9}$", max_length=10, help_text="It stays for good: WEB.")
    preset = serializers.ChoiceField(
        choices=list(PRESETS), required=False, help_text="The scoring model to start with."
    )
    workflow = serializers.ListField(
        child=StepBody(), min_length=1, max_length=30, required=False, help_text="Statuses in order."
    )


class StatusShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    name = serializers.CharField()
    category = CategoryField()
    position = serializers.IntegerField()
    version = serializers.IntegerField()


class StatusBody(StrictSerializer):
    name = serializers.CharField(max_length=40, required=False)
    position = serializers.IntegerField(
        min_value=0,
        max_value=1000,
        required=False,
        help_text="Its place in the workflow, from 0; it stays among the steps of its category.",
    )


class NewStatusBody(StepBody):
    product = serializers.CharField(max_length=10, help_text="The product's key.")


class LabelShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    hue = serializers.IntegerField(min_value=0, max_value=360)
    version = serializers.IntegerField()


class LabelBody(StrictSerializer):
    name = serializers.CharField(max_length=50)
    hue = serializers.IntegerField(min_value=0, max_value=360, required=False, help_text="Degrees.")


class MergedLabelBody(StrictSerializer):
    into = serializers.UUIDField(help_text="The label that its items get instead.")
