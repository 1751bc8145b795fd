"""Checks that several services share."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role


@cache
def zones() -> frozenset[str]:
    """Every time zone name that Python knows here, but for the machine's own, which PostgreSQL does not."""
    return frozenset(available_timezones()) - {"localtime"}


def check_fields(obj: models.Model) -> None:
    """Raise ValidationError by field for what the columns do not allow. No query: what must be unique, and what other
    rows must exist, the database judges.
    """
    exclude = {
        field.name
        for field in obj._meta.concrete_fields
        if field.is_relation or (field.null and getattr(obj, field.attname) is None)
    }
    obj.clean_fields(exclude=exclude)


def check_timezone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone such as Europe/Berlin."""
    if name not in zones():
        raise ValidationError({"timezone": _("“%(name)s” is not a time zone.") % {"name": name}})


def check_language(code: str) -> None:
    """Raise ValidationError unless the product speaks the language."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("This language is not available.")})


def check_role(role: str) -> None:
    """Raise ValidationError for an unknown role."""
    if role not in Role.values:
        raise ValidationError({"role": _("There is no such role.")})


def checked_email(email: str) -> str:
    """The address in the form it is stored, lower case. Raises ValidationError."""
    cleaned = email.strip().lower()
    try:
        validate_email(cleaned)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error
    return cleaned


def check_password(password: str, user: User) -> None:
    """Raise ValidationError for a password that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


@contextmanager
def unique(field: str, message: str) -> Iterator[None]:
    """Turn the database's refusal of a second row into a ValidationError of `field`; holds under concurrency."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError({field: message}) from error


def differences(obj: Any, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Field → [before, after] of those `values` that `obj` does not have already; sets them on `obj`."""
    changes = {}
    for name, value in values.items():
        before = getattr(obj, name)
        if before != value:
            changes[name] = [before, value]
            setattr(obj, name, value)
    return changes
