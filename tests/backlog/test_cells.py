"""Editing one field in place: what is read, what is refused, and what happens when two people edit."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Member
from activity.models import Event
from backlog.dates import read_date
from backlog.models import Item, Label
from backlog.services.items import update_item
from tests.conftest import ClientOf
from tests.factories import actor_in, make_item, make_label, make_member, make_product, make_team

TODAY = date(2026, 11, 23)


def url(item: Item, field: str) -> str:
    return f"/w/acme/items/{item.key}/cells/{field}/"


def edit(client: Client, item: Item, field: str, value: str | list[str], old: str = "") -> int:
    response = client.post(url(item, field), {"value": value, "old": old})
    item.refresh_from_db()
    return response.status_code


@pytest.mark.parametrize(
    ("text", "end", "day", "precision"),
    [
        ("28 Nov", "due", "2026-11-28", "day"), ("Nov 28", "due", "2026-11-28", "day"), ("1. october", "due", "2026-10-01", "day"),
        ("3 Jan", "due", "2027-01-03", "day"), ("3 Jan 2026", "due", "2026-01-03", "day"), ("Dec", "due", "2026-12-31", "month"),
        ("feb", "start", "2027-02-01", "month"), ("March 2028", "due", "2028-03-31", "month"), ("Q1 2027", "due", "2027-03-31", "quarter"),
        ("q4", "due", "2026-12-31", "quarter"), ("q1", "start", "2027-01-01", "quarter"), ("H2", "due", "2026-12-31", "half"),
        ("week 48", "due", "2026-11-29", "week"), ("w2", "start", "2027-01-11", "week"), ("tomorrow", "due", "2026-11-24", "day"),
        ("2w", "due", "2026-12-07", "day"), ("2027-03-04", "start", "2027-03-04", "day"),
    ],
)  # fmt: skip
def test_dates_as_people_type_them(text: str, end: str, day: str, precision: str) -> None:
    found, exact = read_date(text, end, TODAY)  # type: ignore[arg-type]  # start or due
    assert (str(found), exact) == (day, precision)


@pytest.mark.parametrize(
    "text", ["soonish", "32 Nov", "29 Feb 2027", "Q5", "week 60", "28 xyz", "0000-00-00"]
)
def test_what_is_no_date_is_said(text: str) -> None:
    with pytest.raises(ValidationError, match="is not a date"):
        read_date(text, "due", TODAY)


def test_every_field_can_be_edited(client: Client, item: Item, product_owner: Member) -> None:
    team, epic = make_team(item.workspace, "Core"), make_item(item.product, "Epic")
    ready = item.product.statuses.get(name="Ready")
    values = {"title": "Pay at once", "kind": "feature", "status": str(ready.pk), "assignee": str(product_owner.pk),
              "estimate": "2,5", "due": "Q1 2099", "start": "2026-11-20", "parent": str(epic.pk), "team": str(team.pk)}  # fmt: skip
    codes = {
        field: edit(client, item, field, value, "story" if field == "kind" else "")
        for field, value in values.items()
        if field not in ("title", "status")
    }
    codes |= {"title": edit(client, item, "title", "Pay at once", "Pay by bank transfer")}
    codes |= {"status": edit(client, item, "status", str(ready.pk), str(item.status_id))}
    assert set(codes.values()) == {200}
    assert (item.title, item.kind, item.status, item.assignee, str(item.estimate)) == (
        "Pay at once",
        "feature",
        ready,
        product_owner,
        "2.50",
    )
    assert (str(item.due_on), item.due_precision, str(item.start_on), item.parent, item.team) == (
        "2099-03-31",
        "quarter",
        "2026-11-20",
        epic,
        team,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("estimate", "many"), ("estimate", "-1"), ("due", "soonish"), ("status", "no-id"), ("kind", "saga"),
     ("assignee", "00000000-0000-0000-0000-000000000000"), ("estimate", "NaN")],
)  # fmt: skip
def test_wrong_value_brings_the_editor_back(client: Client, item: Item, field: str, value: str) -> None:
    before = Event.objects.count()
    response = client.post(url(item, field), {"value": value})
    assert response.status_code == 422
    assert 'id="cell-editor"' in response.content.decode()
    assert Event.objects.count() == before


def test_editor_holds_what_stands_there(client: Client, item: Item) -> None:
    edit(client, item, "due", "28 Nov 2099")
    text = client.get(url(item, "due")).content.decode()
    assert 'name="old" value="2099-11-28"' in text
    assert 'value="28 Nov 2099"' in text


def test_two_people_in_one_field_see_both_values(client: Client, item: Item, product_manager: Member) -> None:
    update_item(item, by=product_manager.actor(), fields={"title": "Theirs"})
    response = client.post(url(item, "title"), {"value": "Mine", "old": "Pay by bank transfer"})
    text = response.content.decode()
    assert response.status_code == 412
    assert "Theirs" in text
    assert 'value="Mine"' in text
    assert 'name="old" value="Theirs"' in text
    assert edit(client, item, "title", "Mine", "Theirs") == 200


def test_two_people_in_different_fields_merge(client: Client, item: Item, product_manager: Member) -> None:
    update_item(item, by=product_manager.actor(), fields={"title": "Theirs"})
    assert edit(client, item, "estimate", "3") == 200
    assert (item.title, str(item.estimate)) == ("Theirs", "3.00")


def test_labels_merge_by_difference(client: Client, item: Item, product_manager: Member) -> None:
    one, two, three = (make_label(item.workspace, name) for name in ("one", "two", "three"))
    update_item(item, by=product_manager.actor(), fields={"labels": [one, two]})
    # Seen: only `one`; it is taken away and `three` is added. `two` came meanwhile and stays.
    assert edit(client, item, "labels", [str(three.pk), "new:Fresh one"], old=str(one.pk)) == 200
    assert sorted(item.labels.values_list("name", flat=True)) == ["Fresh one", "three", "two"]
    assert Label.objects.count() == 4


def test_contributor_edits_own_items_only(client_of: ClientOf, contributor: Member, item: Item) -> None:
    client = client_of(contributor)
    own = make_item(item.product, by=contributor)
    assert edit(client, own, "title", "Better", own.title) == 200
    response = client.post(url(item, "title"), {"value": "Better"})
    assert response.status_code == 403
    assert "product owner" in response.content.decode()


def test_rows_of_another_workspace_are_no_values(client: Client, item: Item, stranger: Member) -> None:
    far = make_item(make_product(stranger.workspace, "FAR"))
    assert edit(client, item, "assignee", str(stranger.pk)) == 422
    assert edit(client, item, "parent", str(far.pk)) == 422
    assert client.get(url(far, "title")).status_code == 404


def test_answer_is_the_row_with_undo(client: Client, item: Item) -> None:
    response = client.post(url(item, "title"), {"value": "Pay at once", "old": item.title})
    assert f'data-key="{item.key}"' in response.content.decode()
    assert f"/w/acme/undo/{response['X-Action']}/" in response["HX-Trigger"]


def test_nothing_changed_offers_no_undo(client: Client, item: Item) -> None:
    assert "HX-Trigger" not in client.post(url(item, "title"), {"value": item.title, "old": item.title})


def test_parents_are_found_by_words_and_by_key(client: Client, item: Item) -> None:
    make_item(item.product, "Wallets everywhere", kind="epic")
    for search in ("wall", "web-2", ""):
        assert "Wallets everywhere" in client.get(f"{url(item, 'parent')}?search={search}").content.decode()
    assert client.get(f"{url(item, 'parent')}?search=stauts:x").status_code == 200


def test_options_name_people_with_oneself_first(client: Client, item: Item, product_owner: Member) -> None:
    make_member(item.workspace, name="Aaron Early")
    text = client.get(url(item, "assignee")).content.decode()
    assert text.index(product_owner.name) < text.index("Aaron Early")


def test_unknown_field_is_not_there(client: Client, item: Item) -> None:
    assert client.get(url(item, "rank")).status_code == 404


def test_bulk_edit_is_all_or_nothing(
    client: Client, client_of: ClientOf, contributor: Member, item: Item
) -> None:
    ready, own = item.product.statuses.get(name="Ready"), make_item(item.product, by=contributor)
    data = {"items": [own.key, item.key], "value": str(ready.pk)}
    assert client_of(contributor).post("/w/acme/p/WEB/bulk/status/", data).status_code == 403
    assert Item.objects.filter(status=ready).count() == 0
    assert client.post("/w/acme/p/WEB/bulk/status/", data).status_code == 200
    assert Item.objects.filter(status=ready).count() == 2


def test_bulk_labels_add_to_what_is_there(client: Client, item: Item) -> None:
    update_item(item, by=actor_in(item.workspace), fields={"labels": [make_label(item.workspace, "old")]})
    new = make_label(item.workspace, "new")
    client.post("/w/acme/p/WEB/bulk/labels/", {"items": [item.key], "value": [str(new.pk)]})
    assert sorted(label.name for label in item.labels.all()) == ["new", "old"]


def test_delete_takes_children_before_parents(client: Client, item: Item) -> None:
    child = make_item(item.product, parent=item)
    response = client.post("/w/acme/p/WEB/deletions/", {"items": [item.key, child.key]})
    assert (response.status_code, Item.objects.count()) == (204, 0)
