import threading
import time
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError

from accounts.models import Member
from activity.actors import Actor, system_actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.services.items import delete_item, update_item
from core.errors import OutOfDate
from roadmap.models import Release, ReleaseItem
from roadmap.release_queries import items_of, releases_of, with_progress
from roadmap.services.release_items import add_items, leave_release, remove_items
from roadmap.services.releases import (
    create_release,
    delete_release,
    mark_released,
    mark_unreleased,
    restore_release,
    update_release,
)
from tests.backlog.statements import counted
from tests.factories import make_item, make_product, make_release, make_workspace
from tests.together import together

DAY = date(2026, 12, 4)


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=DAY)


def inside(release: Release) -> set[str]:
    return {row.key for row in items_of(release, system_actor(release.workspace_id))}


def verbs() -> list[str]:
    found = Event.objects.filter(verb__startswith="release.").order_by("id")
    return [f"{event.verb[8:]} {event.object_label}" for event in found]


def test_a_release_is_planned_and_described(web: Product, by: Actor) -> None:
    made = create_release(web, by=by, name="  4.2   beta ", date=DAY)
    changed = update_release(made, by=by, fields={"name": "4.2", "date": None})
    assert (made.name, changed.name, changed.date, changed.version) == ("4.2 beta", "4.2", None, 2)
    event = Event.objects.get(verb="release.updated")
    assert event.changes == {"name": ["4.2 beta", "4.2"], "date": ["2026-12-04", None]}


def test_nothing_changed_nothing_written(release: Release, by: Actor) -> None:
    assert update_release(release, by=by, fields={"name": "4.2 ", "date": DAY}).version == 1
    assert verbs() == ["created 4.2"]


def test_a_name_is_once_in_its_product(web: Product, release: Release, by: Actor) -> None:
    create_release(make_product(web.workspace, "APP"), by=by, name="4.2")
    with pytest.raises(ValidationError, match="of that name already"):
        create_release(web, by=by, name="4.2")
    with pytest.raises(ValidationError, match="2200"):
        update_release(release, by=by, fields={"date": date(2999, 1, 1)})


def test_who_was_faster_is_noticed(release: Release, by: Actor) -> None:
    update_release(release, by=by, fields={"name": "4.3"})
    with pytest.raises(OutOfDate):
        update_release(release, by=by, fields={"name": "4.4"}, seen={"name": "4.2"})
    with pytest.raises(OutOfDate):
        mark_released(release, by=by, expected_version=1)


def test_only_who_plans_manages_and_only_who_grooms_fills(
    release: Release, items: list[Item], product_owner: Member, contributor: Member
) -> None:
    owner, someone = product_owner.actor(), contributor.actor()
    assert add_items(release, items, by=owner) == items
    for act in (mark_released, mark_unreleased, delete_release):
        with pytest.raises(PermissionDenied):
            act(release, by=owner)
    for fill in (add_items, remove_items):
        with pytest.raises(PermissionDenied):
            fill(release, items, by=someone)


def test_an_item_is_in_one_release_at_a_time(release: Release, items: list[Item], by: Actor) -> None:
    other = make_release(make_product(release.workspace, "APP"), "2.9")
    assert add_items(release, items[:2], by=by) == items[:2]
    assert add_items(release, items[:2], by=by) == []
    assert add_items(other, items[:1], by=by) == items[:1]
    assert (inside(release), inside(other)) == ({"WEB-2"}, {"WEB-1"})
    assert verbs()[2:] == ["item_added WEB-1", "item_added WEB-2", "item_removed WEB-1", "item_added WEB-1"]


def test_the_database_keeps_releases_within_their_workspace(release: Release) -> None:
    stranger = make_item(make_product(make_workspace()))
    ReleaseItem.objects.create(workspace=release.workspace, release=release, item=stranger)
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_stranger_cannot_be_put_in(release: Release, by: Actor) -> None:
    with pytest.raises(ValidationError, match="deleted"):
        add_items(release, [make_item(make_product(make_workspace()))], by=by)


