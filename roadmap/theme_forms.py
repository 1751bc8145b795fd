"""The HTML door's forms of themes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import Lines
from core.numbers import typed
from roadmap.models import Theme
from roadmap.seen_form import SeenForm

COLOURS = (
    gettext_lazy("Red"), gettext_lazy("Orange"), gettext_lazy("Ochre"), gettext_lazy("Olive"), gettext_lazy("Green"),
    gettext_lazy("Teal"), gettext_lazy("Cyan"), gettext_lazy("Blue"), gettext_lazy("Indigo"), gettext_lazy("Violet"),
    gettext_lazy("Pink"), gettext_lazy("Rose"),
)  # fmt: skip
"""What the twelve hues are called."""


class ThemeForm(SeenForm):
    """What a theme is called, what it is for, its colour."""

    edited = ("name", "description", "hue")

    name = forms.CharField(
        label=gettext_lazy("Theme"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    hue = forms.TypedChoiceField(
        label=gettext_lazy("Colour"),
        coerce=int,
        choices=[*enumerate(COLOURS)],
        required=False,
        empty_value=None,
    )
    description = Lines(
        label=gettext_lazy("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def saw(self) -> dict[str, Any]:
        seen = super().saw()
        return {**seen, "hue": int(self.seen["hue"])} if self.seen.get("hue", "").isdecimal() else seen

    def fields_given(self) -> dict[str, Any]:
        """What the service takes; no colour: the next one."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class MergeForm(forms.Form):
    """Which theme takes over what this one has."""

    into = forms.TypedChoiceField(label=gettext_lazy("Into"), coerce=UUID)

    def __init__(self, data: Any = None, *, others: Sequence[Theme]) -> None:
        super().__init__(data)
        into: Any = self.fields["into"]
        into.choices = [(one.pk, one.name) for one in others]


class TargetsForm(forms.Form):
    """One share for each theme, by its id."""

    def __init__(
        self, data: Any = None, *, themes: Sequence[Theme], shares: Mapping[UUID, Decimal] | None = None
    ) -> None:
        super().__init__(data)
        for theme in themes:
            share = (shares or {}).get(theme.pk)
            self.fields[str(theme.pk)] = forms.DecimalField(
                label=theme.name,
                required=False,
                initial=typed(share) if share else None,
                widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": "any", "inputmode": "decimal"}),
            )

    def shares(self) -> dict[UUID, Decimal | None]:
        """By theme what was given."""
        return {UUID(name): value for name, value in self.cleaned_data.items()}

    def refuse(self, by_field: Mapping[str, Sequence[str]], messages: Sequence[str]) -> None:
        """Say of each theme what is wrong with its share, or of all of them."""
        for name in by_field:
            if name in self.fields:
                self.add_error(name, list(by_field[name]))
        if not self.errors:
            self.add_error(None, [*messages] or [_("Something is wrong with these shares.")])
