"""Boxes that ask as one types: what they say of a mistake and of a mistyped word, in the tray and in the dialogs that add items."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Workspace
from backlog.models import Product
from backlog.services.words import learn_words
from roadmap.models import Entry, Roadmap
from tests.backlog.statements import counted
from tests.factories import make_item, make_objective, make_release, make_theme
from tests.roadmap.conftest import text
from tests.roadmap.test_pages import at


@pytest.fixture(autouse=True)
def _words(web: Product) -> None:
    make_item(web, "Payment cards")
    learn_words(web.workspace_id)


@pytest.fixture(
    params=["tray", "candidates", "release_candidates", "objective_candidates", "theme_candidates"]
)
def url(request: pytest.FixtureRequest, workspace: Workspace, web: Product, roadmap: Roadmap) -> str:
    """The address that each of the boxes asks."""
    asked: dict[str, Callable[[], Any]] = {
        "release_candidates": lambda: make_release(web, "4.2"),
        "objective_candidates": lambda: make_objective(workspace, "Buy in a minute"),
        "theme_candidates": lambda: make_theme(workspace, "Trust"),
    }
    found = asked.get(request.param, lambda: roadmap)()
    return at(request.param, found.pk)


def test_a_mistake_is_marked_at_its_word_and_the_nearest_one_offered(manager: Client, url: str) -> None:
    page = text(manager, f"{url}?q=payment+statsu:open")
    assert "(at character 9)" in page
    assert "payment <mark>statsu</mark>:open</span>" in page
    assert 'data-asks="payment status:open"' in page


def test_a_mistyped_word_is_put_right(manager: Client, url: str) -> None:
    assert 'data-asks="payment kind:story"' in text(manager, f"{url}?q=paymnet+kind:story")
    assert "data-asks" not in text(manager, f"{url}?q=payment+kind:story")
    assert "data-asks" not in text(manager, f"{url}?q=")


def test_help_costs_one_statement_and_none_where_something_fits(manager: Client, url: str) -> None:
    manager.get(f"{url}?q=payment")
    with counted() as fits:
        manager.get(f"{url}?q=payment")
    with counted() as nothing:
        manager.get(f"{url}?q=paymnet")
    assert len(nothing) <= len(fits) + 1


def test_the_filter_of_a_roadmap_offers_it_too(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    page = text(manager, f"{at('roadmap', roadmap.pk)}?view=list&q=paymnet")
    assert 'href="?view=list&amp;q=payment">Did you mean payment?</a>' in page
    assert "Did you mean" not in text(manager, f"{at('roadmap', roadmap.pk)}?view=list&q=apple")