def test_released_and_not_after_all(release: Release, items: list[Item], by: Actor) -> None:
    first = mark_released(release, by=by)
    assert mark_released(release, by=by).released_at == first.released_at
    assert add_items(release, items[:1], by=by), "what shipped with it may be found later"
    assert mark_unreleased(release, by=by).released_at is None
    assert verbs() == ["created 4.2", "released 4.2", "item_added WEB-1", "unreleased 4.2"]


def test_items_stay_when_a_release_is_deleted(release: Release, items: list[Item], by: Actor) -> None:
    add_items(release, items, by=by)
    delete_release(release, by=by)
    assert not Release.objects.exists()
    assert not ReleaseItem.objects.exists()
    assert Item.objects.count() == 3
    restore_release(Release.all_objects.get(), by=by)
    assert Release.objects.count() == 1


@pytest.mark.parametrize("count", [3, 25])
def test_undo_brings_a_deleted_release_back_with_its_items(
    web: Product, release: Release, by: Actor, count: int
) -> None:
    rows = [make_item(web) for _ in range(count)]
    add_items(release, rows, by=by.anew())
    act = by.anew()
    delete_release(release, by=act)
    assert undo_action(act.action, by=by).refused == []
    assert inside(release) == {row.key for row in rows}


def test_undo_of_many_costs_no_more_than_of_few(web: Product, release: Release, by: Actor) -> None:
    costs = []
    for count in (20, 60):
        act = by.anew()
        add_items(release, [make_item(web) for _ in range(count)], by=act)
        with counted() as statements:
            assert undo_action(act.action, by=by).refused == []
        costs.append(len(statements))
    assert costs[0] == costs[1]
    assert inside(release) == set()


def test_undo_leaves_what_was_planned_anew(release: Release, items: list[Item], by: Actor) -> None:
    other, act = make_release(release.product, "5.0"), by.anew()
    add_items(release, items[:2], by=act)
    add_items(other, items[:1], by=by.anew())
    undone = undo_action(act.action, by=by)
    assert [label for label, _why in undone.refused] == ["WEB-1"]
    assert (inside(release), inside(other)) == (set(), {"WEB-1"})


def test_what_was_taken_out_and_planned_anew_stays_there(
    release: Release, items: list[Item], by: Actor
) -> None:
    other, act = make_release(release.product, "5.0"), by.anew()
    add_items(release, items[:1], by=by.anew())
    remove_items(release, items[:1], by=act)
    add_items(other, items[:1], by=by.anew())
    assert "planned anew" in undo_action(act.action, by=by).message()
    assert inside(other) == {"WEB-1"}


def test_one_undo_takes_a_move_back(release: Release, items: list[Item], by: Actor) -> None:
    other, act = make_release(release.product, "5.0"), by.anew()
    add_items(release, items, by=by.anew())
    add_items(other, items[:2], by=act)
    assert undo_action(act.action, by=by).refused == []
    assert (inside(release), inside(other)) == ({"WEB-1", "WEB-2", "WEB-3"}, set())


def test_undo_takes_back_each_change_of_a_release(release: Release, by: Actor) -> None:
    acts = [by.anew() for _ in range(4)]
    update_release(release, by=acts[0], fields={"name": "4.3"})
    mark_released(release, by=acts[1])
    mark_unreleased(release, by=acts[2])
    undo_action(acts[2].action, by=by)
    assert Release.objects.get().released_at is not None
    undo_action(acts[1].action, by=by)
    undo_action(acts[0].action, by=by)
    now = Release.objects.get()
    assert (now.name, now.released_at) == ("4.2", None)
    made = create_release(release.product, by=acts[3], name="5.0")
    undo_action(acts[3].action, by=by)
    assert not Release.objects.filter(pk=made.pk).exists()


def test_leaving_many_releases_costs_what_leaving_one_does(
    web: Product, items: list[Item], by: Actor
) -> None:
    costs = []
    for count in (1, 3):
        for number in range(count):
            add_items(make_release(web, f"{count}.{number}"), items[number : number + 1], by=by)
        with counted() as statements:
            assert leave_release(items, by=by) == count
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 6


