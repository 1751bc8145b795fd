"""Workspaces, the one-time set-up, profile."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member, SetUpCode, Workspace
from accounts.permissions import Role
from accounts.services import (
    create_workspace,
    deactivate_member,
    set_up,
    set_up_code,
    update_profile,
    update_workspace,
)
from activity.models import Event
from core.errors import Conflict
from tests.factories import PASSWORD, make_member, make_user

FIRST = {"email": "olive@example.com", "name": "Olive", "password": PASSWORD, "workspace_name": "Acme GmbH"}


def test_the_code_stays_until_somebody_has_an_account(db: None) -> None:
    code = set_up_code()
    assert len(code) == 14
    assert set_up_code() == code
    make_user()
    assert set_up_code() == ""


def test_set_up_makes_the_first_owner_once(db: None) -> None:
    code = set_up_code()
    member = set_up(code=code.lower(), **FIRST)
    assert (member.role, member.workspace.slug) == ("owner", "acme-gmbh")
    assert not SetUpCode.objects.exists()
    with pytest.raises(Conflict):
        set_up(code=code, **FIRST)


def test_a_wrong_code(db: None) -> None:
    set_up_code()
    with pytest.raises(ValidationError) as caught:
        set_up(code="AAAA-BBBB-CCCC", **FIRST)
    assert list(caught.value.message_dict) == ["code"]
    assert not Workspace.objects.exists()


def test_addresses_of_workspaces_are_free_and_readable(db: None) -> None:
    user = make_member(role=Role.OWNER).user
    assert user is not None
    slugs = [
        create_workspace(user, name=name).workspace.slug
        for name in ("Plan & Co", "plan co", "株式会社", "x" * 80)
    ]
    assert slugs == ["plan-co", "plan-co-2", "workspace", "x" * 34]


def test_only_who_owns_a_workspace_makes_another_one(owner: Member, product_manager: Member) -> None:
    assert owner.user is not None
    assert product_manager.user is not None
    with pytest.raises(PermissionDenied, match="Only an owner of a workspace"):
        create_workspace(product_manager.user, name="Mine")
    assert create_workspace(owner.user, name="Mine").role == Role.OWNER
    make_member(owner.workspace, Role.OWNER)
    deactivate_member(owner, by=owner.actor())
    Member.objects.filter(user=owner.user).exclude(pk=owner.pk).update(role=Role.STAKEHOLDER)
    with pytest.raises(PermissionDenied):
        create_workspace(owner.user, name="Another")


def test_a_workspace_is_changed_by_its_owner(owner: Member, product_manager: Member) -> None:
    values = {"name": "Acme 2", "timezone": "Europe/Berlin", "estimate_unit": "days"}
    with pytest.raises(PermissionDenied):
        update_workspace(owner.workspace, by=product_manager.actor(), **values)
    changed = update_workspace(owner.workspace, by=owner.actor(), **values)
    assert changed.version == 2
    assert Event.objects.get().changes["timezone"] == ["UTC", "Europe/Berlin"]


@pytest.mark.parametrize("change", [{"name": ""}, {"timezone": "Mars"}, {"estimate_unit": "bananas"}])
def test_what_a_workspace_cannot_be(owner: Member, change: dict[str, str]) -> None:
    values = {"name": "Acme", "timezone": "UTC", "estimate_unit": "days", **change}
    with pytest.raises(ValidationError) as caught:
        update_workspace(owner.workspace, by=owner.actor(), **values)
    assert list(caught.value.message_dict) == list(change)


def test_a_new_name_shows_in_every_workspace(owner: Member) -> None:
    assert owner.user is not None
    elsewhere = make_member(user=owner.user)
    update_profile(owner.user, name="Olivia", timezone="Asia/Tokyo", language="en-gb")
    elsewhere.refresh_from_db()
    assert elsewhere.name == "Olivia"
    assert Event.objects.filter(verb="member.updated").values("workspace").distinct().count() == 2
