"""Earlier descriptions: seen, compared, brought back."""

import re

import pytest
from django.test import Client

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from backlog.services.items import update_item
from tests.conftest import ClientOf
from tests.factories import make_item

PANEL = {"X-Requested-With": "fetch"}


@pytest.fixture
def rewritten(item: Item, owner: Member) -> str:
    """The address of the change from “Pay by bank” to “Pay by card”."""
    for text in ("Pay by bank", "Pay by card"):
        update_item(item, by=owner.actor(), fields={"description": text})
    event = Event.objects.filter(object_id=item.pk, verb="item.updated").latest("at")
    return f"/w/acme/items/WEB-1/descriptions/{event.pk}/"


def test_the_history_leads_to_what_changed(client: Client, rewritten: str) -> None:
    page = client.get("/w/acme/items/WEB-1/").content.decode()
    assert page.count('class="stream-look"') == 1, "the first description replaced none"
    assert rewritten in page
    change = client.get(rewritten).content.decode()
    gone, new = (
        f'<{tag}><span class="visually-hidden">{said}: </span>'
        for tag, said in (("del", "removed"), ("ins", "added"))
    )
    assert (
        f'<div class="diff" tabindex="0" role="group" aria-label="Comparison">Pay by {gone}bank</del>{new}card</ins></div>'
        in change
    )


def test_an_earlier_description_is_restored_as_a_new_change(
    client: Client, item: Item, rewritten: str, product_owner: Member
) -> None:
    answer = client.post(f"{rewritten}restore/", headers=PANEL)
    item.refresh_from_db()
    assert (answer.status_code, item.description, item.version) == (200, "Pay by bank", 4)
    assert "This is the description now" in answer.content.decode()
    last = Event.objects.filter(object_id=item.pk).latest("at")
    undo_action(last.action, by=product_owner.actor())
    item.refresh_from_db()
    assert item.description == "Pay by card"


def test_restoring_what_it_is_already_changes_nothing(client: Client, item: Item, rewritten: str) -> None:
    for _time in range(2):
        client.post(f"{rewritten}restore/")
    item.refresh_from_db()
    assert item.version == 4


def test_an_event_of_another_item_is_not_here(client: Client, item: Item, rewritten: str) -> None:
    make_item(item.product, "Other")
    assert client.get(rewritten.replace("WEB-1", "WEB-2")).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("contributor", 403), ("stakeholder", 403), ("stranger", 404)])
def test_who_may_not_edit_may_not_restore(
    client_of: ClientOf, request: pytest.FixtureRequest, rewritten: str, who: str, status: int
) -> None:
    assert client_of(request.getfixturevalue(who)).post(f"{rewritten}restore/").status_code == status


def test_all_earlier_ones_are_listed_page_by_page(
    client: Client, item: Item, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("backlog.queries.descriptions", "backlog.views.descriptions"):
        monkeypatch.setattr(f"{module}.MOST_EARLIER", 2)
    for number in range(5):
        update_item(item, by=owner.actor(), fields={"description": f"Text {number}"})
        item.refresh_from_db()
    page = client.get("/w/acme/items/WEB-1/descriptions/").content.decode()
    assert [f"Text {number}" in page for number in range(5)] == [False, False, True, True, False]
    [before] = re.findall(r"\?before=([0-9a-f-]+)", page)
    older = client.get("/w/acme/items/WEB-1/descriptions/", {"before": before}).content.decode()
    assert [f"Text {number}" in older for number in range(3)] == [True, True, False]
