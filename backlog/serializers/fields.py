"""Fields and small shapes that several resources share."""

from typing import Any

from rest_framework import serializers

from backlog.models import Category, Kind


class NamedShape(serializers.Serializer[Any]):
    """A row by its id and what people call it."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class StatusRefShape(NamedShape):
    category = serializers.ChoiceField(choices=Category.choices)


class KindField(serializers.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Kind.choices, **kwargs)


class CategoryField(serializers.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Category.choices, **kwargs)
