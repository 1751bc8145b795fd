"""Milestones of a roadmap: in their dialog, dragged, undone, published."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from core.errors import OutOfDate
from roadmap.audience import Audience, for_audience
from roadmap.changes import change_lines
from roadmap.document import document
from roadmap.models import Entry, Milestone, Roadmap
from roadmap.services.entries import update_entry
from roadmap.services.milestones import add_milestone, remove_milestone, update_milestone
from tests.conftest import ApiOf, ClientOf

FREEZE, LATER = date(2027, 3, 1), date(2027, 3, 15)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def freeze(roadmap: Roadmap, by: Actor) -> Milestone:
    return add_milestone(roadmap, by=by.anew(), name="  Spring  freeze ", on=FREEZE)


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


@pytest.fixture
def act(by: Actor) -> Actor:
    """An act of its own, apart from the one that made the roadmap."""
    return by.anew()


def at(name: str, *args: Any) -> str:
    return reverse(f"roadmap:{name}", args=["acme", *args])


def back(by: Actor) -> str:
    return undo_action(by.action, by=by.anew()).message()


def test_adding_is_undone(roadmap: Roadmap, act: Actor) -> None:
    assert add_milestone(roadmap, by=act, name="Fair", on=FREEZE).version == 1
    assert back(act) == "Undone."
    assert not roadmap.milestones.exists()


def test_a_change_is_undone(freeze: Milestone, act: Actor) -> None:
    assert freeze.name == "Spring freeze"
    update_milestone(freeze, by=act, fields={"name": "Thaw", "on": LATER})
    assert back(act) == "Undone."
    freeze.refresh_from_db()
    assert (freeze.name, freeze.on) == ("Spring freeze", FREEZE)


def test_what_was_removed_is_the_same_again(freeze: Milestone, act: Actor) -> None:
    remove_milestone(freeze, by=act)
    assert back(act) == "Undone."
    assert Milestone.objects.get().pk == freeze.pk
    assert "It is there again already" in back(act)


def test_a_change_by_someone_else_is_told(freeze: Milestone, by: Actor) -> None:
    update_milestone(freeze, by=by, fields={"on": LATER})
    with pytest.raises(OutOfDate, match="2027-03-15"):
        update_milestone(freeze, by=by, fields={"on": date(2027, 4, 1)}, seen={"on": FREEZE})


def test_a_year_out_of_reach_is_refused(roadmap: Roadmap, by: Actor) -> None:
    with pytest.raises(ValidationError, match="year"):
        add_milestone(roadmap, by=by, name="Far", on=date(2999, 1, 1))


def test_in_its_dialog(manager: Client, roadmap: Roadmap) -> None:
    manager.post(at("add_milestone", roadmap.pk), {"name": "Fair", "on": "2027-03-01"}, headers=HTMX)
    found = roadmap.milestones.get()
    values = {"name": "Fair", "from_name": "Fair", "on": "2027-03-15", "from_on": "2027-03-01"}
    manager.post(at("update_milestone", roadmap.pk, found.pk), values, headers=HTMX)
    assert roadmap.milestones.get().on == LATER
    manager.post(at("remove_milestone", roadmap.pk, found.pk))
    assert not roadmap.milestones.exists()


def test_without_a_day_it_is_asked_again(manager: Client, roadmap: Roadmap) -> None:
    answer = manager.post(at("add_milestone", roadmap.pk), {"name": "Fair"}, headers=HTMX)
    assert answer.status_code == 422
    assert "a name and a day" in answer.content.decode()


def test_a_dragged_flag_offers_undo(manager: Client, roadmap: Roadmap, freeze: Milestone) -> None:
    url = at("move_milestone", roadmap.pk, freeze.pk)
    answer = manager.post(url, {"on": "2027-03-15", "from_on": "2027-03-01"})
    assert (answer.status_code, "/undo/" in answer["HX-Trigger"]) == (204, True)
    late = manager.post(url, {"on": "2027-04-15", "from_on": "2027-03-01"})
    assert late.status_code == 412


def test_readers_see_it_and_cannot_drag(
    client_of: ClientOf, stakeholder: Member, roadmap: Roadmap, freeze: Milestone, entries: list[Entry]
) -> None:
    text = client_of(stakeholder).get(at("roadmap", roadmap.pk)).content.decode()
    assert 'aria-label="Spring freeze, 1 Mar 2027"' in text
    assert "data-on=" not in text


def test_by_api(api_of: ApiOf, product_manager: Member, roadmap: Roadmap) -> None:
    api: APIClient = api_of(product_manager)
    made = api.post("/api/v1/milestones/", {"roadmap": str(roadmap.pk), "name": "Fair", "on": "2027-03-01"})
    assert made.status_code == 201
    url = made["Location"]
    assert api.patch(url, {"on": "2027-03-15"}, headers={"If-Match": '"1"'}).json()["on"] == "2027-03-15"
    assert api.patch(url, {"on": "2027-03-16"}, headers={"If-Match": '"1"'}).status_code == 412
    assert len(api.get(f"/api/v1/milestones/?roadmap={roadmap.pk}").json()["results"]) == 1
    assert api.delete(url).status_code == 204


def test_readers_of_a_link_learn_of_it_only_where_allowed(roadmap: Roadmap, freeze: Milestone) -> None:
    made = document(roadmap)
    assert for_audience(made, Audience(frozenset(["milestones"])))["milestones"][0]["on"] == "2027-03-01"
    assert "milestones" not in for_audience(made, Audience(frozenset(["dates"])))


def test_what_changed_tells_of_milestones(roadmap: Roadmap, freeze: Milestone, by: Actor) -> None:
    before = document(roadmap)
    update_milestone(freeze, by=by, fields={"on": LATER})
    add_milestone(roadmap, by=by, name="Fair", on=LATER)
    lines = change_lines(before, document(roadmap), today=date(2026, 11, 23))
    assert [(line.kind, line.title) for line in lines] == [("added", "Fair"), ("later", "Spring freeze")]


def test_an_older_edition_knew_none(roadmap: Roadmap, freeze: Milestone) -> None:
    old = {name: value for name, value in document(roadmap).items() if name != "milestones"}
    assert (
        change_lines(for_audience(old, Audience(frozenset(["milestones"]))), document(roadmap), today=FREEZE)
        == []
    )


def test_confidence_is_drawn_with_its_word(
    manager: Client, roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    update_entry(entries[1], by=by, fields={"confidence": "low"})
    text = manager.get(at("roadmap", roadmap.pk)).content.decode()
    assert "is-low" in text
    assert "low confidence" in text


def test_a_confidence_nobody_knows_is_refused(entries: list[Entry], by: Actor) -> None:
    with pytest.raises(ValidationError):
        update_entry(entries[0], by=by, fields={"confidence": "certain"})
