"""Files made of a roadmap: what is in them, for whom, and that other programs can read them."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from backlog.services.links import link_items
from roadmap.exports import FORMATS
from roadmap.exports.svg import legend_places
from roadmap.looks import Mark
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entries, update_entry
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import keep_look, update_roadmap
from roadmap.services.theme_items import add_items
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item, make_theme
from tests.roadmap.opened import sheets_of, words_in
from tests.roadmap.test_pages import at

SVG = "{http://www.w3.org/2000/svg}"


TOLD = [name for name in FORMATS if name != "png"]  # whose words can be read without eyes


def file(client: Client, roadmap: Roadmap, form: str, **asked: str) -> str:
    """What is in the file that a browser saves."""
    answer = client.get(at("export", roadmap.pk), {"format": form, **asked})
    assert answer.status_code == 200, answer.content
    return words_in(answer.content, form)


def rows(client: Client, roadmap: Roadmap, **asked: str) -> list[dict[str, str]]:
    text = file(client, roadmap, "csv", **asked)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def words(text: str) -> list[str]:
    """What a picture says, from its beginning to its end."""
    return [each.text or "" for each in ElementTree.fromstring(text).iter(f"{SVG}text")]


def events(text: str) -> list[dict[str, str]]:
    """The events of a calendar: values by property."""
    lines = text.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            name, _colon, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


@pytest.mark.usefixtures("entries")
def test_a_table_has_a_line_for_each_entry(manager: Client, roadmap: Roadmap, lanes: list[Lane]) -> None:
    first, second, third = rows(manager, roadmap)
    told = {name: first[name] for name in ("Lane", "Key", "Title", "Horizon", "Start", "Due", "Progress, %")}
    assert list(told.values()) == [
        "Faster payment", "WEB-1", "Pay by bank transfer", "Now", "2026-12-01", "2026-12-31", "0",
    ]  # fmt: skip
    assert (second["Due"], third["Due"]) == ("2027-02-28", "")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_has_the_theme(
    manager: Client, roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor, form: str
) -> None:
    add_items(make_theme(roadmap.workspace, "Growth"), [items[0]], by=by)
    update_item(items[0], by=by, fields={"estimate": Decimal("2.5")})
    content = manager.get(at("export", roadmap.pk), {"format": form, "q": ""}).content
    head, first, second = (
        sheets_of(content)["Entries"] if form == "xlsx" else [*csv.reader(StringIO(content.decode()))]
    )[:3]
    names = ("Theme", "Product", "Estimate")
    assert [str(first[head.index(name)]) for name in names] == ["Growth", items[0].product.name, "2.5"]
    assert not second[head.index("Theme")]


def test_periods_are_told_as_periods(
    manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    changes = {"due_on": date(2027, 3, 31), "due_precision": "quarter"}
    update_item(entries[0].item, by=by, fields=changes)
    assert rows(manager, roadmap)[0]["Due"] == "2027-Q1"
    assert events(file(manager, roadmap, "ics"))[0]["SUMMARY"] == "Pay by bank transfer (Q1 2027)"


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@A1"])
def test_no_cell_is_a_formula(
    manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor, title: str
) -> None:
    update_entry(entries[0], by=by, fields={"public_title": title})
    assert rows(manager, roadmap)[0]["Title"] == f"'{title}"


@pytest.mark.parametrize("form", TOLD)
def test_it_is_narrowed_as_the_page_is(
    manager: Client, roadmap: Roadmap, entries: list[Entry], product_manager: Member, form: str
) -> None:
    keep_look(roadmap, product_manager, look={}, query="apple")
    kept, all_of_it = (file(manager, roadmap, form, **asked) for asked in ({}, {"q": ""}))
    assert ("Apple Pay" in kept, "Pay by bank" in kept) == (True, False)
    assert "Pay by bank" in all_of_it


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("asked", [{}, {"format": "exe"}, {"format": "csv", "q": "colour:red"}])
def test_what_cannot_be_made_is_told(
    manager: Client, roadmap: Roadmap, api_of: ApiOf, product_manager: Member, asked: dict[str, str]
) -> None:
    assert manager.get(at("export", roadmap.pk), asked).status_code == 422
    answer = api_of(product_manager).get(f"/api/v1/roadmaps/{roadmap.pk}/export/", asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == ("q" if "q" in asked else "format")


@pytest.mark.parametrize("form", TOLD)
def test_readers_of_editions_get_the_last_one(
    client_of: ClientOf, stakeholder: Member, roadmap: Roadmap, entries: list[Entry], by: Actor, form: str
) -> None:
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    reader = client_of(stakeholder)
    assert reader.get(at("export", roadmap.pk), {"format": form}).status_code == 404
    publish(roadmap, by=by)
    update_entry(entries[0], by=by, fields={"public_title": "Zebra"})
    add_milestone(roadmap, by=by, name="Zebra day", on=date(2027, 3, 1))
    text = file(reader, roadmap, form)
    assert "Apple Pay" in text
    assert [word in text for word in ("Zebra", str(roadmap.pk), str(entries[0].pk))] == [False] * 3


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("form", FORMATS)
def test_the_api_makes_the_same(
    manager: Client, roadmap: Roadmap, api_of: ApiOf, product_manager: Member, form: str
) -> None:
    answer = api_of(product_manager).get(
        f"/api/v1/roadmaps/{roadmap.pk}/export/", {"format": form}, HTTP_ACCEPT=FORMATS[form].media_type
    )
    assert answer["Content-Disposition"] == f'attachment; filename="checkout.{form}"'
    assert answer["Content-Type"].startswith(FORMATS[form].media_type)
    mine, theirs = words_in(answer.content, form), file(manager, roadmap, form)
    assert ("Apple Pay" in mine) == ("Apple Pay" in theirs) == (form != "png")


@pytest.mark.parametrize("form", FORMATS)
def test_many_entries_cost_no_more_statements(
    manager: Client, roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor, form: str
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            file(manager, roadmap, form, q="")
        return len(found)

    few = statements()
    more = [make_item(items[0].product, f"More {n}", due_on=date(2027, 1, 5)) for n in range(20)]
    add_entries(roadmap, more, by=by)
    assert statements() <= few <= 10


def test_a_picture_says_what_the_page_says(
    manager: Client, roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor
) -> None:
    add_milestone(roadmap, by=by, name="Spring fair", on=date(2027, 3, 12))
    link_items(items[1], target=items[0], kind="blocks", by=by)
    text = file(manager, roadmap, "svg")
    said = words(text)
    for word in ("Checkout", "What customers will notice.", "Faster payment", "Trust", "Keep it",
                 "Apple Pay", "Spring fair", "Not scheduled  1", "Guest basket"):  # fmt: skip
        assert word in said, word
    assert any("2027" in word for word in said)
    assert "Pay by bank transfer waits for Apple Pay" in text


def test_a_long_legend_goes_on_in_the_next_line() -> None:
    legend = [Mark(f"A rather long name {n}", "A", n) for n in range(9)]
    places = list(legend_places(legend, 500))
    assert [y / places[0][2] for _mark, _x, y in places] == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert max(x for _mark, x, _y in places) < 300


def test_a_picture_holds_nothing_that_runs_or_loads(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    Entry.objects.filter(pk=entries[0].pk).update(public_title='<script>"&\x0b]]>')
    answer = manager.get(at("export", roadmap.pk), {"format": "svg"})
    root = ElementTree.fromstring(answer.content)
    assert '<script>"&]]>' in words(answer.content.decode())
    assert not [
        each for each in root.iter() if each.tag.removeprefix(SVG) in ("script", "style", "a", "image", "use")
    ]
    assert not [
        name for each in root.iter() for name in each.attrib if name.startswith(("on", "href", "style"))
    ]
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_calendar_has_what_is_due(
    manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    update_entry(entries[0], by=by, fields={"public_note": "Banks, shops; \\all"})
    add_milestone(roadmap, by=by, name="Spring fair", on=date(2027, 3, 12))
    text = file(manager, roadmap, "ics")
    first, second, fair = events(text)
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20261231", "20270101")
    assert first["DESCRIPTION"].endswith("\\nBanks\\, shops\\; \\\\all")
    assert first["URL"].endswith(at("entry", roadmap.pk, entries[0].pk))
    assert (second["SUMMARY"], fair["SUMMARY"]) == ("Apple Pay", "Spring fair")
    again = events(file(manager, roadmap, "ics"))
    assert [each["UID"] for each in again] == [first["UID"], second["UID"], fair["UID"]]


def test_a_calendars_lines_are_short(
    manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    title = "Über Geschäfte " + "💶" * 60
    update_entry(entries[0], by=by, fields={"public_title": title})
    text = file(manager, roadmap, "ics")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert events(text)[0]["SUMMARY"] == title


def test_the_page_leads_to_it(
    client_of: ClientOf,
    manager: Client,
    stakeholder: Member,
    roadmap: Roadmap,
    entries: list[Entry],
    by: Actor,
) -> None:
    pages: list[Any] = [
        manager.get(at("roadmap", roadmap.pk), {"q": "apple"}),
        client_of(stakeholder).get(at("roadmap", roadmap.pk)),
    ]
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    publish(roadmap, by=by)
    pages.append(client_of(stakeholder).get(at("roadmap", roadmap.pk)))
    link = f'href="{at("export", roadmap.pk)}?format='
    assert [page.content.decode().count(link) for page in pages] == [len(FORMATS)] * 3
    assert f"{link}csv&amp;q=apple" in pages[0].content.decode()
    of_list = manager.get(at("roadmap", roadmap.pk), {"view": "list"}).content.decode()
    assert f"{link}pdf&amp;view=list" in of_list
