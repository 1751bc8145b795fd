"""A page that stays open keeps its bars in their rows; opened anew it is packed anew."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from backlog.models import Item
from roadmap.models import Entry, Roadmap
from tests.roadmap.conftest import TITLES, text

SAME = {"start_on": date(2026, 12, 1), "due_on": date(2026, 12, 31)}
AWAY = {"start_on": "2027-05-01", "due_on": "2027-05-31", "zoom": "months"}
FIRST, NEXT = TITLES[:2]
TOP, SECOND = "10", "48"


def rows(html: str) -> dict[str, str]:
    """How far from the lane's top each bar stands, by its title."""
    bars = re.findall(r'<a class="tl-bar[^>]*?>', html)
    return {_one(r"data-title=\"([^\"]+)", bar): _one(r"translate\(\S+ (\S+?)\)", bar) for bar in bars}


def _one(pattern: str, html: str) -> str:
    found = re.search(pattern, html)
    return found[1] if found else ""


@pytest.fixture
def url(roadmap: Roadmap, entries: list[Entry]) -> str:
    """Of a roadmap whose first two bars have the same dates."""
    Item.objects.filter(pk=entries[1].item_id).update(**SAME)
    return reverse("roadmap:roadmap", args=[roadmap.workspace.slug, roadmap.pk])


def test_a_bar_moved_away_keeps_its_row_until_the_page_is_opened_anew(
    manager: Client, url: str, entries: list[Entry]
) -> None:
    opened = text(manager, url)
    page = _one(r'data-page="([^"]+)', opened)
    assert rows(opened) == {FIRST: TOP, NEXT: SECOND}
    moved = manager.post(f"{url}entries/{entries[1].pk}/move/", {**AWAY, "page": page}).content.decode()
    assert rows(moved) == {FIRST: TOP, NEXT: SECOND}
    assert rows(text(manager, f"{url}timeline/?page={page}")) == {FIRST: TOP, NEXT: SECOND}
    assert rows(text(manager, url)) == {FIRST: TOP, NEXT: TOP}


@pytest.mark.parametrize("asked", ["", "x", "01a205f5-3bfe-7647-828b-eb2436a126cc"])
def test_a_page_that_is_not_known_is_packed_anew(
    asked: str, manager: Client, url: str, entries: list[Entry]
) -> None:
    answer = manager.post(f"{url}entries/{entries[1].pk}/move/", {**AWAY, "page": asked})
    assert rows(answer.content.decode()) == {FIRST: TOP, NEXT: TOP}
