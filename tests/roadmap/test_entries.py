from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.services.items import update_item
from core.errors import Conflict, OutOfDate
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entries, add_entry, add_new_item, remove_entry, update_entry
from roadmap.services.moving import move_entry
from tests.factories import make_item, make_product, make_workspace

DEC, JAN = date(2026, 12, 1), date(2027, 1, 31)


def order(roadmap: Roadmap) -> list[str]:
    return [entry.item.title for entry in roadmap.entries.select_related("item")]


def test_adding_twice_is_refused_and_adding_many_skips(
    roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor
) -> None:
    with pytest.raises(Conflict, match="already"):
        add_entry(roadmap, items[0], by=by)
    more = make_item(items[0].product, "One more")
    added = add_entries(roadmap, [items[1], more, more], by=by)
    assert [entry.item for entry in added] == [more]
    assert order(roadmap)[-1] == "One more"


def test_a_new_item_lands_in_backlog_and_roadmap(
    roadmap: Roadmap, lanes: list[Lane], web: Product, by: Actor
) -> None:
    entry = add_new_item(roadmap, web, by=by, title="Gift cards", lane=lanes[1], horizon="next")
    assert entry.item.key == "WEB-1"
    assert {event.verb for event in Event.objects.filter(action=by.action)} >= {
        "item.created",
        "entry.created",
    }


def test_an_item_of_another_workspace_cannot_be_added(roadmap: Roadmap, by: Actor) -> None:
    foreign = make_item(make_product(make_workspace()))
    add_entry(roadmap, foreign, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    roadmap.entries.all().delete()


def test_texts_change_once_and_name_who_was_faster(entries: list[Entry], by: Actor) -> None:
    changed = update_entry(
        entries[0], by=by, fields={"public_title": " Bank  transfer "}, seen={"public_title": ""}
    )
    assert (changed.public_title, changed.version) == ("Bank transfer", 2)
    assert update_entry(changed, by=by, fields={"public_title": "Bank transfer"}).version == 2
    with pytest.raises(OutOfDate, match="Bank transfer"):
        update_entry(entries[0], by=by, fields={"public_title": "Transfer"}, seen={"public_title": ""})


def test_a_lane_drag_writes_the_entry_and_no_item(
    entries: list[Entry], lanes: list[Lane], items: list[Item], by: Actor
) -> None:
    moved = move_entry(entries[0], by=by, fields={"lane": lanes[1]}, seen={"lane": lanes[0]})
    assert (moved.lane, moved.version) == (lanes[1], 2)
    items[0].refresh_from_db()
    assert items[0].version == 1


def test_a_date_drag_writes_the_item_and_no_entry(entries: list[Entry], by: Actor) -> None:
    move_entry(
        entries[0],
        by=by,
        fields={"due_on": JAN, "start_on": DEC},
        seen={"due_on": date(2026, 12, 31), "start_on": DEC},
    )
    entries[0].refresh_from_db()
    assert (entries[0].item.due_on, entries[0].version) == (JAN, 1)


def test_what_the_person_left_alone_is_left_alone(entries: list[Entry], items: list[Item], by: Actor) -> None:
    update_item(items[0], by=by, fields={"start_on": date(2026, 12, 7)})
    seen = {"start_on": DEC, "due_on": date(2026, 12, 31)}
    move_entry(Entry.objects.get(pk=entries[0].pk), by=by, fields={"start_on": DEC, "due_on": JAN}, seen=seen)
    items[0].refresh_from_db()
    assert (items[0].start_on, items[0].due_on) == (date(2026, 12, 7), JAN)


def test_a_date_that_someone_else_moved_is_not_overwritten(
    entries: list[Entry], items: list[Item], by: Actor
) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2027, 3, 1)})
    with pytest.raises(OutOfDate, match=r"1 Mar.*You wanted.*Jan"):
        move_entry(
            Entry.objects.get(pk=entries[0].pk),
            by=by,
            fields={"due_on": JAN},
            seen={"due_on": date(2026, 12, 31)},
        )


