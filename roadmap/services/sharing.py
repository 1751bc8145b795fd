"""Share links: unguessable, revocable addresses of a read-only roadmap, each for one audience."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from core.errors import Conflict, check_version
from core.sealed import hash_of, new_secret, seal, unseal
from roadmap.document import FIELDS, USUAL_FIELDS
from roadmap.lanes_from import rows_of
from roadmap.models import Roadmap, ShareLink
from roadmap.origins import origins_of
from roadmap.services.roadmaps import about, locked, save_changed

_PURPOSE = "share-link"
EDITABLE = (
    "name",
    "source",
    "fields",
    "lanes",
    "titles",
    "precision",
    "password",
    "embed_sites",
    "has_files",
    "takes_comments",
    "expires_at",
)


@transaction.atomic
def create_share_link(roadmap: Roadmap, *, by: Actor, name: str, **fields: Any) -> ShareLink:
    """A new link; `token_of` tells its secret. What may be said of it beside its name is said at `update_share_link`.

    Raises ValidationError by field, PermissionDenied. Cost: 3 statements, 2 more to check lanes.
    """
    roadmap = locked(roadmap, by=by)
    token = new_secret()
    link = ShareLink(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        token_hash=hash_token(token),
        token_encrypted=seal(token, _PURPOSE),
        fields=list(USUAL_FIELDS),
        created_by_id=by.member_id or roadmap.owner_id,
    )
    _set(link, {"name": name, **fields})
    link.save(force_insert=True)
    record("share_link.created", link, by=by, label=link.name, data=about(roadmap))
    return link


@transaction.atomic
def update_share_link(
    link: ShareLink,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> ShareLink:
    """Change whom a link is for and what it shows; its address stays. Returns it as it is now.

    `fields` may hold `name`, `source` (ShareLink.Source), `fields` (the allow-list, of document.FIELDS), `lanes` (ids of rows,
    "" for that of no lane; none: all), `titles`, `precision` (ShareLink.Titles, .Grain), `password` (empty: none is asked any
    more), `embed_sites` (that may show it in a frame; not together with a password), `has_files` (whether it may be saved as a file),
    `takes_comments` (whether visitors may say something) and `expires_at`. A password that is set
    anew sends everybody out who came in by the former one. `seen` holds what the person saw in those fields (as `told`
    says it): what somebody else has changed since is refused and named, the rest merges. Nothing changed: nothing is written. Raises ValidationError by
    field, PermissionDenied, OutOfDate, and Conflict for a revoked link.
    """
    roadmap = locked(link.roadmap, by=by)
    link = ShareLink.objects.select_related("roadmap").get(pk=link.pk, roadmap=roadmap)
    check_version(link, expected_version, name=link.name)
    if link.revoked_at:
        raise Conflict(_("The link has been revoked. Make a new one."))
    now = {name: told(name, getattr(link, _COLUMN.get(name, name))) for name in fields}
    changes = _set(link, fields)
    _refuse_stale(changes, now, seen or {})
    if changes:
        save_changed(link, [_COLUMN.get(name, name) for name in changes])
        record("share_link.updated", link, by=by, label=link.name, changes=changes, data=about(roadmap))
    return link


@transaction.atomic
def revoke_share_link(link: ShareLink, *, by: Actor, expected_version: int | None = None) -> ShareLink:
    """Make the address answer 404 from now on, for good. Twice is once. Raises PermissionDenied, OutOfDate."""
    roadmap = locked(link.roadmap, by=by)
    link = ShareLink.objects.select_related("roadmap").get(pk=link.pk, roadmap=roadmap)
    check_version(link, expected_version, name=link.name)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        save_changed(link, ["revoked_at"])
        record("share_link.revoked", link, by=by, label=link.name, data=about(roadmap))
    return link


def hash_token(token: str) -> str:
    """What a link is found by."""
    return hash_of(token)


def token_of(link: ShareLink) -> str:
    """The token, decrypted; empty where SECRET_KEY has changed since (the link still works)."""
    return unseal(link.token_encrypted, _PURPOSE)


def share_url(link: ShareLink) -> str:
    """The absolute address to hand out; empty where the token cannot be read any more."""
    token = token_of(link)
    return f"{settings.BASE_URL}/share/{token}/" if token else ""


def embed_url(link: ShareLink) -> str:
    """The absolute address for a frame on another site; empty where no site may, or the token cannot be read any more."""
    token = token_of(link) if link.embed_sites else ""
    return f"{settings.BASE_URL}/embed/{token}/" if token else ""


def embed_code(link: ShareLink, title: str) -> str:
    """The HTML, as plain text, that puts the page into a frame on another site; empty where no site may."""
    address = embed_url(link)
    frame = (
        f'<iframe src="{address}" title="{escape(title)}" width="100%" height="640" loading="lazy"></iframe>'
    )
    return frame if address else ""


_COLUMN = {"password": "password_hash"}


def _set(link: ShareLink, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give the link what is new of these; {field: [before, after]} for its event, which never tells a password."""
    cleaned = {name: _CLEAN[name](link, value) for name, value in fields.items() if name in EDITABLE}
    changes = {}
    for name, new in cleaned.items():
        column = _COLUMN.get(name, name)
        before = getattr(link, column)
        if before != new:
            setattr(link, column, new)
            changes[name] = [told(name, before), told(name, new)]
    if link.password_hash and link.embed_sites:
        raise ValidationError({"embed_sites": _("What asks for a password cannot be shown in a frame.")})
    link.clean_fields(exclude=["workspace", "roadmap", "created_by", "fields", "lanes", "embed_sites"])
    return changes


