"""Who is told of what happens to an item."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Member, Workspace
from backlog.models import Item
from backlog.services.watching import unwatch, watch
from tests.conftest import ClientOf
from tests.factories import make_member

PANEL = {"X-Requested-With": "fetch"}
WATCHERS = "/w/acme/items/WEB-1/watchers/"


def watching(item: Item) -> set[str]:
    return {row.member.name for row in item.watchers.select_related("member")}


def test_a_product_owner_has_others_told(client: Client, item: Item, contributor: Member) -> None:
    shown = client.post(WATCHERS, {"member": "cora  contributor"}, headers=PANEL)
    assert (shown.status_code, watching(item)) == (200, {"Cora Contributor"})
    assert "Cora Contributor need not be told" in shown.content.decode()
    client.post(f"{WATCHERS}{contributor.pk}/delete/", headers=PANEL)
    assert watching(item) == set()


@pytest.mark.parametrize(("name", "why"), [("Nemo", "Nobody here"), ("Two Alike", "More than one"), ("Stan Stakeholder", "Nobody here")])  # fmt: skip
def test_a_name_that_leads_to_nobody_says_why(
    client: Client, item: Item, workspace: Workspace, stakeholder: Member, name: str, why: str
) -> None:
    for _time in range(2):
        make_member(workspace, name="Two Alike")
    answer = client.post(WATCHERS, {"member": name}, headers=PANEL)
    assert (answer.status_code, watching(item)) == (422, set())
    assert why in answer.content.decode()


def test_a_contributor_answers_for_oneself_alone(item: Item, contributor: Member, owner: Member) -> None:
    watch(item, by=contributor.actor(), member=contributor)
    for act in (watch, unwatch):
        with pytest.raises(PermissionDenied):
            act(item, by=contributor.actor(), member=owner)
    assert watching(item) == {"Cora Contributor"}


def test_who_may_not_read_it_cannot_be_told(item: Item, owner: Member, stakeholder: Member) -> None:
    with pytest.raises(ValidationError):
        watch(item, by=owner.actor(), member=stakeholder)


def test_a_contributor_takes_oneself_off_the_list(
    client_of: ClientOf, item: Item, contributor: Member, owner: Member
) -> None:
    for member in (contributor, owner):
        watch(item, by=owner.actor(), member=member)
    page = client_of(contributor)
    shown = page.get("/w/acme/items/WEB-1/").content.decode()
    assert shown.count("need not be told") == 1, "others are another one's to take off"
    assert page.post(f"{WATCHERS}{owner.pk}/delete/", headers=PANEL).status_code == 403
    assert page.post(f"{WATCHERS}{contributor.pk}/delete/", headers=PANEL).status_code == 200
    assert watching(item) == {owner.name}


def test_whoever_may_no_longer_read_it_may_still_take_oneself_off(
    item: Item, contributor: Member, owner: Member
) -> None:
    watch(item, by=owner.actor(), member=contributor)
    contributor.role = "stakeholder"
    contributor.save()
    assert unwatch(item, by=contributor.actor(), member=contributor)
    assert watching(item) == set()
