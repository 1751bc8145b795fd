"""Teams and API tokens."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import Member, TeamMember, Token
from accounts.services import create_team, create_token, revoke_token, update_team
from activity.models import Event
from tests.conftest import ApiOf
from tests.factories import make_team


def test_a_team_with_people(product_manager: Member, contributor: Member) -> None:
    team = create_team(name=" Core ", capacity=Decimal(20), members=[contributor], by=product_manager.actor())
    assert (team.name, list(team.members.all())) == ("Core", [contributor])
    assert Event.objects.get().changes["members"] == [[], [str(contributor.pk)]]


def test_a_team_changes(product_manager: Member, contributor: Member, owner: Member) -> None:
    team = make_team(owner.workspace, "Core", members=[contributor])
    changed = update_team(team, name="Web", capacity=None, members=[owner], by=product_manager.actor())
    assert (changed.name, changed.version, list(changed.members.all())) == ("Web", 2, [owner])
    update_team(team, name="Web", capacity=None, by=product_manager.actor())
    assert Event.objects.count() == 1


def test_two_teams_cannot_share_a_name(owner: Member) -> None:
    create_team(name="Core", by=owner.actor())
    with pytest.raises(ValidationError) as caught:
        create_team(name="CORE", by=owner.actor())
    assert list(caught.value.message_dict) == ["name"]


def test_a_stranger_cannot_be_in_a_team(owner: Member, stranger: Member) -> None:
    with pytest.raises(ValidationError, match="no such member"):
        create_team(name="Core", members=[stranger], by=owner.actor())
    TeamMember.objects.create(workspace=owner.workspace, team=make_team(owner.workspace), member=stranger)
    with pytest.raises(IntegrityError, match="teammember_member_here"):
        connection.check_constraints()


def test_teams_are_for_leads(product_owner: Member) -> None:
    with pytest.raises(PermissionDenied):
        create_team(name="Core", by=product_owner.actor())


def test_a_token_keeps_only_the_hash(contributor: Member) -> None:
    token, secret = create_token(contributor, name="CI", scope="read", by=contributor.actor())
    assert secret.startswith("tl_")
    assert secret not in str(token.__dict__)
    assert token.hint == f"{secret[:7]}…"


def test_who_may_hold_which_token(owner: Member, contributor: Member, stakeholder: Member) -> None:
    with pytest.raises(PermissionDenied, match="make API tokens"):
        create_token(stakeholder, name="x", scope="read", by=stakeholder.actor())
    with pytest.raises(PermissionDenied, match="the member it belongs to"):
        create_token(contributor, name="x", scope="read", by=owner.actor())


def test_a_token_of_the_wrong_form(owner: Member) -> None:
    past = timezone.now() - timedelta(days=1)
    for wrong in ({"scope": "admin"}, {"name": ""}, {"expires_at": past}):
        with pytest.raises(ValidationError) as caught:
            create_token(owner, by=owner.actor(), **{"name": "x", "scope": "read", **wrong})  # type: ignore[arg-type]
        assert list(caught.value.message_dict) == list(wrong)


def test_revoking_ones_own_and_as_owner_others(
    owner: Member, contributor: Member, product_manager: Member
) -> None:
    token, _secret = create_token(contributor, name="CI", scope="read", by=contributor.actor())
    with pytest.raises(PermissionDenied):
        revoke_token(token, by=product_manager.actor())
    revoke_token(token, by=owner.actor())
    revoke_token(token, by=contributor.actor())
    assert Event.objects.filter(verb="token.revoked").count() == 1


def command(**options: str) -> str:
    out = StringIO()
    call_command("create_token", stdout=out, **{"workspace": "acme", "scope": "write", **options})
    return out.getvalue()


def test_the_command_prints_the_token_alone(api_of: ApiOf, owner: Member) -> None:
    printed = command(email=owner.email.upper())
    secret = printed.strip()
    assert printed == f"{secret}\n"
    api = api_of(None)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert api.get("/api/v1/me/").json()["id"] == str(owner.pk)


def test_the_command_says_what_is_wrong(owner: Member, stakeholder: Member) -> None:
    for options in (
        {"email": "nobody@example.com"},
        {"email": owner.email, "workspace": "nowhere"},
        {"email": stakeholder.email},
    ):
        with pytest.raises(CommandError):
            command(**options)
    assert not Token.objects.exists()
