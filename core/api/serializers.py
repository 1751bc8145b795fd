"""Serializers for what comes in: nothing unknown is ignored, and a value has the JSON type that the description names."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

JSON_TYPES: tuple[tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], ...], Any, Promise], ...] = (
    ((serializers.BooleanField,), bool, gettext_lazy("Send true or false, not in quotes.")),
    (
        (serializers.IntegerField, serializers.FloatField, serializers.DecimalField),
        int | float,
        gettext_lazy("Send a number, not in quotes."),
    ),
    (
        (
            serializers.CharField,
            serializers.UUIDField,
            serializers.ChoiceField,
            serializers.DateField,
            serializers.DateTimeField,
        ),
        str,
        gettext_lazy("Send a text, in quotes."),
    ),
)
"""Sorts of fields, the type that JSON has for them, and what is said of any other."""


class StrictSerializer(serializers.Serializer[Any]):
    """A Serializer that names each unknown or read-only field of the body, and each value of another JSON type.

    REST framework by itself takes `"3"` for a number, 1 for true and 5 for a text.
    """

    described: ClassVar[Mapping[str, Any]] = {}
    """JSON Schema that the description adds to what the fields say, for rules between fields."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            allowed = {name: field for name, field in self.fields.items() if not field.read_only}
            wrong = {name: [_why(name in self.fields)] for name in data if name not in allowed}
            for name in data.keys() & allowed.keys():
                if problem := _mistyped(allowed[name], data[name]):
                    wrong[name] = problem
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def _why(known: bool) -> str:
    return _("This field cannot be written.") if known else _("There is no such field.")


def _mistyped(field: Any, value: Any) -> Any:
    """What is wrong with the JSON type of a value, by element in lists and objects; empty where nothing is."""
    if value is None:
        return None
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return _each(field.child, enumerate(value))
    if isinstance(field, serializers.DictField) and isinstance(value, Mapping):
        return _each(field.child, value.items())
    for sorts, wanted, detail in JSON_TYPES:
        if isinstance(field, sorts):
            right = isinstance(value, wanted) and isinstance(value, bool) == (wanted is bool)
            return None if right else [str(detail)]
    return None


def _each(child: Any, values: Any) -> dict[Any, Any]:
    return {key: wrong for key, value in values if (wrong := _mistyped(child, value))}
