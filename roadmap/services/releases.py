"""Releases as a whole: plan one, name and date it, say that it is out, delete it and bring it back.

A release is one product's, whose changelog will tell of it and in which its name is unique; what is shipped with it may
come from any product of the workspace, since a launch seldom ends at a product's border. What has been released can
still be put right: an item that shipped with it may be found later.

Events: `release.created`, `release.updated`, `release.released`, `release.unreleased`, `release.deleted`,
`release.restored`; `release_items`, `launch_steps` and `changelog` name their own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import changes_to, plain_changes
from activity.services import record, record_many
from backlog.models import Product
from core.errors import Conflict, check_version
from core.periods import out_of_reach
from roadmap.models import Release, ReleaseItem
from roadmap.services.launch_days import move_along, plan_along
from roadmap.services.launch_templates import begin
from roadmap.services.release_items import ONLY, about

EDITABLE = ("name", "date", "notes")


@transaction.atomic
def create_release(
    product: Product, *, by: Actor, name: str, date: date | None = None, notes: str = ""
) -> Release:
    """A release of the product that holds nothing yet, with the steps of its launch template; `date` is the day it is
    planned for.

    Raises ValidationError by field, PermissionDenied. Cost: 3 statements, 5 with a template.
    """
    require(by, Right.MANAGE_PLANS)
    release = Release(
        workspace_id=product.workspace_id,
        product=product,
        name=" ".join(name.split()),
        date=date,
        notes=lines(notes),
    )
    _write(release)
    record("release.created", release, by=by, data=about(release))
    begin(release, by=by)
    return release


@transaction.atomic
def update_release(
    release: Release,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
    move_steps: bool = False,
) -> Release:
    """Change any of EDITABLE; returns the release as it is now. Nothing changed: nothing is written.

    `seen` holds what the person saw: where someone else has changed such a field since, OutOfDate carries the current
    release. With `move_steps` the open steps of its launch checklist go along with its date (`launch_days.plan_along`), in the
    same act. Raises ValidationError by field, PermissionDenied. Cost: 3 statements, 3 more with steps.
    """
    release = locked(release, by=by)
    check_version(release, expected_version, name=release.name)
    wanted = {name: _cleaned(name, fields[name]) for name in EDITABLE if name in fields}
    changes = changes_to(release, wanted, seen)
    if not changes:
        return release
    along = plan_along(release, wanted.get("date")) if move_steps and "date" in changes else []
    for name, (_before, after) in changes.items():
        setattr(release, name, after)
    if release.published_at and not release.notes:
        raise ValidationError({"notes": _("It is on the changelog. Take it off there first.")})
    _write(release, list(changes))
    record("release.updated", release, by=by, changes=plain_changes(changes), data=about(release))
    move_along(release, along, by=by)
    return release


@transaction.atomic
def mark_released(
    release: Release, *, by: Actor, at: datetime | None = None, expected_version: int | None = None
) -> Release:
    """Say that it is out, `at` (now) a moment. Twice is once. Raises PermissionDenied, OutOfDate. Cost: 3 statements."""
    release = locked(release, by=by)
    check_version(release, expected_version, name=release.name)
    if release.released_at is not None:
        return release
    return put_moment(release, "released_at", at or timezone.now(), "release.released", by)


@transaction.atomic
def mark_unreleased(release: Release, *, by: Actor, expected_version: int | None = None) -> Release:
    """Say that it is not out after all. Twice is once.

    Raises Conflict for one that stands on the changelog, PermissionDenied, OutOfDate. Cost: 3 statements.
    """
    release = locked(release, by=by)
    check_version(release, expected_version, name=release.name)
    if release.published_at is not None:
        raise Conflict(_("It is on the changelog. Take it off there first."))
    if release.released_at is None:
        return release
    return put_moment(release, "released_at", None, "release.unreleased", by)


@transaction.atomic
def delete_release(release: Release, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide the release; its items stay in their backlogs and are in no release any more. Undo brings all of it back.

    Raises PermissionDenied, OutOfDate. Cost: 6 statements, whatever the number of items.
    """
    release = locked(release, by=by)
    check_version(release, expected_version, name=release.name)
    gone = ONLY.out(ReleaseItem.objects.filter(release=release))
    release.deleted_at = timezone.now()
    _write(release, ["deleted_at"])
    record_many(gone, by=by)
    record("release.deleted", release, by=by, data=about(release))


@transaction.atomic
def restore_release(release: Release, *, by: Actor) -> Release:
    """Bring a deleted release back, without items. Raises ValidationError where its name has been given away since."""
    require(by, Right.MANAGE_PLANS)
    rows = Release.all_objects.select_related("product").select_for_update(of=("self",), no_key=True)
    release = rows.get(pk=release.pk, workspace_id=by.workspace_id)
    if release.deleted_at is None:
        raise Conflict(_("It is there again already."))
    release.deleted_at = None
    _write(release, ["deleted_at"])
    record("release.restored", release, by=by, data=about(release))
    return release


def locked(release: Release, *, by: Actor) -> Release:
    """The release as it is now with its product, held until commit, for one who may manage releases."""
    require(by, Right.MANAGE_PLANS)
    rows = Release.objects.select_related("product").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=release.pk, workspace_id=by.workspace_id)


def put_moment(release: Release, field: str, at: datetime | None, verb: str, by: Actor) -> Release:
    """Note in a held release when something was done to it, None: not at all. Two statements."""
    changes = {field: [getattr(release, field), at]}
    setattr(release, field, at)
    _write(release, [field])
    record(verb, release, by=by, changes=plain_changes(changes), data=about(release))
    return release


def _write(release: Release, fields: list[str] | None = None) -> None:
    """Check and save these fields with the next version; without any the row is new."""
    release.clean_fields(exclude=["workspace", "product"])
    if release.date and (problem := out_of_reach(release.date)):
        raise ValidationError({"date": problem})
    release.version += 1 if fields else 0
    try:
        with transaction.atomic():
            release.save(
                force_insert=not fields, update_fields=[*fields, "version", "updated_at"] if fields else None
            )
    except IntegrityError as error:
        if "release_name_once" not in str(error):
            raise
        words = {"product": release.product.name}
        said = _("%(product)s has a release of that name already.") % words
        raise ValidationError({"name": said}) from error


def _cleaned(name: str, value: Any) -> Any:
    if name == "notes":
        return lines(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def lines(text: str) -> str:
    """Notes as they are kept: what a browser ends lines with, and space around them, left out."""
    return text.replace("\r\n", "\n").strip()
