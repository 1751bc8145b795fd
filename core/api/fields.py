"""Fields of bodies that several apps take."""

from typing import Any

from rest_framework import serializers

from core.periods import Precision


class PrecisionField(serializers.ChoiceField):
    """How exact a date is; a start is kept as the first day of its period, a due date as the last."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(size.value, size.value) for size in Precision], **kwargs)
