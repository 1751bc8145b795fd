"""Saved views in the API."""

from typing import Any

from rest_framework import serializers

from backlog.models.views import Page
from backlog.serializers.fields import NamedShape
from core.api.serializers import StrictSerializer


class SavedViewShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    page = serializers.ChoiceField(choices=Page.choices)
    name = serializers.CharField()
    owner = NamedShape()
    is_shared = serializers.BooleanField()
    is_default = serializers.BooleanField(help_text="Whether the page opens with it for the caller.")
    query = serializers.CharField(allow_blank=True)
    columns = serializers.ListField(child=serializers.CharField())
    widths = serializers.DictField(child=serializers.IntegerField())
    group_by = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class SavedViewBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    is_shared = serializers.BooleanField(required=False, help_text="With everybody who reads the backlog.")
    is_default = serializers.BooleanField(required=False, help_text="For the caller alone.")
    query = serializers.CharField(
        max_length=1000, allow_blank=True, required=False, help_text="In the query language, with its order."
    )
    columns = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=60,
        required=False,
        help_text="Shown, in order.",
    )
    widths = serializers.DictField(
        child=serializers.IntegerField(min_value=24, max_value=2000),
        required=False,
        help_text="Pixels by column.",
    )
    group_by = serializers.CharField(max_length=40, allow_blank=True, required=False)


class NewSavedViewBody(SavedViewBody):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    page = serializers.ChoiceField(choices=Page.choices, required=False)
