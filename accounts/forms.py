"""What people fill in about themselves, their workspace and its people. The rules are the services'."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, Token, Workspace
from accounts.permissions import Role
from accounts.services.checks import zones
from core.periods import LAST_YEAR

T = TypeVar("T")


class ServiceForm(forms.Form):
    """A form whose fields are the arguments of one service."""

    def send(self, service: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """Call the service with the form's values; None with the errors shown where form or service refuses."""
        if not self.is_valid():
            return None
        try:
            return service(*args, **self.cleaned_data, **kwargs)
        except ValidationError as error:
            for name, messages in error.update_error_dict({}).items():
                self.add_error(name if name in self.fields else None, messages)
            return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the body of a POST, nothing otherwise."""
    return request.POST if request.method == "POST" else None


@cache
def zone_choices() -> list[tuple[str, str]]:
    """The time zones people live in, and UTC."""
    places = sorted(zone for zone in zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


def _zone() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), choices=zone_choices, initial="UTC")


def _name() -> forms.CharField:
    attrs = {"autocomplete": "name"}
    return forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs=attrs))


def _new_password() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Ten characters or more."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SetUpForm(ServiceForm):
    code = forms.CharField(
        label=_("Code from the terminal"),
        max_length=20,
        help_text=_("It stands where Throughline was started."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    workspace_name = forms.CharField(label=_("Name of the workspace"), max_length=80)
    name = _name()
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = _new_password()
    timezone = _zone()


class AcceptForm(ServiceForm):
    """Who comes by invitation and has no account yet."""

    name = _name()
    password = _new_password()
    timezone_name = _zone()


class WorkspaceForm(ServiceForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    timezone = _zone()
    estimate_unit = forms.ChoiceField(label=_("Estimates are in"), choices=Workspace.EstimateUnit.choices)


class NewWorkspaceForm(ServiceForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    timezone = _zone()


class InviteForm(ServiceForm):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.CONTRIBUTOR)


class TeamForm(ServiceForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    capacity = forms.DecimalField(
        label=_("Capacity"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=1,
        help_text=Team._meta.get_field("capacity").help_text,
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Member.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people  # type: ignore[attr-defined]


class ProfileForm(ServiceForm):
    name = _name()
    timezone = _zone()
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class TokenForm(ServiceForm):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    scope = forms.ChoiceField(label=_("May"), choices=Token.Scope.choices, initial=Token.Scope.READ)
    expires_at = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_expires_at(self) -> datetime | None:
        """The end of the chosen day in the person's time zone."""
        day = self.cleaned_data["expires_at"]
        if day and day.year > LAST_YEAR:
            raise ValidationError(_("Choose a day before %(year)d.") % {"year": LAST_YEAR + 1})
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None


class RoleForm(ServiceForm):
    role = forms.ChoiceField(choices=Role.choices)
