"""People who sign in."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Member, User
from accounts.permissions import Via
from accounts.services.checks import (
    check_fields,
    check_language,
    check_password,
    check_timezone,
    checked_email,
    differences,
    unique,
)
from activity.services import record


@transaction.atomic
def create_user(*, email: str, name: str, password: str, timezone: str = "UTC", language: str = "en") -> User:
    """A user whose address is known to be theirs. Raises ValidationError by field."""
    check_timezone(timezone)
    check_language(language)
    user = User(email=checked_email(email), name=name.strip(), timezone=timezone, language=language)
    check_password(password, user)
    user.set_password(password)
    check_fields(user)
    with unique("email", _("There is an account with this address already.")):
        user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def update_profile(user: User, *, name: str, timezone: str, language: str, via: Via = Via.HTML) -> User:
    """Change one's own name, time zone and language; a new name shows in every workspace. Raises ValidationError."""
    check_timezone(timezone)
    check_language(language)
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    changes = differences(row, {"name": name.strip(), "timezone": timezone, "language": language})
    if not changes:
        return row
    check_fields(row)
    row.save(update_fields=list(changes))
    if "name" in changes:
        _rename_members(row, changes["name"], via)
    return row


def _rename_members(user: User, change: list[Any], via: Via) -> None:
    """The name as members of workspaces. Each has its own event, in its own workspace."""
    for member in Member.objects.active().filter(user=user).select_for_update(no_key=True).order_by("pk"):
        before, member.name = member.name, user.name
        Member.objects.filter(pk=member.pk).update(name=user.name, version=F("version") + 1)
        record("member.updated", member, by=member.actor(via=via), changes={"name": [before, change[1]]})
