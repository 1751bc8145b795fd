"""The HTML door's forms of goals."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Member
from roadmap.models import Confidence, Objective
from roadmap.models.objectives import LEAST_WEIGHT, MOST_WEIGHT, USUAL_WEIGHT
from roadmap.objective_queries import outline
from roadmap.progress import Goal
from roadmap.seen_form import SeenForm
from roadmap.services.objective_tree import MOST_LEVELS

INDENT = "\u2003"


class ObjectiveForm(SeenForm):
    """What is to be reached, by whom, until when, and how much it matters."""

    edited = ("name", "description", "parent", "owner", "start_on", "end_on", "weight", "state")

    name = forms.CharField(
        label=gettext_lazy("Objective"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = forms.TypedChoiceField(
        label=gettext_lazy("Below"), coerce=UUID, empty_value=None, required=False
    )
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=UUID, empty_value=None, required=False)
    start_on = forms.DateField(
        label=gettext_lazy("Start"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    end_on = forms.DateField(
        label=gettext_lazy("End"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=LEAST_WEIGHT,
        max_value=MOST_WEIGHT,
        initial=USUAL_WEIGHT,
        help_text=gettext_lazy("How much it matters, 1 to 10. In formulas: objective_weight."),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=Objective.State.choices, initial=Objective.State.OPEN
    )

    def __init__(self, data: Any = None, *, workspace_id: UUID, row: Any = None, **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        parent: Any = self.fields["parent"]
        parent.choices = [("", gettext_lazy("None (at the top)")), *_parents(workspace_id, row)]
        owner: Any = self.fields["owner"]
        owner.choices = owners(workspace_id, row)
        if row is None:
            del self.fields["state"]


class KeyResultForm(SeenForm):
    """A number on its way from a start to a target."""

    edited = ("name", "start", "target", "unit", "owner", "due_on")

    name = forms.CharField(
        label=gettext_lazy("Key result"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    start = forms.DecimalField(label=gettext_lazy("Start"), max_digits=18, decimal_places=6)
    target = forms.DecimalField(label=gettext_lazy("Target"), max_digits=18, decimal_places=6)
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "%", "autocomplete": "off"}),
    )
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=UUID, empty_value=None, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Due"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, workspace_id: UUID, row: Any = None, **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = owners(workspace_id, row)


class ContributionForm(SeenForm):
    """What an item does for the objective that it serves."""

    edited = ("note",)

    note = forms.CharField(
        label=gettext_lazy("What it contributes"),
        max_length=300,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autofocus": True,
                "placeholder": gettext_lazy("Takes the longest step out of paying"),
            }
        ),
    )


class CheckInForm(forms.Form):
    """Where a key result stands now."""

    value = forms.DecimalField(
        label=gettext_lazy("Now"),
        max_digits=18,
        decimal_places=6,
        widget=forms.NumberInput(attrs={"step": "any", "autofocus": True}),
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("Confidence"),
        choices=Confidence.choices,
        initial=Confidence.ON_TRACK,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def owners(workspace_id: UUID, row: Any) -> list[tuple[Any, Any]]:
    """Who can own a goal or a step of a launch: the active members by name, and its owner of today. One statement, two with an owner."""
    members: list[Any] = list(
        Member.objects.active().filter(workspace=workspace_id).order_by("name").values_list("pk", "name")
    )
    if row is not None and row.owner is not None and row.owner_id not in dict(members):
        members.append((row.owner_id, row.owner.name))
    return [("", gettext_lazy("Nobody")), *members]


def _parents(workspace_id: UUID, row: Objective | None) -> list[tuple[UUID, str]]:
    """What an objective can stand below, indented by level: neither itself nor what is below it. One statement."""

    def under(goals: Sequence[Goal]) -> list[tuple[UUID, str]]:
        return [
            pair
            for goal in goals
            if goal.objective != row and goal.level < MOST_LEVELS
            for pair in [
                (goal.objective.pk, INDENT * (goal.level - 1) + goal.objective.name),
                *under(goal.children),
            ]
        ]

    return under(outline(workspace_id))
