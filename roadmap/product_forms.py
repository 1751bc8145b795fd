"""The HTML door's forms of a product's page."""

from django import forms
from django.utils.translation import gettext_lazy

from core.forms import Lines
from roadmap.seen_form import SeenForm


class PrincipleForm(SeenForm):
    """What decides where two good things stand against each other."""

    edited = ("name", "text")

    name = forms.CharField(
        label=gettext_lazy("Principle"),
        max_length=160,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autofocus": True,
                "placeholder": gettext_lazy("Correct before fast"),
            }
        ),
    )
    text = Lines(
        label=gettext_lazy("What it means"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("When two good things are in each other's way: which one wins, and why."),
    )
