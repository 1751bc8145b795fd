"""The HTML door's forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Team
from sprints.models import Sprint, SprintState
from sprints.services.closing import Choice


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class SprintForm(forms.Form):
    """What a sprint is called, what it is for, and when it is."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    goal = forms.CharField(
        label=gettext_lazy("Goal"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What will be true when it is over, in one sentence."),
    )
    start_on = _day(gettext_lazy("First day"))
    end_on = _day(gettext_lazy("Last day"))


class NewSprintForm(SprintForm):
    """The same, for one of the product's teams."""

    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"), empty_label=None)
    field_order = ["team", "name", "goal", "start_on", "end_on"]

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["team"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = teams
        self.fields["name"].widget.attrs["autofocus"] = True
        if len(teams) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = teams[0].pk


class CapacityForm(forms.Form):
    """A member's days off and focus factor in a sprint."""

    member = forms.UUIDField()
    days_off = forms.DecimalField(max_digits=4, decimal_places=1, min_value=0, required=False)
    focus_percent = forms.IntegerField(min_value=0, max_value=100, required=False)


class CloseForm(forms.Form):
    """Where the rest of a sprint goes: each item's choice is a field `item-<id>`. Without a planned sprint one is made."""

    into = forms.ModelChoiceField(Sprint.objects.none(), empty_label=None)

    def __init__(self, *args: Any, sprint: Sprint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Sprint.objects.filter(team_id=sprint.team_id, state=SprintState.PLANNED).order_by(
            "start_on"
        )
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset, into.initial = planned, planned.first()
        into.required = into.initial is not None and self.is_bound and "into" in self.data


CHOICES = Choice.choices
