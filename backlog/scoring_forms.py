"""Forms of scoring models and of the criteria that items are rated by: the HTML door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backlog.formula import FormulaError, parse
from backlog.formula.scales import UNBOUNDED, Scale
from backlog.models import Criterion, Kind, ModelCriterion, ScoringModel
from backlog.number_words import read_number
from core.errors import ErrorAt
from core.numbers import typed

SCALES = {
    Scale.LINEAR: gettext_lazy("Linear"),
    Scale.FIBONACCI: gettext_lazy("Fibonacci"),
    Scale.POWERS_OF_TWO: gettext_lazy("Powers of two"),
    Scale.OWN: gettext_lazy("Own"),
}
_PLAIN = {"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


def refuse(form: forms.Form, error: ValidationError) -> None:
    """Put a service's refusal beside the fields that it names, the rest above the form."""
    named: Mapping[str, Any] = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
    for name, errors in named.items():
        form.add_error(name if name in form.fields else None, errors)


class NumberField(forms.CharField):
    """A number as people type it; None for nothing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        return read_number(str(value or ""))

    def run_validators(self, value: Any) -> None:
        super().run_validators("" if value is None else str(value))


class ScoringModelForm(forms.Form):
    """A model's name, formula, kinds, and the weights that its formula has."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    formula = forms.CharField(
        label=gettext_lazy("Formula"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "formula-text", **_PLAIN}),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of items"), choices=Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None chosen: all."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, model: ScoringModel | None = None) -> None:
        fields = ("name", "formula", "kinds")
        super().__init__(data, initial={name: getattr(model, name) for name in fields} if model else None)
        self.weighted = _weighted(model) if model else []
        for row in self.weighted:
            name, weight = f"weight_{row.criterion.key}", typed(row.weight)
            self.fields[name] = NumberField(label=row.criterion.name, initial=weight)

    @property
    def weights(self) -> list[forms.BoundField]:
        """The fields of weights."""
        return [self[f"weight_{row.criterion.key}"] for row in self.weighted]

    def wanted(self) -> dict[str, Any]:
        """What the services take; only weights that the formula as it is now names."""
        data = self.cleaned_data
        named = _names(data["formula"])
        weights = {
            row.criterion.key: data[f"weight_{row.criterion.key}"]
            for row in self.weighted
            if f"weight_{row.criterion.key}" in named
        }
        return {"name": data["name"], "formula": data["formula"], "kinds": data["kinds"], "weights": weights}


def _weighted(model: ScoringModel) -> list[ModelCriterion]:
    """The criteria whose weight the formula uses. One statement."""
    rows, named = model.model_criteria.select_related("criterion"), _names(model.formula)
    return [row for row in rows if f"weight_{row.criterion.key}" in named]


def _names(formula: str) -> frozenset[str]:
    try:
        return frozenset(parse(formula).names)
    except FormulaError:
        return frozenset()


@dataclass
class Step:
    """A line of the form's scale as it was typed: a value, what it means, what is wrong with it."""

    value: str = ""
    meaning: str = ""
    error: str = ""


class CriterionForm(forms.Form):
    """A criterion's words and scale. Its values are lines of `step_value` and `step_meaning`; with any, they are the range."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    key = forms.CharField(
        label=gettext_lazy("Name in formulas"), max_length=40, required=False,
        help_text=gettext_lazy("Made of the name where you leave it out; it stays for good."),
        widget=forms.TextInput(attrs=_PLAIN),
    )  # fmt: skip
    description = forms.CharField(
        label=gettext_lazy("What it asks"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    scale = forms.ChoiceField(label=gettext_lazy("Scale"), choices=list(SCALES.items()), initial=Scale.LINEAR)
    minimum = NumberField(label=gettext_lazy("Least"), required=False)
    maximum = NumberField(label=gettext_lazy("Most"), required=False)
    steps = forms.Field(required=False)

    def __init__(self, data: Any = None, *, criterion: Criterion | None = None) -> None:
        super().__init__(data, initial=_initial(criterion) if criterion else None)
        self.criterion = criterion
        self.lines = _lines(data) if data is not None else _steps(criterion)
        if criterion:
            del self.fields["key"]

    @property
    def filled(self) -> list[Step]:
        """The lines in which something stands."""
        return [line for line in self.lines if line.value or line.meaning]

    def clean(self) -> dict[str, Any]:
        """The numbers of the lines; a mistake is said beside its line."""
        cleaned = super().clean() or {}
        cleaned["steps"] = [[_number(line), line.meaning] for line in self.filled]
        if any(line.error for line in self.filled):
            self.add_error("steps", _("Mend the values that are marked."))
        return cleaned

    def refused(self, error: ValidationError) -> None:
        """Put a service's refusal where it belongs, beside the line that it is about too."""
        refuse(self, error)
        for each in getattr(error, "error_dict", {}).get("steps", ()):
            if isinstance(each, ErrorAt) and isinstance(each.at[0], int):
                self.filled[each.at[0]].error = " ".join(each.messages)

    def wanted(self) -> dict[str, Any]:
        """What the services take: values, or else the range."""
        names = ("name", "description", "unit", "scale", "steps")
        found = {name: self.cleaned_data[name] for name in names}
        if "key" in self.fields:
            found["key"] = self.cleaned_data["key"]
        if found["steps"]:
            return found
        for name in ("minimum", "maximum"):
            found[name] = self.cleaned_data[name]
        if self.criterion and found["maximum"] is None and _endless(self.criterion):
            del found["maximum"]
        return found


def _endless(criterion: Criterion) -> bool:
    return criterion.maximum is not None and criterion.maximum >= UNBOUNDED


def _initial(criterion: Criterion) -> dict[str, Any]:
    names = ("name", "description", "unit", "scale")
    most = None if _endless(criterion) else criterion.maximum
    return {
        **{name: getattr(criterion, name) for name in names},
        "minimum": typed(criterion.minimum),
        "maximum": typed(most),
    }


def _steps(criterion: Criterion | None) -> list[Step]:
    steps: Sequence[Any] = criterion.steps if criterion else ()
    return [Step(typed(Decimal(str(value))), str(meaning)) for value, meaning in steps]


def _lines(data: Any) -> list[Step]:
    values, meanings = data.getlist("step_value"), data.getlist("step_meaning")
    pairs = zip(values, meanings, strict=False)
    return [Step(value.strip(), " ".join(meaning.split())) for value, meaning in pairs]


def _number(line: Step) -> Decimal | None:
    try:
        number = read_number(line.value)
    except ValidationError as error:
        line.error = " ".join(error.messages)
        return None
    if number is None:
        line.error = _("Which value means this?")
    return number
