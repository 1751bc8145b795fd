"""The history of items in the API."""

from typing import Any

from rest_framework import serializers


class WhoShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(allow_null=True, help_text="null where it was no member.")
    name = serializers.CharField()


class EventShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    verb = serializers.CharField(help_text="item.updated")
    via = serializers.CharField(help_text="html, api, import or worker.")
    action = serializers.UUIDField(help_text="The act it was part of, by which its author can undo it.")
    changes = serializers.DictField(
        help_text="What stood in a field before and after, with rows by their ids."
    )
    by = WhoShape()
    text = serializers.ListField(child=serializers.CharField(), help_text="The same in sentences.")
