"""Serializers for what comes in: nothing unknown is ignored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class RefuseUnknown:
    """Makes an unknown or read-only field of the body an error that names it."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            fields: Mapping[str, Any] = self.fields  # type: ignore[attr-defined]
            allowed = {name for name, field in fields.items() if not field.read_only}
            unknown = {name: [_why(name in fields)] for name in data if name not in allowed}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)  # type: ignore[misc]


def _why(known: bool) -> str:
    return _("This field cannot be written.") if known else _("There is no such field.")


class StrictSerializer(RefuseUnknown, serializers.Serializer[Any]):
    """A Serializer that refuses unknown fields."""


class StrictModelSerializer(RefuseUnknown, serializers.ModelSerializer[Any]):
    """A ModelSerializer that refuses unknown fields."""
