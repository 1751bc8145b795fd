"""Share links: unguessable, revocable addresses of a read-only roadmap."""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from core.errors import check_version
from roadmap.document import FIELDS, USUAL_FIELDS
from roadmap.models import Roadmap, ShareLink
from roadmap.services.roadmaps import about, locked

TOKEN_BYTES = 18  # 144 bits


@transaction.atomic
def create_share_link(
    roadmap: Roadmap,
    *,
    by: Actor,
    name: str,
    source: str = ShareLink.Source.PUBLISHED,
    fields: Iterable[str] = USUAL_FIELDS,
    expires_at: datetime | None = None,
) -> ShareLink:
    """A new link; `token_of` tells its secret. `fields` is the allow-list of what it shows (`document.FIELDS`).

    Raises ValidationError by field, PermissionDenied. Cost: 3 statements.
    """
    roadmap = locked(roadmap, by=by)
    shown = list(dict.fromkeys(fields))
    if unknown := [field for field in shown if field not in FIELDS]:
        raise ValidationError({"fields": _("There is no field “%(name)s”.") % {"name": unknown[0]}})
    if expires_at is not None and expires_at <= timezone.now():
        raise ValidationError({"expires_at": _("This moment has passed.")})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ShareLink(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        name=" ".join(name.split()),
        token_hash=hash_token(token),
        token_encrypted=_cipher().encrypt(token.encode()).decode(),
        source=source,
        fields=shown,
        created_by_id=by.member_id or roadmap.owner_id,
        expires_at=expires_at,
    )
    link.clean_fields(exclude=["workspace", "roadmap", "created_by", "fields"])
    link.save(force_insert=True)
    record("share_link.created", link, by=by, label=link.name, data=about(roadmap))
    return link


@transaction.atomic
def revoke_share_link(link: ShareLink, *, by: Actor, expected_version: int | None = None) -> ShareLink:
    """Make the address answer 404 from now on, for good. Twice is once. Raises PermissionDenied, OutOfDate."""
    roadmap = locked(link.roadmap, by=by)
    link = ShareLink.objects.select_related("roadmap").get(pk=link.pk, roadmap=roadmap)
    check_version(link, expected_version, name=link.name)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        record("share_link.revoked", link, by=by, label=link.name, data=about(roadmap))
    return link


def hash_token(token: str) -> str:
    """What a link is found by: SHA-256 as hex. The token's own 144 bits make salt and stretching needless."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(link: ShareLink) -> str:
    """The token, decrypted; empty where SECRET_KEY has changed since (the link still works)."""
    try:
        return _cipher().decrypt(link.token_encrypted.encode()).decode()
    except InvalidToken:
        return ""


def share_url(link: ShareLink) -> str:
    """The absolute address to hand out; empty where the token cannot be read any more."""
    token = token_of(link)
    return f"{settings.BASE_URL}/share/{token}/" if token else ""


def _cipher() -> MultiFernet:
    """Fernet keys from SECRET_KEY, the current one first."""
    secrets_known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"share-link:" + secret.encode()).digest() for secret in secrets_known)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
