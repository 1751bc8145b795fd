"""The HTML door's forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backlog.models import Product
from core.periods import Precision, parse_period, period_text
from core.query import QueryError
from roadmap.models import LONGEST_QUERY, Entry, Lane, LaneSource, ReadersSee, Roadmap
from roadmap.moves import Places
from roadmap.services.entries import TEXTS
from roadmap.services.moving import DATES


class RoadmapForm(forms.Form):
    """What a roadmap is called, what it is for, who may read it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One sentence for its readers; it stands on top of every shared page."),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=Roadmap.Visibility.choices,
        initial=Roadmap.Visibility.WORKSPACE,
        widget=forms.RadioSelect,
    )
    readers_see = forms.ChoiceField(
        label=gettext_lazy("Readers see"),
        choices=ReadersSee.choices,
        initial=ReadersSee.LIVE,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Readers are members who do not read the backlog. Share links say it each for itself."
        ),
    )
    lanes_from = forms.ChoiceField(
        label=gettext_lazy("Lanes"),
        choices=[("", gettext_lazy("Its own")), *LaneSource.choices],
        required=False,
        help_text=gettext_lazy("From a field, a bar moved to another lane changes the item."),
    )
    grouped_by = forms.ChoiceField(
        label=gettext_lazy("Grouped by"),
        choices=[("", gettext_lazy("Nothing")), *LaneSource.choices],
        required=False,
    )
    query = forms.CharField(
        label=gettext_lazy("Items join by"),
        max_length=LONGEST_QUERY,
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": "kind:initiative,epic label:customers",
                "autocomplete": "off",
                "spellcheck": "false",
                "data-search": "",
            }
        ),
        help_text=gettext_lazy(
            "What this query finds is on the roadmap, and leaves when it no longer fits. What is added or taken off by hand stays so."
        ),
    )
    joined_lane = forms.ModelChoiceField(
        label=gettext_lazy("Into the lane"),
        queryset=Lane.objects.none(),
        required=False,
        empty_label=gettext_lazy("No lane"),
    )

    def __init__(
        self, *args: Any, roadmap: Roadmap | None = None, mistake: QueryError | None = None, **kwargs: Any
    ) -> None:
        """`mistake` is what has become wrong with the query since it was saved."""
        super().__init__(*args, **kwargs)
        if mistake:
            self.errors["query"] = self.error_class([str(mistake)])
        lanes: Any = self.fields["joined_lane"]
        if roadmap is None or roadmap.lanes_from:
            del self.fields["joined_lane"]
        else:
            lanes.queryset = roadmap.lanes.all()

    def values(self) -> dict[str, Any]:
        """What was said, by the field of the roadmap."""
        found = dict(self.cleaned_data)
        if not found["readers_see"]:
            del found["readers_see"]
        if "joined_lane" in found:
            lane = found.pop("joined_lane")
            found["joined_lane_id"] = lane.pk if lane else None
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("grouped_by") and cleaned["grouped_by"] == cleaned.get("lanes_from"):
            self.add_error("grouped_by", _("Group by something else than what the lanes are."))
        return cleaned


class LaneForm(forms.Form):
    """A lane's name and the line under it."""

    name = forms.CharField(max_length=80)
    note = forms.CharField(max_length=200, required=False)


class MilestoneForm(forms.Form):
    """A milestone's name and day, and under `from_` what the person saw there."""

    name = forms.CharField(max_length=80)
    on = forms.DateField()
    from_name = forms.CharField(required=False)
    from_on = forms.DateField(required=False)

    def values(self) -> dict[str, Any]:
        """The new values, by field."""
        return {name: self.cleaned_data[name] for name in ("name", "on") if name in self.cleaned_data}

    def seen(self) -> dict[str, Any]:
        """What the person saw, where the browser told it."""
        told = {name: self.cleaned_data[f"from_{name}"] for name in self.values()}
        return {name: value for name, value in told.items() if value}


class DayForm(MilestoneForm):
    """The day a flag was dragged to, and the one it was taken from."""

    name = None  # type: ignore[assignment]  # how Django takes a field of the base away
    from_name = None  # type: ignore[assignment]


class PublishForm(forms.Form):
    """What readers should know of this edition."""

    note = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Readers see it above the list of changes."),
    )


