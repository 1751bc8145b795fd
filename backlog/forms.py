"""Forms of products: the HTML door."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, Workspace
from backlog.formula.presets import PRESETS
from backlog.models import Category, CustomField, Product, ReadyRule


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


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))


class CustomFieldForm(forms.Form):
    """A field of the product's own, as one changes it."""

    name = forms.CharField(label=_("Name"), max_length=60)
    choices = Lines(label=_("Choices, one a line"), required=False, max_length=4000)
    formula = forms.CharField(
        label=_("Formula"), max_length=1000, required=False,
        help_text=_("Over number fields, by their keys, and estimate: value / estimate"),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip


class NewCustomFieldForm(CustomFieldForm):
    """A further field; its key and its kind stay for good."""

    form = forms.ChoiceField(label=_("Kind"), choices=CustomField.Form.choices)
    key = forms.CharField(
        label=_("Key"), max_length=30, required=False,
        help_text=_("Its name in searches, formulas and the API. Made of the name where you leave it out; it stays for good."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    field_order = ("name", "form", "choices", "formula", "key")


class TemplateForm(forms.Form):
    """What new items of a kind begin with."""

    description = forms.CharField(
        label=_("Description"), max_length=100_000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Markdown."),
    )  # fmt: skip
    acceptance_criteria = Lines(label=_("Acceptance criteria, one a line"), required=False, max_length=30_000)


class ReadyRuleForm(forms.Form):
    """One more line of the definition of ready."""

    demands = forms.ChoiceField(label=_("New rule"), choices=ReadyRule.Demand.choices)
    field = forms.ModelChoiceField(label=_("Field"), queryset=CustomField.objects.none(), required=False)
    text = forms.CharField(label=_("Question"), max_length=200, required=False)

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = CustomField.objects.filter(product=product, archived_at=None)
        field: Any = self.fields["field"]
        field.queryset = fields.exclude(form=CustomField.Form.FORMULA)
        several, demands = (ReadyRule.Demand.FIELD, ReadyRule.Demand.QUESTION), self.fields["demands"]
        asked = set(
            ReadyRule.objects.filter(product=product)
            .exclude(demands__in=several)
            .values_list("demands", flat=True)
        )
        demands.widget.choices = [row for row in ReadyRule.Demand.choices if row[0] not in asked]
