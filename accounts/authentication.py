"""Who calls the API: a token, or a browser's session that names its workspace; and the right that is needed."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotFound, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Member, Token, User, Workspace
from accounts.permissions import Via, require
from accounts.services.tokens import hash_secret
from activity.actors import Actor
from core.api.errors import HeaderError
from core.sql import columns, run, taken

NOTE_USE_EVERY = timedelta(minutes=1)
READING = ("GET", "HEAD", "OPTIONS")


@dataclass
class Access:
    """What an authenticator leaves on `request.auth`."""

    member: Member
    token: Token | None = None

    @property
    def workspace(self) -> Workspace:
        return self.member.workspace

    @property
    def timezone(self) -> str:
        assert self.member.user is not None, "only a person signs in or holds a token"
        return self.member.user.timezone

    @property
    def language(self) -> str:
        assert self.member.user is not None, "only a person signs in or holds a token"
        return self.member.user.language

    @property
    def holder(self) -> UUID:
        """Whom throttling and idempotency count by: the token, else the member."""
        return self.token.pk if self.token else self.member.pk

    @cached_property
    def actor(self) -> Actor:
        return self.member.actor(via=Via.API)

    def may_write(self) -> bool:
        return self.token is None or self.token.scope == Token.Scope.WRITE


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <secret>`. One SQL statement finds token, member, user and workspace and sets the tenant.

    An unknown, expired or revoked token, or one of a deactivated member, is 401 without saying which.
    """

    def authenticate(self, request: Request) -> tuple[User, Access] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed(_("Write it as: Authorization: Bearer <token>."))
        access = access_of_token(words[1].decode(errors="replace"))
        if access is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        assert access.member.user is not None
        return access.member.user, access

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class WorkspaceSessionAuthentication(BaseAuthentication):
    """A browser's session with CSRF check; `X-Workspace: <slug>` names the workspace.

    Without the header 422; not an active member of it: 404, as for one that does not exist.
    """

    def authenticate(self, request: Request) -> tuple[User, Access] | None:
        user = getattr(request._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        self._check_csrf(request)
        slug = request.headers.get("X-Workspace", "")
        if not slug:
            detail = _("Name the workspace by its address, as in: X-Workspace: acme.")
            raise HeaderError("X-Workspace", detail)
        member = _member_of(slug, user)
        if member is None:
            raise NotFound
        return user, Access(member)

    def _check_csrf(self, request: Request) -> None:
        check: Any = CSRFCheck(lambda _request: None)  # type: ignore[arg-type]
        check.process_request(request._request)
        if reason := check.process_view(request._request, None, (), {}):
            raise PermissionDenied(
                _("The form's secret is missing or out of date: %(reason)s") % {"reason": reason}
            )


class HasRight(BasePermission):
    """Lets in who has the right that the view names for this action. A view that names none is closed to all."""

    def has_permission(self, request: Request, view: Any) -> bool:
        access: Any = request.auth
        if access is None:
            return False  # 401
        if not view.act:
            return True  # 405 follows
        if view.right is None:
            raise PermissionDenied(_("This is not open to anybody."))
        if request.method not in READING and not access.may_write():
            raise PermissionDenied(_("This token may only read; writing needs one of scope “write”."))
        require(access.actor, view.right)
        return True


def access_of_token(secret: str) -> Access | None:
    """The access that a token's secret gives, or None. Notes the use, at most once a minute. One or two statements."""
    rows = run(_TOKEN, {"hash": hash_secret(secret)})
    if not rows:
        return None
    row = rows[0]
    token, member, user, workspace = taken((Token, Member, User, Workspace), row, 1)
    member.user, member.workspace, token.workspace = user, workspace, workspace
    _note_use(token)
    return Access(member, token)


def _member_of(slug: str, user: User) -> Member | None:
    rows = run(_MEMBER, {"slug": slug, "user": user.pk})
    if not rows:
        return None
    row = rows[0]
    member: Member
    member, workspace = taken((Member, Workspace), row, 1)
    member.user, member.workspace = user, workspace
    return member


def _note_use(token: Token) -> None:
    """Never waits: where another request notes it at this moment, that is enough."""
    now = timezone.now()
    if token.last_used_at is not None and token.last_used_at > now - NOTE_USE_EVERY:
        return
    free = Token.objects.filter(pk=token.pk).select_for_update(skip_locked=True, no_key=True)
    Token.objects.filter(pk__in=free.values("pk")).update(last_used_at=now)


# The names come from our own models. Setting the tenant in the same statement saves a round trip a request.
_TOKEN = f"""
    SELECT set_config('throughline.workspace', t.workspace_id::text, true),
           {columns(Token, "t")}, {columns(Member, "m")}, {columns(User, "u")}, {columns(Workspace, "w")}
    FROM accounts_token t
    JOIN accounts_member m ON m.id = t.member_id AND m.deactivated_at IS NULL
    JOIN accounts_user u ON u.id = m.user_id AND u.is_active
    JOIN accounts_workspace w ON w.id = t.workspace_id
    WHERE t.secret_hash = %(hash)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
"""
_MEMBER = f"""
    SELECT set_config('throughline.workspace', m.workspace_id::text, true), {columns(Member, "m")}, {columns(Workspace, "w")}
    FROM accounts_member m JOIN accounts_workspace w ON w.id = m.workspace_id
    WHERE w.slug = %(slug)s AND m.user_id = %(user)s AND m.deactivated_at IS NULL
"""