class AddForm(forms.Form):
    """What to put on a roadmap: items that exist, and perhaps a new one."""

    items = forms.TypedMultipleChoiceField(required=False, coerce=str)
    title = forms.CharField(label=gettext_lazy("New item"), max_length=300, required=False)
    product = forms.ModelChoiceField(
        label=gettext_lazy("Product"), queryset=Product.objects.none(), required=False, empty_label=None
    )
    lane = forms.ModelChoiceField(
        label=gettext_lazy("Lane"),
        queryset=Lane.objects.none(),
        required=False,
        empty_label=gettext_lazy("No lane"),
    )
    horizon = forms.ChoiceField(label=gettext_lazy("Horizon"))

    def __init__(self, *args: Any, roadmap: Roadmap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        horizons: Any = self.fields["horizon"]
        horizons.choices = [*roadmap.horizon_names().items()]
        self.initial["horizon"] = horizons.choices[-1][0]
        products: Any = self.fields["product"]
        products.queryset = Product.objects.filter(
            workspace_id=roadmap.workspace_id, archived_at=None
        ).order_by("name")
        lanes: Any = self.fields["lane"]
        lanes.queryset = roadmap.lanes.all()
        items: Any = self.fields["items"]
        items.valid_value = lambda _value: True  # the view looks them up in the workspace
        if not self.is_bound:
            self.initial["lane"] = roadmap.lanes.first()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("items") and not cleaned.get("title"):
            raise ValidationError(_("Choose at least one item, or type the title of a new one."))
        if cleaned.get("title") and not cleaned.get("product"):
            self.add_error("product", _("Say which product the new item belongs to."))
        return cleaned


class EntryForm(forms.Form):
    """An entry in its panel. `may_plan` opens what the roadmap owns, `may_date` the item's dates."""

    public_title = forms.CharField(label=gettext_lazy("Public title"), max_length=300, required=False)
    public_note = forms.CharField(
        label=gettext_lazy("Public note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lane = forms.ModelChoiceField(
        label=gettext_lazy("Lane"),
        queryset=Lane.objects.none(),
        required=False,
        empty_label=gettext_lazy("No lane"),
    )
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

    def __init__(self, data: Any = None, *, entry: Entry, may_plan: bool, may_date: bool) -> None:
        self.now = {
            "public_title": entry.public_title,
            "public_note": entry.public_note,
            "lane": str(entry.lane_id or ""),
            "horizon": entry.horizon,
            "confidence": entry.confidence,
            "start": _period(entry.item.start_on, entry.item.start_precision),
            "due": _period(entry.item.due_on, entry.item.due_precision),
        }
        told = {name: data[f"from_{name}"] for name in self.now if data and f"from_{name}" in data}
        super().__init__(data, initial={**self.now, **told})
        self.lanes = {str(lane.pk): lane for lane in entry.roadmap.lanes.all()}
        lanes: Any = self.fields["lane"]
        lanes.queryset = entry.roadmap.lanes.all()
        horizons: Any = self.fields["horizon"]
        horizons.choices = [*entry.roadmap.horizon_names().items()]
        if entry.roadmap.lanes_from:
            del self.fields["lane"]
        self.fields["public_title"].widget.attrs["placeholder"] = entry.item.title
        for name, form_field in self.fields.items():
            form_field.disabled = not (may_date if name in ("start", "due") else may_plan)

    def clean_start(self) -> tuple[Any, Precision]:
        return _parsed(self.cleaned_data["start"], "start")

    def clean_due(self) -> tuple[Any, Precision]:
        return _parsed(self.cleaned_data["due"], "due")

    def texts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Title, note and confidence where the person changed them, and what they saw there."""
        names = [name for name in TEXTS if name in self.changed_data]
        return {name: self.cleaned_data[name] for name in names}, {name: self.initial[name] for name in names}

    def move(self) -> "Move":
        """Lane, horizon and dates where the person changed them, and what they saw there."""
        names = [name for name in ("lane", "horizon") if name in self.changed_data]
        fields: dict[str, Any] = {name: self.cleaned_data[name] for name in names}
        seen: dict[str, Any] = {name: self.initial[name] for name in names}
        if "lane" in seen:
            seen["lane"] = self.lanes.get(seen["lane"])
        for end in ("start", "due"):
            if end in self.changed_data:
                fields |= _end(end, self.cleaned_data[end])
                seen |= _end(end, _parsed(self.initial[end], end))
        return Move(fields, seen)


@dataclass(frozen=True, slots=True)
class Move:
    """A drag as the browser told it, ready for `move_entry`."""

    fields: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    after: Entry | None = None
    to: str = ""


class MoveForm(forms.Form):
    """What `tl-timeline` and `tl-horizons` send: new values, and under `from_` those the person saw."""

    start_on = forms.DateField(required=False)
    start_precision = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Precision], required=False
    )
    due_on = forms.DateField(required=False)
    due_precision = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Precision], required=False
    )
    horizon = forms.CharField(max_length=5, required=False)

    def move(self, roadmap: Roadmap) -> Move:
        """The move, of the fields that were sent. Raises ValidationError for a lane or entry of another roadmap."""
        names = [name for name in (*DATES, "horizon") if name in self.data]
        fields = {name: self.cleaned_data[name] for name in names}
        seen = _values(self.data, "from_", fields)
        places = Places(roadmap)
        if "lane" in self.data:
            fields |= places.fields(self.data["lane"])
        if "from_lane" in self.data:
            seen |= places.fields(self.data["from_lane"])
        if "after" not in self.data:
            return Move(fields, seen)
        if not self.data["after"]:
            return Move(fields, seen, to="top")
        above = {str(pk): pk for pk in roadmap.entries.values_list("pk", flat=True)}
        return Move(fields, seen, after=Entry(pk=_one_of(above, self.data["after"]), roadmap=roadmap))


def _values(data: Mapping[str, str], prefix: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the person saw in these fields, where the browser told it."""
    told = {name: data[prefix + name] for name in fields if prefix + name in data}
    dates = forms.DateField(required=False)
    return {name: dates.clean(text) if name.endswith("_on") else text for name, text in told.items()}


def _one_of(rows: Mapping[str, Any], pk: str) -> Any:
    if pk and pk not in rows:
        raise ValidationError(_("It is no longer on this roadmap. Reload the page."))
    return rows.get(pk)


def _period(day: Any, precision: str) -> str:
    return period_text(day, Precision(precision)) if day else ""


def _parsed(text: str, end: Any) -> tuple[Any, Precision]:
    try:
        return parse_period(text, end)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _end(end: str, period: tuple[Any, Precision]) -> dict[str, Any]:
    return {f"{end}_on": period[0], f"{end}_precision": period[1].value}
