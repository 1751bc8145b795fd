"""Fields and small shapes that several resources share."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from backlog.models import Category, Kind
from core.periods import FIRST_YEAR, LAST_YEAR, Precision


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


class PrecisionField(serializers.ChoiceField):
    """How exact a date is; a start is kept as the first day of its period, a due date as the last."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(size.value, size.value) for size in Precision], **kwargs)


class DayField(serializers.DateField):
    """A date in reach of plans."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise serializers.ValidationError(
                _("The year must lie between %(first)d and %(last)d.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day
