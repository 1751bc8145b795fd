"""Goals in a browser without scripts: the tree, one objective, its dialogs; the item's page."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item, Product
from roadmap.models import CheckIn, KeyResult, Objective
from roadmap.services.check_ins import check_in
from roadmap.services.objective_items import add_items
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_key_result, make_objective
from tests.roadmap.conftest import HTMX, text, undo_of

HOME = "/w/acme/goals/"


@pytest.fixture
def objective(workspace: Workspace) -> Objective:
    return make_objective(workspace, "Buy in a minute", weight=8, description="Faster than **the tram**.")


@pytest.fixture
def result(objective: Objective) -> KeyResult:
    return make_key_result(objective, "Paid at once", start=40, target=60, unit="%", due_on=date(2027, 3, 1))


@pytest.fixture
def url(objective: Objective) -> str:
    return f"{HOME}{objective.pk}/"


def test_without_goals_the_page_says_what_they_are_for(
    manager: Client, client_of: ClientOf, stakeholder: Member, workspace: Workspace
) -> None:
    assert 'href="/w/acme/goals/new/"' in text(manager, HOME)
    assert "as soon as a product manager sets an objective" in text(client_of(stakeholder), HOME)
    make_objective(workspace, "Over", state="achieved")
    assert "No objective is open." in text(manager, HOME)
    assert "Over" in text(manager, f"{HOME}?show=all")


def test_an_objective_is_set_in_a_dialog(
    manager: Client, objective: Objective, product_owner: Member
) -> None:
    assert f'<option value="{objective.pk}" selected>' in text(manager, f"{HOME}new/?parent={objective.pk}")
    fields = {"name": "Pay at once", "parent": objective.pk, "owner": product_owner.pk, "weight": 7}
    made = manager.post(f"{HOME}new/", fields, headers=HTMX)
    below = Objective.objects.get(name="Pay at once")
    assert (made["HX-Redirect"], below.parent, below.owner) == (
        f"{HOME}{below.pk}/",
        objective,
        product_owner,
    )
    wrong = manager.post(f"{HOME}new/", {**fields, "weight": 11}, headers=HTMX)
    assert (wrong.status_code, "10" in wrong.content.decode()) == (422, True)


def test_the_tree_and_the_page_show_how_far_it_is(
    manager: Client, url: str, objective: Objective, result: KeyResult, items: list[Item], by: Actor
) -> None:
    check_in(result, by=by, value=Decimal(45), confidence="at_risk", comment="The banner hides it.")
    add_items(objective, items[:2], by=by)
    for page in (text(manager, HOME), text(manager, url)):
        assert ("25 %" in page, "0 of 2 items" in page, "At risk" in page) == (True, True, True)
    page = text(manager, url)
    for shown in (
        "<strong>the tram</strong>",
        "40 → 60 %",
        "The banner hides it.",
        "Apple Pay",
        "<circle",
        "Weight 8",
    ):
        assert shown in page


def test_two_who_change_it_at_once_both_see_it(manager: Client, url: str) -> None:
    data = {
        "name": "Buy at once", "description": "", "weight": 8, "state": "open", "from_name": "Buy in a minute",
        "from_weight": "8", "from_parent": "", "from_owner": "", "from_end_on": "", "from_state": "open",
    }  # fmt: skip
    form = text(manager, f"{url}settings/")
    assert ('name="from_weight" value="8"' in form, 'name="from_end_on" value=""' in form) == (True, True)
    assert manager.post(f"{url}settings/", data, headers=HTMX).status_code == 204
    assert manager.post(f"{url}settings/", {**data, "name": "Buy now"}, headers=HTMX).status_code == 412


def test_what_stands_below_is_no_place_for_it(manager: Client, url: str, objective: Objective) -> None:
    below = make_objective(objective.workspace, "Pay at once", parent=objective)
    assert str(below.pk) not in text(manager, f"{url}settings/")
    data = {"name": "Buy", "weight": 8, "state": "open", "parent": below.pk}
    assert manager.post(f"{url}settings/", data, headers=HTMX).status_code == 422


def test_it_moves_among_its_siblings(manager: Client, url: str, objective: Objective) -> None:
    make_objective(objective.workspace, "Trusted")
    manager.post(f"{url}move/", {"to": "down"}, headers=HTMX)
    assert list(Objective.objects.order_by("position").values_list("name", flat=True))[1] == "Buy in a minute"
    assert manager.post(f"{url}move/", {"to": "up"})["Location"] == HOME


def test_it_is_put_below_another_and_comes_back(manager: Client, url: str, objective: Objective) -> None:
    other = make_objective(objective.workspace, "Trusted")
    put = manager.post(f"{url}parent/", {"parent": other.pk, "from": ""})
    objective.refresh_from_db()
    assert (put.status_code, objective.parent) == (204, other)
    assert manager.post(f"{url}parent/", {"parent": "", "from": ""}).status_code == 412
    assert manager.post(f"{HOME}{other.pk}/parent/", {"parent": objective.pk}).status_code == 422
    assert manager.post(f"{url}parent/", {"parent": "nowhere"}).status_code == 404
    manager.post(undo_of(put["HX-Trigger"]))
    objective.refresh_from_db()
    assert objective.parent is None


def test_it_is_put_before_another_and_comes_back(manager: Client, url: str, objective: Objective) -> None:
    first = make_objective(objective.workspace, "Trusted")
    put = manager.post(f"{HOME}{first.pk}/parent/", {"parent": "", "from": "", "before": objective.pk})
    names = Objective.objects.order_by("position").values_list("name", flat=True)
    assert (put.status_code, list(names)) == (204, ["Trusted", "Buy in a minute"])
    manager.post(undo_of(put["HX-Trigger"]))
    assert list(names.all()) == ["Buy in a minute", "Trusted"]
    assert manager.post(f"{url}parent/", {"parent": "", "after": objective.workspace_id}).status_code == 404


def test_it_is_deleted_and_brought_back(manager: Client, url: str) -> None:
    gone = manager.post(f"{url}delete/", headers=HTMX)
    assert ("Buy in a minute has been deleted" in gone.content.decode(), manager.get(url).status_code) == (
        True,
        404,
    )
    manager.post(undo_of(gone["HX-Trigger"]))
    assert manager.get(url).status_code == 200
    assert manager.post(f"{url}delete/")["Location"] == HOME


def test_a_key_result_is_added_changed_and_deleted(manager: Client, url: str, objective: Objective) -> None:
    fields = {"name": "Paid at once", "start": "94", "target": "60.5", "unit": "s"}
    assert manager.post(f"{url}key-results/new/", fields, headers=HTMX).status_code == 204
    row = objective.key_results.get()
    one = f"{url}key-results/{row.pk}/"
    assert 'value="60.5"' in text(manager, one)
    seen = {"from_target": "60.5", "from_start": "94", "from_name": "Paid at once"}
    assert manager.post(one, {**fields, **seen, "target": "58"}, headers=HTMX).status_code == 204
    assert manager.post(one, {**fields, **seen, "target": "57"}, headers=HTMX).status_code == 412
    same = manager.post(one, {**fields, "start": "58", "target": "58"}, headers=HTMX)
    assert (same.status_code, "no way to go" in same.content.decode()) == (422, True)
    assert manager.post(f"{one}delete/", headers=HTMX).status_code == 204
    assert manager.get(one).status_code == 404


def test_its_owner_checks_in_and_takes_it_back(
    client_of: ClientOf, stakeholder: Member, contributor: Member, url: str, objective: Objective
) -> None:
    row = make_key_result(objective, owner=stakeholder, target=10)
    one, theirs = f"{url}key-results/{row.pk}/", client_of(stakeholder)
    assert 'value="0"' in text(theirs, f"{one}check-in/")
    sent = {"value": "2.5", "confidence": "off_track", "comment": "Slow"}
    assert theirs.post(f"{one}check-in/", sent, headers=HTMX).status_code == 204
    assert theirs.post(f"{one}check-in/", {**sent, "value": "much"}, headers=HTMX).status_code == 422
    assert "Check in" in text(theirs, url)
    assert "Check in" not in text(client_of(contributor), url)
    assert client_of(contributor).post(f"{one}check-in/", sent).status_code == 403
    made = CheckIn.objects.get()
    assert theirs.post(f"{one}check-ins/{made.pk}/remove/", headers=HTMX).status_code == 204
    assert not CheckIn.objects.exists()


def test_items_are_found_tied_and_untied(
    manager: Client, url: str, objective: Objective, items: list[Item]
) -> None:
    found = manager.get(f"{url}candidates/", {"q": "apple"}, headers=HTMX).content.decode()
    assert ("WEB-2" in found, "WEB-1" in found) == (True, False)
    put = manager.post(f"{url}add/", {"items": [items[0].pk, items[1].pk]}, headers=HTMX)
    assert (put.status_code, objective.places.count(), "undoUrl" in put["HX-Trigger"]) == (204, 2, True)
    assert "WEB-1" not in manager.get(f"{url}candidates/", headers=HTMX).content.decode()
    manager.post(f"{url}remove/", {"items": items[0].pk}, headers=HTMX)
    manager.post(f"{url}add/", {"items": items[0].pk, "contributing": "on"}, headers=HTMX)
    assert objective.places.filter(is_primary=False).count() == 1
    assert "contributes" in text(manager, url)
    assert manager.post(f"{url}add/", {"items": ["nothing"]}, headers=HTMX).status_code == 422


def test_a_stakeholder_reads_without_links_into_the_backlog(
    client_of: ClientOf, stakeholder: Member, objective: Objective, url: str, items: list[Item], by: Actor
) -> None:
    add_items(objective, items, by=by)
    page = text(client_of(stakeholder), url)
    assert "Apple Pay" in page
    for hidden in ("/items/WEB-2/", "Add items", "Add key result", "/remove/", "More: ", str(items[1].pk)):
        assert hidden not in page


def test_an_item_shows_what_it_serves_first_of_all(
    manager: Client, web: Product, objective: Objective, by: Actor
) -> None:
    beside = make_objective(web.workspace, "Trusted by all")
    top = make_item(web, "Faster payment", kind="initiative")
    low = make_item(web, "Bank transfer", parent=top)
    add_items(objective, [top], by=by)
    add_items(beside, [low], by=by, contributing=True)
    page = text(manager, f"/w/acme/items/{low.key}/")
    strip = page[page.index('class="throughline"') :]
    assert strip.index("Buy in a minute") < strip.index("Faster payment") < strip.index("aria-current")
    assert ("For its goals" in page, "Trusted by all" in page) == (True, True)
    put = manager.post(
        f"/w/acme/items/{low.key}/cells/objective/?as=none", {"value": str(beside.pk), "old": ""}
    )
    assert (put.status_code, beside.places.get().is_primary) == (204, True)


@pytest.mark.parametrize("path", ["", "one"])
def test_pages_cost_the_same_for_any_number(
    manager: Client, web: Product, objective: Objective, url: str, by: Actor, path: str
) -> None:
    costs = []
    manager.get(HOME)  # the session notes that it was seen
    for count in (1, 12):
        add_items(objective, [make_item(web) for _ in range(count)], by=by)
        for number in range(count):
            row = make_key_result(objective, due_on=timezone.localdate() + timedelta(days=number))
            for value in (1, 2):
                check_in(row, by=by, value=Decimal(value))
            make_key_result(make_objective(web.workspace, parent=objective))
        with counted() as statements:
            manager.get(url if path else HOME)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 12