def test_a_lane_that_someone_else_chose_is_not_overwritten(
    entries: list[Entry], lanes: list[Lane], by: Actor
) -> None:
    move_entry(entries[0], by=by, fields={"lane": lanes[1]})
    with pytest.raises(OutOfDate, match="Trust"):
        move_entry(entries[0], by=by, fields={"lane": None}, seen={"lane": lanes[0]})


def test_order_changes_by_neighbour_and_by_top(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    move_entry(entries[2], by=by, to="top", fields={"horizon": "now"})
    assert order(roadmap)[0] == "Guest basket"
    move_entry(entries[0], by=by, after=entries[1])
    assert order(roadmap) == ["Guest basket", "Apple Pay", "Pay by bank transfer"]
    assert move_entry(entries[0], by=by, after=entries[1]).version == 2


def test_ranks_stay_short_however_often_one_drags(roadmap: Roadmap, entries: list[Entry], by: Actor) -> None:
    Entry.objects.filter(pk=entries[1].pk).update(rank="a0" + "V" * 60)
    Entry.objects.filter(pk=entries[2].pk).update(rank="a0" + "V" * 60 + "1")
    Entry.objects.filter(pk=entries[0].pk).update(rank="a5")
    move_entry(entries[0], by=by, after=entries[1])
    assert order(roadmap) == ["Apple Pay", "Pay by bank transfer", "Guest basket"]
    assert max(len(rank) for rank in roadmap.entries.values_list("rank", flat=True)) < 5


def test_both_or_nothing(entries: list[Entry], lanes: list[Lane], by: Actor) -> None:
    with pytest.raises(ValidationError):
        move_entry(entries[0], by=by, fields={"lane": lanes[1], "due_on": date(2020, 1, 1)})
    assert Entry.objects.get(pk=entries[0].pk).lane == lanes[0]


@pytest.mark.parametrize("role", ["product_owner", "contributor"])
def test_who_grooms_may_date_but_not_place(
    role: str, request: pytest.FixtureRequest, entries: list[Entry], lanes: list[Lane]
) -> None:
    member: Member = request.getfixturevalue(role)
    mine = make_item(entries[0].item.product, "Mine", by=member)
    entry = add_entry(entries[0].roadmap, mine, by=request.getfixturevalue("by"))
    move_entry(entry, by=member.actor(), fields={"due_on": JAN})
    with pytest.raises(PermissionDenied, match="product manager"):
        move_entry(entry, by=member.actor(), fields={"lane": lanes[0]})
    with pytest.raises(PermissionDenied, match="product manager"):
        update_entry(entry, by=member.actor(), fields={"public_title": "x"})


def test_a_contributor_may_not_date_what_is_not_theirs(entries: list[Entry], contributor: Member) -> None:
    with pytest.raises(PermissionDenied, match="product owner"):
        move_entry(entries[0], by=contributor.actor(), fields={"due_on": JAN})


Act = Callable[[list[Entry], Actor], object]


@pytest.mark.parametrize(
    "act",
    [
        lambda entries, by: move_entry(entries[1], by=by, fields={"lane": None, "horizon": "later"}),
        lambda entries, by: move_entry(entries[2], by=by, to="top"),
        lambda entries, by: move_entry(entries[0], by=by, fields={"due_on": JAN, "lane": None}),
        lambda entries, by: remove_entry(entries[1], by=by),
        lambda entries, by: update_entry(entries[1], by=by, fields={"public_note": "Soon"}),
    ],
)
def test_undo_puts_everything_back(
    act: Act, roadmap: Roadmap, entries: list[Entry], lanes: list[Lane], by: Actor
) -> None:
    columns = ("item", "lane", "horizon", "public_note", "item__due_on")
    before = list(roadmap.entries.values_list(*columns))
    doing = by.anew()
    act(entries, doing)
    assert list(roadmap.entries.values_list(*columns)) != before
    assert undo_action(doing.action, by=by).refused == []
    assert list(roadmap.entries.values_list(*columns)) == before
