"""Every write of accounts."""

from accounts.services.invitations import (
    accept_invitation,
    find_invitation,
    invitation_link,
    invitation_token,
    invite_member,
    revoke_invitation,
)
from accounts.services.members import change_role, deactivate_member, reactivate_member
from accounts.services.teams import create_team, update_team
from accounts.services.tokens import create_token, revoke_token
from accounts.services.users import create_user, update_profile
from accounts.services.workspaces import create_workspace, set_up, set_up_code, update_workspace

__all__ = [
    "accept_invitation",
    "change_role",
    "create_team",
    "create_token",
    "create_user",
    "create_workspace",
    "deactivate_member",
    "find_invitation",
    "invitation_link",
    "invitation_token",
    "invite_member",
    "reactivate_member",
    "revoke_invitation",
    "revoke_token",
    "set_up",
    "set_up_code",
    "update_profile",
    "update_team",
    "update_workspace",
]
