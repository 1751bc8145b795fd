"""The public changelog: releases come onto it one by one, and it is open or closed as a whole.

Events: `release.published`, `release.unpublished`; `changelog.opened`, `changelog.closed`.
"""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from core.errors import Conflict, check_version
from roadmap.models import Changelog, Release
from roadmap.services.releases import locked, put_moment


@transaction.atomic
def publish_release(release: Release, *, by: Actor, expected_version: int | None = None) -> Release:
    """Put its notes onto the changelog, where they stand as they are from now on. Twice is once.

    Raises ValidationError without notes, Conflict for one that is not out yet, PermissionDenied, OutOfDate. Cost: 3
    statements.
    """
    release = locked(release, by=by)
    check_version(release, expected_version, name=release.name)
    if release.published_at is not None:
        return release
    if release.released_at is None:
        raise Conflict(_("It is not out yet. Mark it as released first."))
    if not release.notes:
        raise ValidationError({"notes": _("Write what is new first.")})
    return put_moment(release, "published_at", timezone.now(), "release.published", by)


@transaction.atomic
def unpublish_release(release: Release, *, by: Actor, expected_version: int | None = None) -> Release:
    """Take it off the changelog. Twice is once. Raises PermissionDenied, OutOfDate. Cost: 3 statements."""
    release = locked(release, by=by)
    check_version(release, expected_version, name=release.name)
    if release.published_at is None:
        return release
    return put_moment(release, "published_at", None, "release.unpublished", by)


@transaction.atomic
def set_changelog(
    workspace_id: UUID, *, by: Actor, is_open: bool, expected_version: int | None = None
) -> Changelog:
    """Let anybody read what is on it, or nobody. Twice is once. Raises PermissionDenied, OutOfDate. Cost: 4 statements."""
    require(by, Right.MANAGE_PLANS)
    Changelog.objects.bulk_create([Changelog(workspace_id=workspace_id)], ignore_conflicts=True)
    row = Changelog.objects.select_for_update(no_key=True).get(workspace_id=workspace_id)
    check_version(row, expected_version, name=str(row))
    if row.is_open is is_open:
        return row
    row.is_open = is_open
    row.version += 1
    row.save(update_fields=["is_open", "version", "updated_at"])
    verb = "changelog.opened" if is_open else "changelog.closed"
    record(verb, row, by=by, changes={"is_open": [not is_open, is_open]})
    return row
