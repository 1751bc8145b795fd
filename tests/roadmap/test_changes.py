"""What changed since an edition, a day: which states are known, why something changed, and the page and address that tell."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.discussion import add_comment
from backlog.services.items import update_item
from roadmap.editions import Comparison, compared, state_of
from roadmap.models import Edition, Entry, Lane, Roadmap
from roadmap.services.entries import add_entry, remove_entry, update_entry
from roadmap.services.milestones import add_milestone, remove_milestone
from roadmap.services.moving import move_entry
from roadmap.services.publishing import publish
from roadmap.tasks import publish_nightly
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item
from tests.roadmap.conftest import text


def at(roadmap: Roadmap) -> str:
    return f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/"


def since(roadmap: Roadmap, said: str, by: Actor, until: str = "now") -> Comparison:
    return compared(
        roadmap, state_of(roadmap, said, by=by), state_of(roadmap, until, by=by, is_end=True), by=by
    )


def kinds(found: Comparison) -> list[tuple[str, str]]:
    return [(change.kind, change.title) for change in found.changes]


@pytest.fixture
def planned(roadmap: Roadmap, entries: list[Entry], by: Actor) -> Roadmap:
    """Published as edition 1 as it is."""
    publish(roadmap, by=by)
    return roadmap


def test_the_worked_example_with_its_reasons(
    planned: Roadmap, entries: list[Entry], lanes: list[Lane], items: list[Item], by: Actor, owner: Member
) -> None:
    move_entry(entries[0], by=by, fields={"due_on": date(2027, 1, 14), "lane": lanes[1]})
    add_comment(entries[0], by=by, text="The bank\nneeds two weeks more")
    add_comment(entries[0], by=owner.actor(), text="Fine")
    update_item(items[1], by=owner.actor(), fields={"due_on": date(2027, 2, 26)})
    remove_entry(entries[2], by=by)
    found = since(planned, "1", by)
    assert [(each.kind, each.days, found.reasons[each].who) for each in found.changes] == [
        ("earlier", 2, owner.name), ("later", 14, by.name), ("moved", 0, by.name), ("dropped", 0, by.name),
    ]  # fmt: skip
    assert found.reasons[found.changes[1]].comment == "The bank needs two weeks more"
    assert not found.reasons[found.changes[0]].comment


def test_a_due_date_that_was_taken_away_is_said_plainly(
    planned: Roadmap, items: list[Item], by: Actor, manager: Client
) -> None:
    update_item(items[0], by=by, fields={"due_on": None})
    page = text(manager, f"{at(planned)}changes/?since=1")
    assert "No due date" in page
    assert "no longer has a due date; was 31 Dec" in page
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    publish(planned, by=by)
    update_item(items[0], by=by, fields={"due_on": None})
    publish(planned, by=by)
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    assert "no due date → 14 Jan 2027" in text(manager, f"{at(planned)}changes/?since=3")


def test_who_removed_a_milestone_is_told(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    fair = add_milestone(roadmap, by=by, name="Fair", on=date(2027, 3, 12))
    publish(roadmap, by=by)
    remove_milestone(fair, by=by)
    found = since(roadmap, "1", by)
    assert [(each.kind, found.reasons[each].who) for each in found.changes] == [("dropped", by.name)]


def test_an_act_that_was_undone_leaves_no_line(planned: Roadmap, items: list[Item], by: Actor) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2027, 5, 1)})
    update_item(items[0], by=by, fields={"due_on": date(2026, 12, 31)})
    assert kinds(since(planned, "1", by)) == []


def test_a_day_is_the_night_before_it(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    Roadmap.objects.update(created_at="2026-11-20T12:00Z")
    roadmap.refresh_from_db()
    for day, title in ((21, "One"), (22, "Two"), (23, "Three")):
        with time_machine.travel(f"2026-11-{day}T03:20:00Z", tick=False):
            publish_nightly()
        with time_machine.travel(f"2026-11-{day}T12:00:00Z", tick=False):
            update_entry(entries[0], by=by, fields={"public_title": title})
    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        change = since(roadmap, "2026-11-22", by).changes[0]
        assert (change.kind, change.before, change.after) == ("renamed", "One", "Three")
        assert since(roadmap, "2026-11-22", by, until="2026-11-22").changes[0].after == "Two"
        assert {each.kind for each in since(roadmap, "2026-11-20", by).changes} == {"added"}


@pytest.mark.parametrize("said", ["2", "2999-01-01", "yesterday", "99999999999", "9999-12-31"])
def test_a_state_that_is_not_known_is_said(planned: Roadmap, by: Actor, said: str) -> None:
    with pytest.raises(ValidationError):
        state_of(planned, said, by=by, is_end=True)


def test_before_it_was_there_everything_is_to_come(planned: Roadmap, by: Actor) -> None:
    assert {each.kind for each in since(planned, "2020-01-01", by).changes} == {"added"}


def test_what_was_made_before_morning_was_not_there_when_the_day_began(
    roadmap: Roadmap, entries: list[Entry], by: Actor
) -> None:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        Roadmap.objects.update(created_at="2026-11-20T02:00Z")
        roadmap.refresh_from_db()
        assert {each.kind for each in since(roadmap, "2026-11-20", by).changes} == {"added"}


def test_nights_that_were_missed_are_not_made_up(roadmap: Roadmap, by: Actor) -> None:
    Roadmap.objects.update(created_at="2026-01-01T12:00Z")
    roadmap.refresh_from_db()
    with pytest.raises(ValidationError, match="Nothing was kept"):
        state_of(roadmap, "2026-06-01", by=by)


def test_the_older_one_comes_first(planned: Roadmap, entries: list[Entry], by: Actor) -> None:
    publish(planned, by=by, note="Again")
    with pytest.raises(ValidationError, match="older"):
        since(planned, "2", by, until="1")


def test_what_was_said_at_publishing_is_told(planned: Roadmap, by: Actor) -> None:
    publish(planned, by=by, note="Refunds moved to June")
    assert [edition.note for edition in since(planned, "1", by).notes] == ["Refunds moved to June"]
    assert not since(planned, "2", by).notes


def test_many_changes_cost_as_many_statements_as_one(
    roadmap: Roadmap, items: list[Item], by: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [make_item(items[0].product, f"More {number}") for number in range(30)]
    for item in made:
        add_entry(roadmap, item, by=by)
    publish(roadmap, by=by)
    for item in made:
        update_item(item, by=by, fields={"due_on": date(2027, 5, 1)})
    before, now = state_of(roadmap, "1", by=by), state_of(roadmap, "now", by=by)
    with django_assert_num_queries(5):
        assert len(compared(roadmap, before, now, by=by).reasons) == 30


def test_a_comment_on_an_item_is_for_who_reads_the_backlog(
    planned: Roadmap, items: list[Item], by: Actor, stakeholder: Member
) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    add_comment(items[0], by=by, text="The bank is late")
    for reader, said in ((by, "The bank is late"), (stakeholder.actor(), "")):
        found = since(planned, "1", reader)
        assert found.reasons[found.changes[0]].comment == said


def test_the_page_tells_it(planned: Roadmap, items: list[Item], by: Actor, manager: Client) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    page = text(manager, at(planned) + "changes/")
    assert "1 change from edition 1 to now" in page
    assert "31 Dec → 14 Jan 2027, 14 days" in page
    assert manager.get(at(planned) + "changes/?day=2999-01-01").status_code == 422
    assert "Nothing changed" in text(manager, at(planned) + "changes/?since=1&until=1")


def test_where_nothing_is_new_the_last_edition_is_offered(
    planned: Roadmap, items: list[Item], by: Actor, manager: Client
) -> None:
    assert "Changes in edition" not in text(manager, at(planned) + "changes/")
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    publish(planned, by=by)
    page = manager.get(at(planned) + "changes/").content.decode()
    assert 'href="?since=1&amp;until=2">Changes in edition 2' in page
    assert "1 change from edition 1 to edition 2" in text(manager, at(planned) + "changes/?since=1&until=2")


def test_an_edition_is_looked_at_as_it_was(
    planned: Roadmap, entries: list[Entry], by: Actor, manager: Client
) -> None:
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    for view in ("timeline", "horizons", "list"):
        page = text(manager, f"{at(planned)}editions/1/?view={view}")
        assert "Pay by bank transfer" in page
        assert "data-editable" not in page
        assert "tl-fold" not in page
    assert 'data-zoom="weeks"' in text(manager, f"{at(planned)}editions/1/timeline/?zoom=weeks")
    assert manager.get(f"{at(planned)}editions/2/").status_code == 404


def test_the_list_of_editions_leads_to_their_changes(planned: Roadmap, by: Actor, manager: Client) -> None:
    publish(planned, by=by, note="Refunds moved to June")
    Edition.objects.create(
        workspace=planned.workspace, roadmap=planned, number=3, schema=3, document={}, is_automatic=True,
        published_at="2030-01-01T00:00Z",
    )  # fmt: skip
    page = text(manager, at(planned) + "editions/")
    assert "Refunds moved to June" in page
    assert "?since=1&amp;until=2" in page
    assert "Edition 3" not in page


def test_the_api_says_the_same(
    planned: Roadmap, items: list[Item], by: Actor, api_of: ApiOf, product_owner: Member
) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    api: APIClient = api_of(product_owner)
    url = f"/api/v1/roadmaps/{planned.pk}/changes/"
    shown: Any = api.get(url).json()
    assert (shown["since"]["edition"], shown["until"]["edition"]) == (1, None)
    line = shown["changes"][0]
    assert {name: line[name] for name in ("kind", "item", "after", "days", "by")} == {
        "kind": "later", "item": "WEB-1", "after": "2027-01-14", "days": 14, "by": by.name,
    }  # fmt: skip
    assert api.get(url + "?since=7").status_code == 422


def test_readers_meet_the_changes_on_the_roadmap(
    planned: Roadmap, client_of: ClientOf, stakeholder: Member
) -> None:
    assert at(planned) + "changes/" in text(client_of(stakeholder), at(planned))
