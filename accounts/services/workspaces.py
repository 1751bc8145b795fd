"""Workspaces, and the one-time set-up of an empty installation."""

import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Member, SetUpCode, User, Workspace
from accounts.permissions import Right, Role, Via, require
from accounts.queries import owns_a_workspace
from accounts.services.checks import check_fields, check_timezone, differences
from accounts.services.users import create_user
from activity.actors import Actor
from activity.services import record
from core.db import set_tenant
from core.errors import Conflict

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that are mistaken for each other


@transaction.atomic
def create_workspace(user: User, *, name: str, timezone: str = "UTC", via: Via = Via.HTML) -> Member:
    """A further workspace with `user` as its owner; returns that member. The address is made from the name.

    Whoever owns a workspace here may: an installation is its owners' house, and who was invited into it as a guest
    makes no rooms. Raises PermissionDenied, ValidationError by field. Leaves the transaction's tenant set to the new
    workspace.
    """
    if not owns_a_workspace(user):
        raise PermissionDenied(_("Only an owner of a workspace may make another one."))
    return _create(user, name=name, timezone=timezone, via=via)


def _create(user: User, *, name: str, timezone: str, via: Via = Via.HTML) -> Member:
    check_timezone(timezone)
    workspace = Workspace(name=name.strip(), slug=_free_slug(name), timezone=timezone)
    check_fields(workspace)
    workspace.save(force_insert=True)
    set_tenant(workspace.pk)
    member = Member.objects.create(
        workspace=workspace, user=user, name=user.name, email=user.email, role=Role.OWNER
    )
    record("workspace.created", workspace, by=member.actor(via=via))
    return member


def _free_slug(name: str) -> str:
    """The name as an address; a number is added while another workspace has it."""
    wanted = slugify(name)[:34].strip("-") or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@transaction.atomic
def update_workspace(
    workspace: Workspace, *, by: Actor, name: str, timezone: str, estimate_unit: str
) -> Workspace:
    """Change the name, the time zone and the unit of estimates. Raises ValidationError by field."""
    require(by, Right.MANAGE_WORKSPACE)
    check_timezone(timezone)
    row = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    values = {"name": name.strip(), "timezone": timezone, "estimate_unit": estimate_unit}
    changes = differences(row, values)
    if not changes:
        return row
    row.version += 1
    check_fields(row)
    row.save(update_fields=[*changes, "version"])
    record("workspace.updated", row, by=by, changes=changes)
    return row


def set_up_code() -> str:
    """The code that the set-up page asks for; made at the first call. Empty once somebody has an account."""
    if User.objects.exists():
        return ""
    code = "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(3))
    row, _created = SetUpCode.objects.get_or_create(pk=1, defaults={"code": code})
    return row.code


@transaction.atomic
def set_up(
    *,
    code: str,
    email: str,
    name: str,
    password: str,
    workspace_name: str,
    timezone: str = "UTC",
    language: str = "en",
) -> Member:
    """The first user with the first workspace; returns its owner. Works once.

    Raises ValidationError by field (a wrong `code` too) and Conflict where somebody has an account already.
    """
    row = SetUpCode.objects.select_for_update().first()
    if row is None or User.objects.exists():
        raise Conflict(_("Throughline is set up already; sign in instead."))
    if not constant_time_compare(row.code, "-".join(code.upper().replace("-", " ").split())):
        raise ValidationError({"code": _("This is not the code that the terminal shows.")})
    user = create_user(email=email, name=name, password=password, timezone=timezone, language=language)
    member = _create(user, name=workspace_name, timezone=timezone)
    row.delete()
    return member
