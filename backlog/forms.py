"""Forms of products: the HTML door."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, Workspace
from backlog.formula.presets import PRESETS
from backlog.models import Category, Product


class ProductForm(forms.Form):
    """Name, vision, teams."""

    name = forms.CharField(label=_("Name"), max_length=80)
    vision = forms.CharField(
        label=_("Vision"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence: what will be true for whom when this product is as it should be."),
    )  # fmt: skip
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, workspace: Workspace, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(workspace=workspace).order_by("name")
        field: Any = self.fields["teams"]
        field.queryset = teams
        if not teams:
            del self.fields["teams"]


class NewProductForm(ProductForm):
    """A product with its key and the scoring model it begins with."""

    key = forms.CharField(
        label=_("Key"), max_length=10, required=False,
        help_text=_("Stands before the number of each item, for example WEB-12. It stays for good."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    preset = forms.ChoiceField(
        choices=[(key, preset.name) for key, preset in PRESETS.items()],
        initial="rice",
        widget=forms.RadioSelect,
    )
    field_order = ("name", "key", "vision", "teams", "preset")

    def __init__(self, workspace: Workspace, *args: Any, **kwargs: Any) -> None:
        super().__init__(workspace, *args, **kwargs)
        self.workspace = workspace

    def clean(self) -> dict[str, Any]:
        """A key that was left out is suggested from the name."""
        cleaned = super().clean() or {}
        if not cleaned.get("key") and cleaned.get("name"):
            taken = Product.objects.filter(workspace=self.workspace).values_list("key", flat=True)
            cleaned["key"] = suggested_key(cleaned["name"], set(taken))
        return cleaned


class StatusForm(forms.Form):
    """One more step of a workflow."""

    name = forms.CharField(label=_("New step"), max_length=40)
    category = forms.ChoiceField(label=_("Means"), choices=Category.choices, initial=Category.ACTIVE)


def suggested_key(name: str, taken: set[str]) -> str:
    """A free key from a product's name: "Web checkout" → WEB, then WEBC, WEB2 …"""
    letters = re.sub(r"[^A-Z0-9]", "", name.upper().split()[0]) if name.split() else ""
    letters = re.sub(r"^[0-9]+", "", letters)
    everything = re.sub(r"^[0-9]+", "", re.sub(r"[^A-Z0-9]", "", name.upper()))
    base = letters[:3] if len(letters) >= 2 else (everything[:3] if len(everything) >= 2 else "PRD")
    candidates = [base, everything[:4], everything[:5], *(f"{base}{number}" for number in range(2, 1000))]
    return next(key for key in candidates if len(key) >= 2 and key not in taken)
