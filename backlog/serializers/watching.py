"""Watchers, and earlier descriptions."""

from typing import Any

from rest_framework import serializers

from backlog.serializers.fields import NamedShape
from core.api.serializers import StrictSerializer


class WatcherShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField(help_text="The item's key.")
    member = NamedShape()
    version = serializers.IntegerField(help_text="Always 1.")


class WatcherBody(StrictSerializer):
    item = serializers.CharField(max_length=24, help_text="The item's key.")
    member = serializers.CharField(
        max_length=254,
        required=False,
        help_text="Id, e-mail address or name of a member; oneself without it.",
    )


class DescriptionShape(serializers.Serializer[Any]):
    """What an item's description was until it was rewritten."""

    id = serializers.UUIDField(help_text="Of the event that rewrote it.")
    item = serializers.CharField(help_text="The item's key.")
    text = serializers.CharField(help_text="The description as it was before.")
    is_current = serializers.BooleanField(help_text="Whether it is the item's description now.")
    rewritten_at = serializers.DateTimeField()
    rewritten_by = NamedShape(allow_null=True, help_text="Null: not a member, but an import or the system.")
    version = serializers.IntegerField(help_text="The item's, now.")