def test_undo_refuses_what_others_changed_since(release: Release, by: Actor) -> None:
    act = by.anew()
    update_release(release, by=act, fields={"name": "4.3"})
    update_release(release, by=by.anew(), fields={"name": "4.4"})
    assert "changed it since" in undo_action(act.action, by=by).message()


def test_progress_counts_what_was_not_dropped(web: Product, release: Release, by: Actor) -> None:
    done, dropped = (web.statuses.filter(category=c).first() for c in ("done", "dropped"))
    rows = [
        make_item(web, estimate=3, status=done), make_item(web, estimate=5, due_on=date(2026, 12, 5)),
        make_item(web, estimate=8, status=dropped), make_item(web, due_on=DAY), make_item(web, estimate=2),
    ]  # fmt: skip
    add_items(release, rows, by=by)
    delete_item(rows[4], by=by)
    now = with_progress(Release.objects.all()).get()
    assert (now.item_count, now.done_count, now.open_count, now.late_count) == (3, 1, 2, 1)  # type: ignore[attr-defined]
    assert (now.points, now.done_points) == (8, 3)  # type: ignore[attr-defined]
    assert [row.key for row in items_of(release, by) if row.is_late] == ["WEB-2"]


def test_releases_come_by_their_days(web: Product, by: Actor) -> None:
    for name, day in (("b", None), ("c", date(2027, 1, 1)), ("a", DAY), ("out", DAY)):
        make_release(web, name, date=day)
    mark_released(Release.objects.get(name="out"), by=by)
    with counted() as statements:
        found = releases_of(web.workspace_id)
    assert [row.name for row in found.coming] == ["a", "c", "b"]
    assert [row.name for row in found.released] == ["out"]
    assert len(statements) == 2


def test_putting_in_costs_the_same_for_any_number(web: Product, release: Release, by: Actor) -> None:
    costs = []
    for count in (1, 30):
        rows = [make_item(web) for _ in range(count)]
        with counted() as statements:
            add_items(release, rows, by=by)
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_many_who_plan_the_same_items_at_once_neither_lose_nor_double_one(
    release: Release, items: list[Item], by: Actor
) -> None:
    other = make_release(release.product, "5.0")

    def plan(into: Release, order: list[Item]) -> None:
        for _turn in range(4):
            add_items(into, order, by=by.anew())

    turns = [(release, items), (other, items[::-1]), (other, items), (release, items[::-1])]
    assert together(*(partial(plan, *turn) for turn in turns)) == []
    assert inside(release) | inside(other) == {item.key for item in items}
    assert ReleaseItem.objects.count() == len(items)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_an_item_out_at_once_one_tells(
    release: Release, items: list[Item], by: Actor
) -> None:
    add_items(release, items, by=by.anew())
    other, deleting = make_release(release.product, "5.0"), threading.Event()

    def delete() -> None:
        deleting.set()
        delete_release(release, by=by.anew())
        connection.close()

    thread = threading.Thread(target=delete)
    with transaction.atomic():
        add_items(other, items, by=by.anew())
        thread.start()
        deleting.wait()
        time.sleep(0.2)  # it waits for the items' places
    thread.join()
    assert verbs().count("item_removed WEB-1") == 1
    assert (inside(other), Release.objects.get()) == ({item.key for item in items}, other)


@pytest.mark.django_db(transaction=True)
def test_who_edits_items_and_who_plans_them_wait_in_no_circle(
    release: Release, items: list[Item], by: Actor
) -> None:
    def work(*, edits: bool) -> None:
        for turn in range(6):
            with transaction.atomic():
                if edits:
                    update_item(items[0], by=by.anew(), fields={"title": f"Pay {turn}"})
                (remove_items if turn % 2 else add_items)(release, items[:1], by=by.anew())

    assert together(partial(work, edits=True), partial(work, edits=False)) == []
