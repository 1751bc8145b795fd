"""Serializers for what comes in: nothing unknown is ignored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """A Serializer that makes an unknown or read-only field of the body an error that names it."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            allowed = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {name: [_why(name in self.fields)] for name in data if name not in allowed}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


def _why(known: bool) -> str:
    return _("This field cannot be written.") if known else _("There is no such field.")
