"""The form of a row that others may be editing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from backlog.queries.references import uuid_or_none
from core.numbers import typed


class SeenForm(forms.Form):
    """Hidden fields `from_…` send back what the person had before them; `edited` are fields of `row`."""

    edited: ClassVar[Sequence[str]]

    def __init__(self, data: Any = None, *, row: Any = None, **kwargs: Any) -> None:
        now = {name: self._now(row, name) for name in self.edited} if row else {}
        super().__init__(data, **{"initial": now, **kwargs})
        self.row = row

    @property
    def seen(self) -> Mapping[str, str]:
        """What the person has before them."""
        if self.is_bound:
            return {name: self.data[f"from_{name}"] for name in self.edited if f"from_{name}" in self.data}
        return {name: self._text(self.initial[name]) for name in self.edited} if self.row else {}

    def saw(self) -> dict[str, Any]:
        """The same as values, for the service. Raises ValidationError."""
        return {name: self._value(name, text) for name, text in self.seen.items()}

    def _value(self, name: str, text: str) -> Any:
        field = self.fields[name]
        return uuid_or_none(text) if isinstance(field, forms.TypedChoiceField) else field.to_python(text)

    @staticmethod
    def _text(value: Any) -> str:
        return "" if value is None else str(value)

    @staticmethod
    def _now(row: Any, name: str) -> Any:
        value = getattr(row, f"{name}_id", None) if name in ("parent", "owner") else getattr(row, name)
        return typed(value) if isinstance(value, Decimal) else value
