"""Invitations: who gets in by which link."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Invitation, Member, User
from accounts.services import (
    accept_invitation,
    deactivate_member,
    invitation_link,
    invitation_token,
    invite_member,
    revoke_invitation,
)
from activity.models import Event
from core.errors import Gone
from tests.factories import PASSWORD, make_user


@pytest.fixture
def invitation(owner: Member) -> Invitation:
    return invite_member(email=" New@Example.com", role="contributor", by=owner.actor())


def accept(invitation: Invitation, **kwargs: object) -> Member:
    kwargs = kwargs or {"name": "Nia New", "password": PASSWORD}
    return accept_invitation(invitation_token(invitation), **kwargs)  # type: ignore[arg-type]


def test_an_invitation_is_news_with_a_link(invitation: Invitation) -> None:
    assert invitation.email == "new@example.com"
    assert Event.objects.get(verb="member.invited").object_id == invitation.pk
    assert invitation_link(invitation).startswith(f"{settings.BASE_URL}/invitations/")


def test_a_new_person_joins(invitation: Invitation) -> None:
    member = accept(invitation)
    assert (member.name, member.role, member.email) == ("Nia New", "contributor", "new@example.com")
    assert member.user is not None
    assert member.user.check_password(PASSWORD)
    assert Event.objects.get(verb="member.joined").actor_id == member.pk


@pytest.mark.parametrize(
    "change", [{"expires_at": timedelta(-1)}, {"revoked_at": timedelta()}, {"accepted_at": timedelta()}]
)
def test_a_link_that_is_no_longer_valid(invitation: Invitation, change: dict[str, timedelta]) -> None:
    Invitation.objects.update(**{name: timezone.now() + delta for name, delta in change.items()})
    with pytest.raises(Gone):
        accept(invitation)
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_link_works_once(invitation: Invitation) -> None:
    member = accept(invitation)
    with pytest.raises(Gone):
        accept(invitation, user=member.user)


@pytest.mark.parametrize("token", ["", "forged", "InNvbWV0aGluZyI:1:x"])
def test_a_forged_link(token: str, db: None) -> None:
    with pytest.raises(Gone):
        accept_invitation(token, name="X", password=PASSWORD)


def test_somebody_with_an_account_joins_as_who_they_are(invitation: Invitation) -> None:
    user = make_user("new@example.com", name="Nia")
    assert accept(invitation, user=user).user == user


def test_another_account_cannot(invitation: Invitation, stranger: Member) -> None:
    with pytest.raises(ValidationError, match="This invitation is for new@"):
        accept(invitation, user=stranger.user)


def test_an_address_with_an_account_needs_to_sign_in(invitation: Invitation) -> None:
    make_user("new@example.com")
    with pytest.raises(ValidationError, match="There is an account with this address already"):
        accept(invitation)


def test_a_weak_password(invitation: Invitation) -> None:
    with pytest.raises(ValidationError) as caught:
        accept(invitation, name="Nia", password="short")
    assert list(caught.value.message_dict) == ["password"]


def test_a_second_invitation_replaces_the_first(invitation: Invitation, owner: Member) -> None:
    again = invite_member(email="new@example.com", role="stakeholder", by=owner.actor())
    with pytest.raises(Gone):
        accept(invitation)
    assert accept(again).role == "stakeholder"


def test_a_member_cannot_be_invited(owner: Member, contributor: Member) -> None:
    with pytest.raises(ValidationError, match="is a member already"):
        invite_member(email=contributor.email.upper(), role="owner", by=owner.actor())


def test_a_name_from_an_import_is_claimed(invitation: Invitation, owner: Member) -> None:
    imported = Member.objects.create(
        workspace=owner.workspace, name="N. New", email="New@example.com", role="stakeholder"
    )
    assert accept(invitation).pk == imported.pk


def test_a_deactivated_member_comes_back(invitation: Invitation, owner: Member) -> None:
    member = accept(invitation)
    deactivate_member(member, by=owner.actor())
    again = invite_member(email="new@example.com", role="product_owner", by=owner.actor())
    back = accept(again, user=member.user)
    assert (back.pk, back.role, back.deactivated_at) == (member.pk, "product_owner", None)


def test_revoking(invitation: Invitation, owner: Member, product_manager: Member) -> None:
    with pytest.raises(PermissionDenied):
        revoke_invitation(invitation, by=product_manager.actor())
    for _again in range(2):
        revoke_invitation(invitation, by=owner.actor())
    assert Event.objects.filter(verb="invitation.revoked").count() == 1
    with pytest.raises(Gone):
        accept(invitation)


def test_inviting_needs_an_owner(product_manager: Member) -> None:
    with pytest.raises(PermissionDenied):
        invite_member(email="x@example.com", role="owner", by=product_manager.actor())


@pytest.mark.parametrize(("email", "role"), [("not an address", "owner"), ("a@example.com", "king")])
def test_what_cannot_be_invited(owner: Member, email: str, role: str) -> None:
    with pytest.raises(ValidationError):
        invite_member(email=email, role=role, by=owner.actor())
