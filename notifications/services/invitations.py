"""The mail that lets a new person in."""

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.services.invitations import invitation_link
from activity.models import Event
from notifications.letters import letter
from notifications.services.post import write_mail


def mail_invitations(events: Sequence[Event]) -> None:
    """Write the mail of each invitation that is still open, in the language of who invites. One statement, one a mail."""
    if not events:
        return
    open_ones = Invitation.objects.filter(
        pk__in=[event.object_id for event in events],
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
    )
    for invitation in open_ones.select_related("workspace", "invited_by__user"):
        user = invitation.invited_by.user if invitation.invited_by else None
        with translation.override(user.language if user else None):
            _mail(invitation)


def _mail(invitation: Invitation) -> None:
    by = invitation.invited_by.name if invitation.invited_by else ""
    names = {"by": by, "workspace": invitation.workspace.name}
    context = {
        **names,
        "role": invitation.get_role_display(),
        "link": invitation_link(invitation),
        "until": invitation.expires_at,
    }
    text, html = letter("invitation", context)
    subject = _("%(by)s invites you to %(workspace)s") if by else _("You are invited to %(workspace)s")
    write_mail(
        f"invitation:{invitation.pk}", to=invitation.email, subject=subject % names, text=text, html=html,
        workspace_id=invitation.workspace_id,
    )  # fmt: skip
