"""The HTML door's forms of releases."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from backlog.models import Product
from roadmap.objective_forms import owners
from roadmap.seen_form import SeenForm
from roadmap.services.launch_steps import EDITABLE as OF_A_STEP
from roadmap.services.releases import lines


class ReleaseForm(SeenForm):
    """What a release is called and when it is planned for."""

    edited = ("name", "date")

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


class ReleaseSettingsForm(ReleaseForm):
    """The same of one that is there, and whether its launch checklist goes along with its day."""

    move_steps = forms.BooleanField(
        label=gettext_lazy("Move the open steps of its launch checklist along with the date"),
        required=False,
        initial=True,
    )

    def day(self, text: str) -> date | None:
        """The day that somebody has typed into it, None where it is none."""
        try:
            found = self.fields["date"].clean(text)
        except forms.ValidationError:
            return None
        return found if isinstance(found, date) else None


class NotesForm(SeenForm):
    """What is new in it, in Markdown."""

    edited = ("notes",)

    notes = forms.CharField(label=gettext_lazy("Notes"), max_length=20_000, required=False, strip=False)

    def saw(self) -> dict[str, Any]:
        return {name: lines(text) for name, text in super().saw().items()}


class StepForm(SeenForm):
    """A step of a launch checklist."""

    edited = OF_A_STEP

    text = forms.CharField(
        label=gettext_lazy("Step"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=UUID, empty_value=None, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Due"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The owner is reminded 7, 3 and 1 days ahead, and on the day."),
    )

    def __init__(self, data: Any = None, *, workspace_id: UUID, row: Any = None, **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = owners(workspace_id, row)


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
