"""The HTML door's forms of scenarios."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backlog.queries.references import uuid_or_none
from core.periods import Precision, parse_period, period_text
from roadmap.models import Entry
from roadmap.queries import Plan

MOVED = ("start_on", "start_precision", "due_on", "due_precision", "lane", "horizon")


class ScenarioForm(forms.Form):
    """What a scenario is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


class ScenarioItemForm(forms.Form):
    """An item as a scenario has it; only what the person changed is laid over the plan."""

    lane = forms.ChoiceField(label=gettext_lazy("Lane"), required=False)
    horizon = forms.ChoiceField(label=gettext_lazy("Horizon"))
    confidence = forms.ChoiceField(
        label=gettext_lazy("Confidence"),
        choices=[("", gettext_lazy("Not said")), *Entry.Confidence.choices],
        required=False,
    )
    start = forms.CharField(label=gettext_lazy("Start"), max_length=20, required=False)
    due = forms.CharField(
        label=gettext_lazy("Due"),
        max_length=20,
        required=False,
        help_text=gettext_lazy(
            "A day (2027-03-04), a month (2027-03), a quarter (2027-Q1) or a half (2027-H1)."
        ),
    )

    public_title = forms.CharField(label=gettext_lazy("Public title"), max_length=300, required=False)
    public_note = forms.CharField(
        label=gettext_lazy("Public note"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any = None, *, plan: Plan, values: Mapping[str, Any]) -> None:
        initial = {**values, **{end: _period(values[end]) for end in ("start", "due")}}
        super().__init__(data, initial=initial)
        rows = [
            (row.id, f"{row.group_name} · {row.name}" if row.group_name else row.name) for row in plan.rows
        ]
        lanes: Any = self.fields["lane"]
        lanes.choices = rows if any(not pk for pk, _name in rows) else [*rows, ("", _("No lane"))]
        horizons: Any = self.fields["horizon"]
        horizons.choices = [*plan.roadmap.horizon_names().items()]

    def clean_start(self) -> list[str]:
        return _parsed(self.cleaned_data["start"], "start")

    def clean_due(self) -> list[str]:
        return _parsed(self.cleaned_data["due"], "due")

    def values(self) -> dict[str, Any]:
        """What the person changed, as overlays have it."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def dragged(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a drag on the timeline sends, as overlays have it: of the fields MOVED those that differ from what was seen.

    Dates are checked where they are laid over. Raises ValidationError for what is no text.
    """
    if not all(isinstance(data.get(name, ""), str) for name in MOVED):
        raise ValidationError(_("This date or place cannot be used."))
    found: dict[str, Any] = {}
    for end in ("start", "due"):
        names = (f"{end}_on", f"{end}_precision")
        if names[0] in data and any(data.get(name) != data.get(f"from_{name}") for name in names):
            found[end] = [data[names[0]], data.get(names[1], Precision.DAY.value)]
    return found | {
        name: data[name]
        for name in ("lane", "horizon")
        if name in data and data[name] != data.get(f"from_{name}")
    }


def dragged_together(text: str) -> dict[UUID, dict[str, Any]]:
    """What several bars that were dragged send: by item as `dragged`. Raises ValidationError."""
    try:
        rows = json.loads(text)
        found = {pk: dragged(row) for row in rows if (pk := uuid_or_none(row["entry"]))}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValidationError(_("This date or place cannot be used.")) from None
    if not found:
        raise ValidationError(_("Choose at least one item."))
    return found


def chosen_and_seen(data: Any) -> tuple[list[UUID], dict[UUID, dict[str, Any]]]:
    """The items to merge, and what the person saw the plan say of those where it had moved on. Raises ValidationError."""
    chosen = [pk for text in data.getlist("items") if (pk := uuid_or_none(text))]
    if not chosen:
        raise ValidationError(_("Choose at least one item."))
    try:
        return chosen, {pk: dict(json.loads(data.get(f"seen-{pk}") or "{}")) for pk in chosen}
    except (ValueError, TypeError):
        raise ValidationError(_("Reload the page.")) from None


def _period(value: list[str]) -> str:
    return period_text(date.fromisoformat(value[0]), Precision(value[1])) if value[0] else ""


def _parsed(text: str, end: Any) -> list[str]:
    try:
        day, precision = parse_period(text, end)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    return [day.isoformat() if day else "", precision.value]
