"""The list: rows by lane or sorted, cells edited in place."""

from html import escape
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from backlog.models import Item
from roadmap.models import Entry, Lane, Roadmap
from tests.conftest import ClientOf
from tests.roadmap.conftest import TITLES, text, undo_of
from tests.roadmap.test_pages import at


def cell(client: Client, entry: Entry, name: str, value: str, was: str = "", **more: str) -> Any:
    """What the list sends when a cell is left."""
    return client.post(
        at("edit_cell", entry.roadmap_id, entry.pk), {"name": name, "value": value, "from": was, **more}
    )


def fresh(entry: Entry) -> Entry:
    return Entry.objects.select_related("item", "lane").get(pk=entry.pk)


def order(page: str) -> list[str]:
    return sorted(TITLES, key=page.index)


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("due", TITLES),
        ("-due", TITLES[::-1]),
        ("title", ("Apple Pay", "Guest basket", "Pay by bank transfer")),
        ("nonsense", TITLES),
    ],
)
def test_it_is_sorted_by_a_column(
    manager: Client, roadmap: Roadmap, entries: list[Entry], sort: str, titles: tuple[str, ...]
) -> None:
    assert order(text(manager, f"{at('list', roadmap.pk)}?sort={sort}")) == list(titles)


def test_a_head_says_how_it_is_sorted_and_leads_on(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    page = text(manager, f"{at('list', roadmap.pk)}?sort=due")
    assert 'class="list-due" aria-sort="ascending"><a href="?view=list&amp;q=&amp;sort=-due">' in page


def test_what_people_wrote_is_no_html(manager: Client, entries: list[Entry]) -> None:
    words = """<b>"Pay" & 'go'</b>"""
    for name in ("public_title", "public_note"):
        cell(manager, entries[0], name, words)
    page = text(manager, at("list", entries[0].roadmap_id))
    assert words not in page
    assert page.count(escape(words)) == 5


def test_texts_are_the_audiences(manager: Client, entries: list[Entry]) -> None:
    answer = cell(manager, entries[0], "public_title", "Pay from your bank")
    assert answer.content.decode().lstrip().startswith(f'<tr id="row-{entries[0].pk}"')
    cell(manager, entries[0], "public_note", "Soon.")
    now = fresh(entries[0])
    assert (now.public_title, now.public_note, now.item.title) == ("Pay from your bank", "Soon.", TITLES[0])


def test_the_items_own_title_is_no_other(manager: Client, entries: list[Entry]) -> None:
    cell(manager, entries[0], "public_title", TITLES[0])
    assert fresh(entries[0]).public_title == ""


def test_dates_are_typed_as_periods(manager: Client, entries: list[Entry]) -> None:
    cell(manager, entries[0], "due", "2027-Q1", "2026-12-31")
    item = fresh(entries[0]).item
    assert (str(item.due_on), item.due_precision) == ("2027-03-31", "quarter")


@pytest.mark.parametrize(
    ("name", "value"),
    [("due", "soon"), ("start", "2027-13"), ("rank", "1"), ("horizon", "h9"), ("lane", "x")],
)
def test_what_cannot_be_used_is_told(manager: Client, entries: list[Entry], name: str, value: str) -> None:
    assert cell(manager, entries[0], name, value).status_code == 422


def test_an_end_before_the_start_is_refused(manager: Client, entries: list[Entry]) -> None:
    assert cell(manager, entries[0], "due", "2026-11-01", "2026-12-31").status_code == 422


def test_lane_and_horizon(manager: Client, entries: list[Entry], lanes: list[Lane]) -> None:
    cell(manager, entries[0], "lane", str(lanes[1].pk), str(lanes[0].pk))
    cell(manager, entries[0], "horizon", "later", "now")
    now = fresh(entries[0])
    assert (now.lane, now.horizon) == (lanes[1], "later")


def test_what_someone_else_has_just_changed_is_not_overwritten(manager: Client, entries: list[Entry]) -> None:
    cell(manager, entries[0], "public_note", "Mine.")
    assert cell(manager, entries[0], "public_note", "Theirs.", "Before.").status_code == 412
    assert cell(manager, entries[0], "due", "2027-02", "2027-01-31").status_code == 412


def test_it_can_be_undone(manager: Client, entries: list[Entry]) -> None:
    answer = cell(manager, entries[0], "public_note", "Soon.")
    manager.post(undo_of(answer["HX-Trigger"]))
    assert fresh(entries[0]).public_note == ""


def test_a_contributor_dates_their_own_items_alone(
    client_of: ClientOf, contributor: Member, entries: list[Entry], items: list[Item]
) -> None:
    Item.objects.filter(pk=items[0].pk).update(assignee=contributor)
    client = client_of(contributor)
    page = text(client, at("list", entries[0].roadmap_id))
    assert page.count('data-edit="due"') == 1
    assert 'data-edit="public_note"' not in page
    assert cell(client, entries[0], "due", "2027-01", "2026-12-31").status_code == 200
    assert cell(client, entries[1], "due", "2027-03", "2027-02-28").status_code == 403
    assert cell(client, entries[0], "public_note", "x").status_code == 403
