"""Themes as a whole: begin one, describe it, put it in its place, merge, delete and bring it back.

Events: `theme.created`, `theme.updated`, `theme.moved`, `theme.merged`, `theme.deleted`, `theme.restored`; `theme_items` and
`theme_targets` name their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import changes_to, plain_changes
from activity.services import record, record_many
from core.errors import Conflict, check_version
from roadmap.models import Theme, ThemeItem
from roadmap.services import places
from roadmap.services.theme_items import ONLY, about
from roadmap.services.theme_targets import cleared_targets, merged_targets

EDITABLE = ("name", "description", "hue")
MOST_THEMES = 60
MOST_TEXT = 10_000
HUES = (7, 4, 9, 3, 6, 10, 5, 8, 2, 11)  # far apart at first, as `colouring.HUES`


@transaction.atomic
def create_theme(workspace: Workspace, *, by: Actor, name: str, **fields: Any) -> Theme:
    """A theme below the others; `fields` are any of EDITABLE. Without a `hue` it gets one that few have.

    Raises ValidationError by field, PermissionDenied. Cost: 3 statements.
    """
    require(by, Right.MANAGE_PLANS)
    order = held_themes(by)
    if len(order) >= MOST_THEMES:
        raise ValidationError(_("A workspace has at most %(most)d themes.") % {"most": MOST_THEMES})
    wanted = _cleaned({"hue": HUES[len(order) % len(HUES)], **fields, "name": name})
    position = order[-1].position + 1 if order else 0
    theme = Theme(workspace=workspace, position=position, **wanted)
    _write(theme)
    record("theme.created", theme, by=by, data=about(theme))
    return theme


@transaction.atomic
def update_theme(
    theme: Theme,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Theme:
    """Change any of EDITABLE; returns the theme as it is now. Nothing changed: nothing is written.

    `seen` holds what the person saw: where someone else has changed such a field since, OutOfDate carries the current
    theme. Raises ValidationError by field, PermissionDenied. Cost: 3 statements.
    """
    theme = locked(theme, by=by)
    check_version(theme, expected_version, name=theme.name)
    changes = changes_to(theme, _cleaned(fields), _cleaned(seen or {}))
    if not changes:
        return theme
    for name, (_before, after) in changes.items():
        setattr(theme, name, after)
    _write(theme, list(changes))
    record("theme.updated", theme, by=by, changes=plain_changes(changes), data=about(theme))
    return theme


@transaction.atomic
def move_theme(
    theme: Theme,
    *,
    by: Actor,
    before: Theme | None = None,
    after: Theme | None = None,
    to: str = "top",
    expected_version: int | None = None,
) -> Theme:
    """Put it directly before or after another one; with neither, on `to`: "top" or "bottom".

    Its version stays. Already there: nothing is written. Raises ValidationError, PermissionDenied, OutOfDate. Cost: 3
    statements.
    """
    require(by, Right.MANAGE_PLANS)
    now = held_themes(by)
    theme = _among(now, theme)
    check_version(theme, expected_version, name=theme.name)
    rest = [row for row in now if row.pk != theme.pk]
    at = len(rest) if to == "bottom" else _place(rest, before, after)
    order = [*rest[:at], theme, *rest[at:]]
    if order == now:
        return theme
    moved = [above_in(now, theme), above_in(order, theme)]
    for position, row in enumerate(order):
        row.position = position
    Theme.objects.bulk_update(order, ["position"])
    record("theme.moved", theme, by=by, changes={"after": moved}, data=about(theme))
    return theme


@transaction.atomic
def step_theme(theme: Theme, step: int, *, by: Actor) -> Theme:
    """Put it one place down (1) or up (-1); at the end nothing is written. As `move_theme`."""
    require(by, Right.MANAGE_PLANS)
    order = held_themes(by)
    at = order.index(_among(order, theme)) + step
    if not 0 <= at < len(order):
        return theme
    if step > 0:
        return move_theme(theme, by=by, after=order[at])
    return move_theme(theme, by=by, before=order[at])


@transaction.atomic
def merge_theme(theme: Theme, *, into: Theme, by: Actor, expected_version: int | None = None) -> Theme:
    """Give its items and its target shares to the other one, and hide it; returns the other.

    Queries that name it follow. Raises ValidationError by field (`into`), PermissionDenied, OutOfDate. Cost: 12 statements
    for any number of items.
    """
    require(by, Right.MANAGE_PLANS)
    if theme.pk == into.pk:
        raise ValidationError({"into": _("A theme cannot be merged into itself.")})
    order = held_themes(by)
    theme, into = _among(order, theme), _among(order, into)
    check_version(theme, expected_version, name=theme.name)
    items = [place.item for place in places.taken_out(ThemeItem.objects.filter(theme=theme), "theme")]
    gone = [ONLY.told("theme.item_removed", item, theme) for item in items]
    ThemeItem.objects.bulk_create(
        ThemeItem(workspace_id=into.workspace_id, theme=into, item=item) for item in items
    )
    came = [ONLY.told("theme.item_added", item, into) for item in items]
    record_many([*gone, *came, *merged_targets(theme, into)], by=by)
    _hide(theme)
    record("theme.merged", theme, by=by, data={**about(theme), "name": theme.name, "into_name": into.name})
    return into


@transaction.atomic
def delete_theme(theme: Theme, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide the theme with its target shares; its items have none any more. Undo brings all of it back.

    Raises PermissionDenied, OutOfDate. Cost: 8 statements, whatever the number of items.
    """
    theme = locked(theme, by=by)
    check_version(theme, expected_version, name=theme.name)
    gone = ONLY.out(ThemeItem.objects.filter(theme=theme))
    gone += cleared_targets(theme)
    _hide(theme)
    record_many(gone, by=by)
    record("theme.deleted", theme, by=by, data=about(theme))


