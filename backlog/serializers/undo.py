"""What came of an undo."""

from typing import Any

from rest_framework import serializers


class RefusedShape(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="What people call it: an item's key, the name of a label.")
    reason = serializers.CharField()


class UndoneShape(serializers.Serializer[Any]):
    undone = serializers.ListField(
        child=serializers.CharField(), help_text="What is as it was before, by name."
    )
    refused = RefusedShape(many=True)
