"""Who reaches which address of accounts; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from accounts.services import create_token, invite_member
from tests.factories import make_team
from tests.verdicts import ROLES, Arguments, Table, World, api, everyone, having, page

OWNER = having(Right.MANAGE_WORKSPACE)
LEADS = having(Right.MANAGE_TEAMS)
READERS = having(Right.READ_BACKLOG)

ACCESS: Table = {
    "accounts:home": everyone("in", nobody="sign in"),
    "accounts:set_up": everyone(302),
    "accounts:accept_invitation": everyone(404),
    "accounts:new_workspace": everyone(403, owner="in", stranger="in", nobody="sign in"),
    "accounts:settings": page(ROLES),
    "accounts:members": page(OWNER),
    "POST accounts:invite_member": page(OWNER),
    "POST accounts:change_role": page(OWNER),
    "POST accounts:deactivate_member": page(OWNER),
    "POST accounts:reactivate_member": page(OWNER),
    "POST accounts:revoke_invitation": page(OWNER),
    "accounts:teams": page(LEADS),
    "POST accounts:teams": page(LEADS),
    "accounts:team": page(LEADS),
    "POST accounts:team": page(LEADS),
    "accounts:workspace": page(OWNER),
    "POST accounts:workspace": page(OWNER),
    "accounts:profile": page(ROLES),
    "POST accounts:profile": page(ROLES),
    "accounts:tokens": page(READERS),
    "POST accounts:tokens": page(READERS),
    "POST accounts:revoke_token": page(OWNER, product_manager=404, product_owner=404, contributor=404),
    "api:me": api(ROLES, stranger="own"),
    "api:members-list": api(READERS, stranger="own"),
    "api:members-detail": api(READERS),
    "api:teams-list": api(READERS, stranger="own"),
    "api:teams-detail": api(READERS),
    "api:schema": everyone(200),
    "api:docs": everyone(200),
    "api:nothing": everyone(404),
    "healthz": everyone(200),
    "readyz": everyone("in"),
    "account_login": everyone("in", nobody=200),
    "account_logout": everyone("in", nobody=302),
    "account_inactive": everyone(200),
    "account_signup": everyone("in", nobody=200),
    "account_reauthenticate": everyone("in", nobody="sign in"),
    "account_email": everyone("in", nobody="sign in"),
    "account_email_verification_sent": everyone("in"),
    "account_change_password": everyone("in", nobody="sign in"),
    "account_set_password": everyone("in", nobody="sign in"),
    "account_reset_password": everyone(200),
    "account_reset_password_done": everyone(200),
    "account_reset_password_from_key": everyone(200),
    "account_reset_password_from_key_done": everyone(200),
    "account_confirm_login_code": everyone("in", nobody="sign in"),
    "account_confirm_email": everyone(200),
}


def make(world: World) -> Arguments:
    """What the addresses name, made by the owner; the token is the owner's own."""
    owner, member = world.member("owner"), world.member("stakeholder")
    invitation = invite_member(email="new@example.com", role="contributor", by=owner.actor())
    token, _secret = create_token(owner, name="Mine", scope="read", by=owner.actor())
    team = make_team(world.workspace, "Core")
    return {
        "accounts:accept_invitation": {"token": "forged"},
        "accounts:change_role": {"pk": member.pk},
        "accounts:deactivate_member": {"pk": member.pk},
        "accounts:reactivate_member": {"pk": member.pk},
        "accounts:revoke_invitation": {"pk": invitation.pk},
        "accounts:team": {"pk": team.pk},
        "accounts:revoke_token": {"pk": token.pk},
        "api:members-detail": {"pk": member.pk},
        "api:teams-detail": {"pk": team.pk},
        "account_reset_password_from_key": {"uidb36": "1", "key": "forged"},
        "account_confirm_email": {"key": "forged"},
    }