@transaction.atomic
def restore_theme(theme: Theme, *, by: Actor) -> Theme:
    """Bring a deleted theme back, without items. Raises ValidationError where its name has been given away since."""
    require(by, Right.MANAGE_PLANS)
    rows = Theme.all_objects.select_for_update(no_key=True)
    theme = rows.get(pk=theme.pk, workspace_id=by.workspace_id)
    if theme.deleted_at is None:
        raise Conflict(_("It is there again already."))
    theme.deleted_at = None
    _write(theme, ["deleted_at"])
    record("theme.restored", theme, by=by, data=about(theme))
    return theme


def held_themes(by: Actor) -> list[Theme]:
    """The workspace's themes in their order, held until commit. One statement."""
    rows = Theme.objects.filter(workspace_id=by.workspace_id).order_by("pk")
    return sorted(rows.select_for_update(no_key=True), key=lambda row: (row.position, row.pk))


def locked(theme: Theme, *, by: Actor) -> Theme:
    """The theme as it is now, held until commit, for one who may manage themes."""
    require(by, Right.MANAGE_PLANS)
    rows = Theme.objects.select_for_update(no_key=True)
    return rows.get(pk=theme.pk, workspace_id=by.workspace_id)


def above_in(order: Sequence[Theme], theme: Theme) -> str | None:
    """The id of the theme directly above one, as events keep it; None for the first."""
    at = order.index(theme)
    return str(order[at - 1].pk) if at else None


def _among(order: Sequence[Theme], theme: Theme) -> Theme:
    found = next((row for row in order if row.pk == theme.pk), None)
    if found is None:
        raise Theme.DoesNotExist
    return found


def _place(order: Sequence[Theme], before: Theme | None, after: Theme | None) -> int:
    anchor = before or after
    if anchor is None:
        return 0
    at = next((at for at, row in enumerate(order) if row.pk == anchor.pk), None)
    if at is None:
        raise ValidationError(_("There is no such theme beside it."))
    return at if before else at + 1


def _hide(theme: Theme) -> None:
    theme.deleted_at = timezone.now()
    theme.version += 1
    theme.save(update_fields=["deleted_at", "version", "updated_at"])


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those of EDITABLE, as the row keeps them."""
    found = {name: value for name, value in fields.items() if name in EDITABLE}
    if "name" in found:
        found["name"] = " ".join(found["name"].split())
    if "description" in found:
        found["description"] = found["description"].replace("\r\n", "\n").strip()
    return found


def _write(theme: Theme, fields: list[str] | None = None) -> None:
    """Check and save these fields with the next version; without any the row is new."""
    theme.clean_fields(exclude=["workspace"])
    if len(theme.description) > MOST_TEXT:
        raise ValidationError({"description": _("At most %(most)d characters.") % {"most": MOST_TEXT}})
    theme.version += 1 if fields else 0
    try:
        with transaction.atomic():
            theme.save(
                force_insert=not fields, update_fields=[*fields, "version", "updated_at"] if fields else None
            )
    except IntegrityError as error:
        if "theme_name_once" not in str(error):
            raise
        raise ValidationError({"name": _("There is a theme of this name already.")}) from error
