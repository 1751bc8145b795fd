"""Roles, and the last owner who stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import Member
from accounts.services import change_role, create_token, deactivate_member, reactivate_member
from activity.models import Event
from tests.factories import make_member


def test_an_owner_changes_a_role(owner: Member, contributor: Member) -> None:
    changed = change_role(contributor, role="product_owner", by=owner.actor())
    assert (changed.role, changed.version) == ("product_owner", 2)
    event = Event.objects.get(verb="member.updated")
    assert event.changes == {"role": ["contributor", "product_owner"]}


def test_the_same_role_is_no_event(owner: Member, contributor: Member) -> None:
    change_role(contributor, role="contributor", by=owner.actor())
    assert not Event.objects.exists()


def test_only_an_owner_may(product_manager: Member, contributor: Member) -> None:
    for act in (deactivate_member, reactivate_member):
        with pytest.raises(PermissionDenied, match="Only an owner may manage members"):
            act(contributor, by=product_manager.actor())
    with pytest.raises(PermissionDenied):
        change_role(contributor, role="owner", by=product_manager.actor())


def test_the_last_owner_stays(owner: Member) -> None:
    with pytest.raises(ValidationError, match="last owner"):
        change_role(owner, role="contributor", by=owner.actor())
    with pytest.raises(ValidationError, match="last owner"):
        deactivate_member(owner, by=owner.actor())


def test_an_owner_who_cannot_come_in_does_not_count(owner: Member) -> None:
    other = make_member(owner.workspace, "owner")
    deactivate_member(other, by=owner.actor())
    with pytest.raises(ValidationError):
        change_role(owner, role="contributor", by=owner.actor())


def test_deactivation_revokes_tokens_for_good(owner: Member, contributor: Member) -> None:
    create_token(contributor, name="CI", scope="read", by=contributor.actor())
    deactivate_member(contributor, by=owner.actor())
    assert contributor.tokens.get().revoked_at is not None
    reactivate_member(contributor, by=owner.actor())
    contributor.refresh_from_db()
    assert contributor.deactivated_at is None
    assert contributor.tokens.get().revoked_at is not None
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == [
        "token.created", "member.deactivated", "member.reactivated",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_leave_one(owner: Member) -> None:
    other = make_member(owner.workspace, "owner")

    def demote(pair: tuple[Member, Member]) -> bool:
        try:
            change_role(pair[0], role="contributor", by=pair[1].actor())
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, [(owner, other), (other, owner)])) == [False, True]
    assert Member.objects.filter(role="owner").count() == 1
