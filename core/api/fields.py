"""Fields of bodies that several apps take."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.periods import FIRST_YEAR, LAST_YEAR, Precision


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
