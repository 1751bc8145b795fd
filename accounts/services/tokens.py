"""API tokens: the secret is shown once and only its hash is kept."""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member, Token
from accounts.permissions import Right, require
from accounts.services.checks import check_fields
from activity.actors import Actor
from activity.services import record

PREFIX = "tl_"


def hash_secret(secret: str) -> str:
    """What is stored of a token's secret. It holds 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(
    member: Member, *, name: str, scope: str, by: Actor, expires_at: datetime | None = None
) -> tuple[Token, str]:
    """A token of `member`'s own (or, by the system, anybody's); returns it with its secret, which nobody sees again.

    Raises PermissionDenied where the member's role may hold no token, ValidationError by field.
    """
    require(member.actor(), Right.USE_TOKENS)
    if by.kind != "system" and by.member_id != member.pk:
        raise PermissionDenied(_("A token can only be made by the member it belongs to."))
    if member.user_id is None or member.deactivated_at is not None:
        raise ValidationError(_("%(name)s cannot sign in.") % {"name": member.name})
    if expires_at is not None and expires_at <= timezone.now():
        raise ValidationError({"expires_at": _("The end lies in the past.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        workspace_id=member.workspace_id, member=member, name=name.strip(), scope=scope,
        secret_hash=hash_secret(secret), hint=f"{secret[:7]}…", expires_at=expires_at,
    )  # fmt: skip
    check_fields(token)
    token.save(force_insert=True)
    record("token.created", token, by=by, label=token.name, data={"scope": scope, "member": member.pk})
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: Actor) -> None:
    """Make a token useless at once: one's own, or as an owner anybody's. Nothing happens to one that is revoked."""
    if by.member_id != token.member_id:
        require(by, Right.MANAGE_WORKSPACE)
    if Token.objects.filter(pk=token.pk, workspace_id=by.workspace_id, revoked_at=None).update(
        revoked_at=timezone.now()
    ):
        record("token.revoked", token, by=by, label=token.name)