def _refuse_stale(changes: Mapping[str, Any], now: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    """Raise ValidationError, by field and with what somebody else has just put there, for changes of what was not seen."""
    stale = {name: now[name] for name in changes if name in seen and seen[name] != now[name]}
    if stale:
        raise ValidationError(
            {
                name: _("Someone else has just changed this to “%(now)s”.") % {"now": _words(value)}
                for name, value in stale.items()
            }
        )


def _words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value if value is not None else "")


def told(name: str, value: Any) -> Any:
    """What an event says of the value of a link's field."""
    if name == "password":
        return bool(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _name(link: ShareLink, name: str) -> str:
    return " ".join(name.split())


def _fields(link: ShareLink, names: Any) -> list[str]:
    shown = list(dict.fromkeys(names))
    if unknown := [name for name in shown if name not in FIELDS]:
        raise ValidationError({"fields": _("There is no field “%(name)s”.") % {"name": unknown[0]}})
    return shown


def _lanes(link: ShareLink, rows: Any) -> list[str]:
    wanted = list(dict.fromkeys(str(row) for row in rows))
    new = set(wanted) - {"", *link.lanes}
    if new and new - {row.id for row in rows_of(link.roadmap)[0]}:
        raise ValidationError({"lanes": _("There is no such lane on this roadmap.")})
    return wanted


def _password(link: ShareLink, password: str) -> str:
    """Its hash: a fresh one also of the same password, so that nobody stays in."""
    if not password:
        return ""
    try:
        validate_password(password)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    return make_password(password)


def _sites(link: ShareLink, sites: Any) -> list[str]:
    try:
        return origins_of(list(sites))
    except ValidationError as error:
        raise ValidationError({"embed_sites": error.messages}) from error


def _end(link: ShareLink, moment: datetime | None) -> datetime | None:
    if moment is not None and moment != link.expires_at and moment <= timezone.now():
        raise ValidationError({"expires_at": _("This moment has passed.")})
    return moment.astimezone(UTC) if moment else None


def _as_is(link: ShareLink, value: Any) -> Any:
    return value


_CLEAN: dict[str, Any] = {
    "name": _name,
    "source": _as_is,
    "fields": _fields,
    "lanes": _lanes,
    "titles": _as_is,
    "precision": _as_is,
    "password": _password,
    "embed_sites": _sites,
    "has_files": _as_is,
    "takes_comments": _as_is,
    "expires_at": _end,
}
