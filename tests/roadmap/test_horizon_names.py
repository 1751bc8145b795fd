"""Horizons of a roadmap's own: named, added, put in order, removed."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from core.errors import Conflict
from roadmap.document import document
from roadmap.horizons import view_name
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import add_entry, remove_entry, restore_entry
from roadmap.services.moving import move_entry
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import update_roadmap
from tests.conftest import ApiOf
from tests.factories import make_item
from tests.roadmap.conftest import text
from tests.roadmap.test_pages import at

FOUR = [
    {"id": "now", "name": "This month"},
    {"id": "next", "name": "Next"},
    {"id": "later", "name": "Later"},
    {"name": "Some day"},
]


def named(roadmap: Roadmap, by: Actor, *rows: dict[str, str]) -> dict[str, str]:
    return update_roadmap(roadmap, by=by, fields={"horizons": list(rows)}).horizon_names()


def test_they_are_renamed_and_more(
    roadmap: Roadmap, by: Actor, manager: Client, entries: list[Entry]
) -> None:
    assert named(roadmap, by, *FOUR) == {
        "now": "This month",
        "next": "Next",
        "later": "Later",
        "h4": "Some day",
    }
    move_entry(entries[0], by=by, fields={"horizon": "h4"})
    page = text(manager, f"{at('roadmap', roadmap.pk)}?view=horizons")
    assert 'data-horizon="h4"' in page
    assert "This month" in page
    roadmap.refresh_from_db()
    assert document(roadmap)["horizons"][3] == {"id": "h4", "name": "Some day"}


def test_an_edition_calls_them_as_they_were(
    roadmap: Roadmap, by: Actor, manager: Client, entries: list[Entry]
) -> None:
    two = ({"id": "now", "name": "This month"}, {"id": "next", "name": "Next month"})
    named(roadmap, by, *two)
    edition = publish(roadmap, by=by)
    named(roadmap, by, *FOUR)
    page = text(manager, f"{at('edition', roadmap.pk, edition.number)}?view=horizons")
    assert page.count("This month · Next month</") == 2


def test_an_id_is_not_used_for_another(roadmap: Roadmap, by: Actor) -> None:
    named(roadmap, by, *FOUR)
    two = ({"id": "now", "name": "Now"}, {"id": "h4", "name": "Some day"})
    assert list(named(roadmap, by, *two, {"name": "Never"})) == ["now", "h4", "h5"]


def test_said_twice_it_is_one(roadmap: Roadmap, by: Actor) -> None:
    named(roadmap, by, *FOUR)
    assert list(named(roadmap, by, *FOUR)) == ["now", "next", "later", "h4"]


def test_one_that_holds_something_stays(roadmap: Roadmap, by: Actor, entries: list[Entry]) -> None:
    with pytest.raises(Conflict, match="holds 3 entries"):
        named(roadmap, by, {"id": "next", "name": "Next"})


def test_none_are_the_usual_three(roadmap: Roadmap, by: Actor) -> None:
    named(roadmap, by, *FOUR)
    assert list(named(roadmap, by)) == ["now", "next", "later"]


@pytest.mark.parametrize(
    "rows",
    [
        [{"name": " "}],
        [{"name": "A"}, {"name": "a"}],
        [{"id": "soon", "name": "A"}],
        [{"name": str(n)} for n in range(8)],
    ],
)
def test_what_cannot_be_is_refused(roadmap: Roadmap, by: Actor, rows: list[dict[str, str]]) -> None:
    with pytest.raises(ValidationError) as refused:
        named(roadmap, by, *rows)
    assert list(refused.value.message_dict) == ["horizons"]


def test_an_unknown_one_takes_no_entry(roadmap: Roadmap, by: Actor, entries: list[Entry]) -> None:
    with pytest.raises(ValidationError, match="one of now, next, later"):
        move_entry(entries[0], by=by, fields={"horizon": "h4"})


def test_new_entries_go_into_the_last(roadmap: Roadmap, by: Actor, entries: list[Entry]) -> None:
    named(roadmap, by, *FOUR)
    assert add_entry(roadmap, make_item(entries[0].item.product), by=by).horizon == "h4"


def test_what_comes_back_finds_another_where_its_own_has_gone(
    roadmap: Roadmap, by: Actor, entries: list[Entry]
) -> None:
    named(roadmap, by, *FOUR)
    move_entry(entries[0], by=by, fields={"horizon": "h4"})
    remove_entry(entries[0], by=by)
    named(roadmap, by, *FOUR[:3])
    assert restore_entry(entries[0], by=by).horizon == "later"


def test_it_can_be_undone(roadmap: Roadmap, product_manager: Member) -> None:
    by = product_manager.actor()
    named(roadmap, by, *FOUR)
    undo_action(by.action, by=product_manager.actor())
    roadmap.refresh_from_db()
    assert roadmap.horizons == []


def test_by_the_dialog(roadmap: Roadmap, manager: Client) -> None:
    sent = {"id": ["now", "next", "later", ""], "name": ["Now", "Next", "Later", "Some day"]}
    manager.post(at("horizon_names", roadmap.pk), {**sent, "act": "up:2"})
    roadmap.refresh_from_db()
    assert list(roadmap.horizon_names()) == ["now", "later", "next", "h4"]
    sent = {"id": ["now", "later"], "name": ["Now", ""]}
    assert manager.post(at("horizon_names", roadmap.pk), sent).status_code == 422


def test_by_api(roadmap: Roadmap, api_of: ApiOf, product_manager: Member, entries: list[Entry]) -> None:
    api, url = api_of(product_manager), f"/api/v1/roadmaps/{roadmap.pk}/"
    assert api.patch(url, {"horizons": FOUR}).json()["horizons"][3] == {"id": "h4", "name": "Some day"}
    assert api.patch(f"/api/v1/entries/{entries[0].pk}/", {"horizon": "h4"}).json()["horizon"] == "h4"
    assert len(api.get("/api/v1/entries/?horizon=h4").json()["results"]) == 1
    assert api.get("/api/v1/entries/?horizon=h9").status_code == 422
    assert api.patch(url, {"horizons": FOUR[:3]}).status_code == 409


def test_the_view_is_called_by_their_names_while_there_is_room() -> None:
    assert view_name(["Now", "Later"]) == "Now · Later"
    assert view_name(["1", "2", "3", "4"]) == "Horizons"
