"""The way in for new people: an invitation to one e-mail address."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Member, User
from accounts.permissions import Right, Via, require
from accounts.services.checks import check_role, checked_email
from accounts.services.users import create_user
from activity.actors import Actor
from activity.services import record
from core.db import set_tenant
from core.errors import Gone

VALID_FOR = timedelta(days=14)
SALT = "invitation"


@transaction.atomic
def invite_member(*, email: str, role: str, by: Actor) -> Invitation:
    """Invite an address into the actor's workspace; an open invitation of the same address is replaced.

    The mail goes out by the event `member.invited` (object: the invitation). Raises ValidationError by field.
    """
    require(by, Right.MANAGE_WORKSPACE)
    check_role(role)
    address = checked_email(email)
    assert by.member_id is not None, "only a member invites"
    here = Member.objects.active().filter(workspace_id=by.workspace_id).exclude(user=None)
    if here.filter(Q(email__iexact=address) | Q(user__email=address)).exists():
        raise ValidationError({"email": _("%(email)s is a member already.") % {"email": address}})
    now = timezone.now()
    _open(by).filter(email__iexact=address).update(revoked_at=now)
    invitation = Invitation.objects.create(
        workspace_id=by.workspace_id,
        email=address,
        role=role,
        invited_by_id=by.member_id,
        expires_at=now + VALID_FOR,
    )
    record("member.invited", invitation, by=by, label=address, data={"role": role})
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Make an invitation's link useless; nothing happens to one that is not open."""
    require(by, Right.MANAGE_WORKSPACE)
    if _open(by).filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        record("invitation.revoked", invitation, by=by, label=invitation.email)


def invitation_link(invitation: Invitation) -> str:
    """The absolute address that accepts the invitation: its id, signed."""
    base: str = settings.BASE_URL
    return base + reverse("accounts:accept_invitation", args=[invitation_token(invitation)])


def invitation_token(invitation: Invitation) -> str:
    """The last part of the link."""
    return signing.dumps(str(invitation.pk), salt=SALT)


def find_invitation(token: str, *, lock: bool = False) -> Invitation:
    """The open invitation of a link. Raises Gone for one that is forged, expired, revoked or used."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Gone from error
    rows = Invitation.objects.select_related("workspace", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()).first()
    if found is None:
        raise Gone
    return found


@transaction.atomic
def accept_invitation(
    token: str,
    *,
    user: User | None = None,
    name: str = "",
    password: str = "",
    timezone_name: str = "UTC",
    language: str = "en",
) -> Member:
    """Let the invited person in: the signed-in `user`, or a new one with `name` and `password`. Returns the member.

    A member of the same address without a user (from an import) or deactivated becomes this person's. Raises Gone,
    and ValidationError by field: an account of another address, or an address that has an account already.
    """
    invitation = find_invitation(token, lock=True)
    if user is None:
        user = create_user(
            email=invitation.email, name=name, password=password, timezone=timezone_name, language=language
        )
    elif user.email.lower() != invitation.email.lower():
        raise ValidationError(
            _("This invitation is for %(email)s, and you are signed in as %(you)s.")
            % {"email": invitation.email, "you": user.email}
        )
    set_tenant(invitation.workspace_id)
    member = _member_for(invitation, user)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record("member.joined", member, by=member.actor(via=Via.HTML), data={"role": member.role})
    return member


def _member_for(invitation: Invitation, user: User) -> Member:
    """The new member; or the one that is there, taken over. Who is a member already keeps their role."""
    same = Q(user=user) | Q(user=None, email__iexact=user.email)
    member = (
        Member.objects.select_for_update(no_key=True)
        .filter(same, workspace_id=invitation.workspace_id)
        .first()
    )
    if member is None:
        member = Member(workspace=invitation.workspace, version=0)
    elif member.user_id is not None and member.deactivated_at is None:
        return member
    member.user, member.name, member.email = user, user.name, user.email
    member.role, member.deactivated_at = invitation.role, None
    member.version += 1
    member.save()
    return member


def _open(by: Actor) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(workspace_id=by.workspace_id, accepted_at=None, revoked_at=None)
