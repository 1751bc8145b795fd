"""How a roadmap looks to one person: filter, colours, fields; theirs before everyone's before the usual."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from roadmap.looks import Look, cleaned_look, look_of
from roadmap.models import Entry, Roadmap, RoadmapLook
from roadmap.services.entries import update_entry
from roadmap.services.roadmaps import keep_look, update_roadmap
from tests.conftest import ClientOf
from tests.factories import make_item, make_team
from tests.roadmap.conftest import TITLES, text
from tests.roadmap.test_pages import at

VIEWS = ("timeline", "horizons", "list")


def url(roadmap: Roadmap, view: str, **asked: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    return f"{at('roadmap', roadmap.pk)}?view={view}{more}"


@pytest.fixture
def in_teams(workspace: Workspace, items: list[Item], entries: list[Entry], by: Actor) -> None:
    """The first two items have teams, the third has none."""
    for item, name in zip(items, ("Payments", "Storefront"), strict=False):
        update_item(item, by=by, fields={"team": make_team(workspace, name)})


def test_ones_own_choice_comes_before_everyones_before_the_usual() -> None:
    shared: dict[str, Any] = {"colour": "team", "fields": {"list": ["key", "status"]}}
    own: dict[str, Any] = {"colour": "kind", "fields": {"list": ["none"]}, "query": "kind:epic"}
    assert look_of({}, {}, "list").colour == "status"
    assert look_of(shared, {}, "list") == Look("team", frozenset({"key", "status"}))
    assert look_of(shared, own, "list") == Look("kind", frozenset(), "kind:epic", is_own=True)
    assert look_of(shared, own, "list", "kind:bug").query == "kind:bug"
    assert look_of(shared, own, "list", "").query == ""


@pytest.mark.parametrize(
    "value",
    [{"colour": "mood"}, {"fields": {"map": []}}, {"fields": {"timeline": ["note"]}}, {"size": 3}, ["key"]],
)
def test_what_is_no_look_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        cleaned_look(value)
    assert list(refused.value.message_dict) == ["look"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_filter_leaves_what_fits(
    manager: Client, roadmap: Roadmap, entries: list[Entry], view: str
) -> None:
    page = text(manager, url(roadmap, view, q="title:apple"))
    assert [title in page for title in TITLES] == [False, True, False]
    assert "1 of 3" in page


def test_the_fresh_view_and_the_answer_of_a_drag_are_narrowed_too(
    manager: Client, roadmap: Roadmap, entries: list[Entry]
) -> None:
    fresh = text(manager, f"{at('timeline', roadmap.pk)}?q=title:apple")
    assert TITLES[0] not in fresh
    assert "/timeline/?q=title%3Aapple" in fresh
    moved = manager.post(at("move_entry", roadmap.pk, entries[0].pk), {"zoom": "months", "q": "title:apple"})
    assert TITLES[0] not in moved.content.decode()


def test_a_mistake_is_told_and_all_is_shown(manager: Client, roadmap: Roadmap, entries: list[Entry]) -> None:
    answer = manager.get(url(roadmap, "timeline", q="kind:epik"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "search-error" in page
    assert all(title in page for title in TITLES)


def test_who_may_not_read_the_backlog_cannot_search_it(
    client_of: ClientOf, stakeholder: Member, roadmap: Roadmap, entries: list[Entry]
) -> None:
    page = text(client_of(stakeholder), url(roadmap, "timeline", q="title:apple"))
    assert all(title in page for title in TITLES)
    assert "Filter this roadmap" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_colours_have_letters_and_a_legend(
    manager: Client, roadmap: Roadmap, in_teams: None, by: Actor, view: str
) -> None:
    update_roadmap(roadmap, by=by, fields={"look": {"colour": "team"}})
    page = text(manager, url(roadmap, view))
    assert all(
        f'aria-hidden="true">{letter}</span>{name}' in page
        for letter, name in zip("AB–", ("Payments", "Storefront", "No team"), strict=True)
    )
    assert "mark hue-7" in page


@pytest.mark.parametrize("colour", ["kind", "theme", "objective", "team", "product", "confidence", "lane"])
def test_every_colour_has_a_value_for_every_entry(
    manager: Client, roadmap: Roadmap, in_teams: None, by: Actor, entries: list[Entry], colour: str
) -> None:
    update_entry(entries[0], by=by, fields={"confidence": "low"})
    update_roadmap(roadmap, by=by, fields={"look": {"colour": colour}})
    page = text(manager, url(roadmap, "horizons"))
    assert page.count('class="hz-card is-backlog is-marked') == 3


def test_bars_say_what_is_chosen(
    manager: Client, roadmap: Roadmap, in_teams: None, product_manager: Member
) -> None:
    page = text(manager, url(roadmap, "timeline"))
    assert "Payments" not in page
    keep_look(roadmap, product_manager, look={"fields": {"timeline": ["team"]}})
    page = text(manager, url(roadmap, "timeline"))
    assert "Pay by bank transfer" in page
    assert ", Payments, " in page


def test_a_look_is_kept_for_oneself_alone(
    manager: Client, roadmap: Roadmap, in_teams: None, client_of: ClientOf, product_owner: Member
) -> None:
    chosen = {"view": "list", "colour": "team", "fields": ["key"], "q": "title:apple"}
    assert manager.post(at("look", roadmap.pk), chosen).url.endswith("?view=list&q=title%3Aapple")  # type: ignore[attr-defined]
    mine = text(manager, url(roadmap, "list"))
    assert [word in mine for word in (TITLES[0], "mark hue-7", "list-due")] == [False, True, False]
    theirs = text(client_of(product_owner), url(roadmap, "list"))
    assert [word in theirs for word in (TITLES[0], "mark hue-7")] == [True, False]


def test_for_everyone_it_is_the_roadmaps_and_can_be_undone(
    manager: Client, roadmap: Roadmap, in_teams: None, client_of: ClientOf, product_owner: Member
) -> None:
    manager.post(at("look", roadmap.pk), {"view": "list", "colour": "team", "fields": [], "for": "everyone"})
    roadmap.refresh_from_db()
    assert roadmap.look == {"colour": "team", "fields": {"list": ["none"]}}
    assert "mark hue-7" in text(client_of(product_owner), url(roadmap, "list"))


def test_only_who_plans_chooses_for_everyone(
    client_of: ClientOf, contributor: Member, roadmap: Roadmap, entries: list[Entry]
) -> None:
    chosen = {"view": "list", "colour": "team", "for": "everyone"}
    assert client_of(contributor).post(at("look", roadmap.pk), chosen).status_code == 403


def test_as_everyone_sees_it_forgets_ones_own(
    manager: Client, roadmap: Roadmap, product_manager: Member
) -> None:
    keep_look(roadmap, product_manager, look={"colour": "team"}, query="kind:epic")
    manager.post(at("look", roadmap.pk), {"view": "list", "for": "nobody"})
    assert RoadmapLook.objects.get().look == {}


@pytest.mark.parametrize("view", VIEWS)
def test_a_look_and_a_filter_cost_a_bounded_number_of_statements(
    manager: Client, roadmap: Roadmap, in_teams: None, items: list[Item], by: Actor, view: str
) -> None:
    update_roadmap(
        roadmap, by=by, fields={"look": {"colour": "objective", "fields": {view: ["team", "estimate"]}}}
    )
    manager.get(at("timeline", roadmap.pk))
    counts = []
    for turn in "yz":
        with CaptureQueriesContext(connection) as caught:
            assert manager.get(url(roadmap, view, q="kind:story,epic")).status_code == 200
        counts.append(len(caught))
        for number in range(10):
            Entry.objects.create(
                workspace=roadmap.workspace,
                roadmap=roadmap,
                item=make_item(items[0].product),
                rank=f"{turn}{number}",
            )
    assert counts[0] == counts[1] <= 15
