"""The HTML door's forms of releases."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from backlog.models import Product
from roadmap.models import Release
from roadmap.services.releases import EDITABLE


class ReleaseForm(forms.Form):
    """What a release is called and when it is planned for."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": "2.4", "autocomplete": "off", "autofocus": True}),
    )
    date = forms.DateField(
        label=gettext_lazy("Date"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The day it is planned for. Items that are due later are marked."),
    )

    def __init__(self, data: Any = None, *, release: Release | None = None, **kwargs: Any) -> None:
        now = {name: getattr(release, name) for name in EDITABLE} if release else {}
        super().__init__(data, **{"initial": now, **kwargs})
        self.release = release

    @property
    def seen(self) -> Mapping[str, str]:
        """What the person has before them, as hidden fields `from_…` send it back."""
        if self.is_bound:
            return {name: self.data[f"from_{name}"] for name in EDITABLE if f"from_{name}" in self.data}
        return {name: str(self.initial[name] or "") for name in EDITABLE if name in self.initial}

    def saw(self) -> dict[str, Any]:
        """The same as values, for the service."""
        text = self.seen
        found: dict[str, Any] = {"name": text["name"]} if "name" in text else {}
        if "date" in text:
            found["date"] = date.fromisoformat(text["date"]) if text["date"] else None
        return found


class NewReleaseForm(ReleaseForm):
    """The same, and whose it is."""

    product = forms.ModelChoiceField(
        Product.objects.none(),
        label=gettext_lazy("Product"),
        empty_label=None,
        help_text=gettext_lazy("Whose release it is. Items of other products can be shipped with it."),
    )
    field_order = ["product", "name", "date"]

    def __init__(self, data: Any = None, *, workspace_id: UUID, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        products: Any = self.fields["product"]
        products.queryset = products_of(workspace_id)


def products_of(workspace_id: UUID) -> Any:
    """The products that releases can be planned for, by name. Runs no query yet."""
    return Product.objects.filter(workspace=workspace_id, archived_at=None).order_by("name")
