"""What waits for what: clashes, arrows, shifting what begins too early, pages."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Item, ItemLink
from backlog.services.items import update_item
from backlog.services.links import link_items
from core.errors import Conflict
from core.periods import Precision, snap
from roadmap.axis import Zoom
from roadmap.chart import BarSpec, LaneSpec
from roadmap.dependencies import Dates, LinkSpec, after, arrows, clash_days
from roadmap.layout import lay_out
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import remove_entry
from roadmap.services.shifting import plan_shift, shift_successors, stamp_of
from roadmap.waiting import links_on
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item

HTMX = {"HX-Request": "true"}
D, Q = Precision.DAY, Precision.QUARTER


def day(text: str) -> date:
    return date.fromisoformat(text)


def dates(start: str, due: str, precision: Precision = D, category: str = "ready") -> Dates:
    return Dates(day(start) if start else None, precision, day(due) if due else None, precision, category)


@pytest.mark.parametrize(
    ("blocker", "waiting", "days"),
    [
        (dates("2026-12-01", "2027-01-07"), dates("2027-01-08", "2027-02-01"), 0),
        (dates("2026-12-01", "2027-01-07"), dates("2027-01-07", "2027-02-01"), 1),
        (dates("2026-12-01", "2027-01-07"), dates("2026-12-15", "2027-02-01"), 24),
        (dates("2027-01-01", "2027-03-31", Q), dates("2027-01-01", "2027-03-31", Q), 0),
        (dates("2027-04-01", "2027-06-30", Q), dates("2027-01-01", "2027-03-31", Q), 2),
        (dates("2026-12-01", "2027-01-07", category="done"), dates("2026-12-15", "2027-02-01"), 0),
        (dates("", ""), dates("2026-12-15", ""), 0),
        (dates("2026-12-20", ""), dates("", "2026-12-10"), 11),
    ],
)
def test_by_how_many_days(blocker: Dates, waiting: Dates, days: int) -> None:
    assert clash_days(blocker, waiting) == days


plans = st.builds(
    lambda start, length, precision: Dates(
        snap(start, precision, "start"), precision, snap(start + timedelta(days=length), precision, "due"), precision
    ),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 200), st.sampled_from(Precision),
)  # fmt: skip


@given(st.lists(plans, min_size=1, max_size=4), plans)
@settings(max_examples=150)
def test_what_was_moved_begins_after_all_it_waits_for(blockers: list[Dates], waiting: Dates) -> None:
    moved = after(blockers, waiting)
    assert not any(clash_days(each, moved) for each in blockers)
    assert (moved == waiting) == (not any(clash_days(each, waiting) for each in blockers))
    assert moved.start
    assert waiting.start
    assert moved.start >= waiting.start
    assert snap(moved.start, moved.start_precision, "start") == moved.start


def test_an_arrow_leads_from_end_to_start() -> None:
    bars = [
        BarSpec(id="1", key="WEB-1", title="A", lane_id="a", start=day("2026-12-01"), due=day("2026-12-31")),
        BarSpec(id="2", key="WEB-2", title="B", lane_id="a", start=day("2027-02-01"), due=day("2027-02-28")),
    ]
    timeline = lay_out([LaneSpec("a", "Lane")], bars, zoom=Zoom.MONTHS, today=day("2026-11-23"))
    links = [LinkSpec("x", "1", "2"), LinkSpec("y", "2", "1"), LinkSpec("z", "1", "gone")]
    good, bad = arrows(timeline, links)
    first, second = timeline.lanes[0].bars
    assert good.path.startswith(f"M{first.left + first.width:g} 24")
    assert good.path.endswith(f"L{second.left:g} 24")
    assert (good.days, bad.days) == (0, 90)


@pytest.fixture
def act(by: Actor) -> Actor:
    """An act of its own, apart from the one that made the roadmap."""
    return by.anew()


@pytest.fixture
def chain(entries: list[Entry], by: Actor) -> list[Item]:
    """Three items, each waiting for the one before: the second begins in time, the third too early."""
    found = [entry.item for entry in entries]
    third = {"start_on": day("2027-02-15"), "due_on": day("2027-02-20")}
    found[2] = update_item(found[2], by=by.anew(), fields=third)
    for before, behind in pairwise(found):
        link_items(before, target=behind, kind=ItemLink.Kind.BLOCKS, by=by.anew())
    return found


def spans(items: list[Item]) -> list[str]:
    fresh = [Item.objects.get(pk=item.pk) for item in items]
    return [f"{item.start_on:%m-%d}..{item.due_on:%m-%d}" for item in fresh]


def test_those_on_the_roadmap_are_drawn(
    roadmap: Roadmap, chain: list[Item], entries: list[Entry], by: Actor
) -> None:
    pairs = [(blocker, waiting) for _link, blocker, waiting in links_on(roadmap)]
    assert pairs == [(entries[0].pk, entries[1].pk), (entries[1].pk, entries[2].pk)]
    remove_entry(entries[2], by=by)
    assert len(links_on(roadmap)) == 1


def test_successors_are_shifted_and_come_back(chain: list[Item], act: Actor) -> None:
    update_item(chain[0], by=act.anew(), fields={"due_on": day("2027-01-10")})
    moved = shift_successors(chain[1], by=act)
    assert [(one.item.key, one.days) for one in moved] == [("WEB-2", 10), ("WEB-3", 24)]
    assert spans(chain) == ["12-01..01-10", "01-11..03-10", "03-11..03-16"]
    assert undo_action(act.action, by=act.anew()).message() == "Undone."
    assert spans(chain) == ["12-01..01-10", "01-01..02-28", "02-15..02-20"]


def test_nothing_too_early_moves_nothing(chain: list[Item], act: Actor) -> None:
    update_item(chain[2], by=act.anew(), fields={"start_on": day("2027-03-01"), "due_on": day("2027-03-05")})
    assert shift_successors(chain[0], by=act) == []
    assert spans(chain)[2] == "03-01..03-05"


def test_another_plan_than_the_one_seen_is_refused(chain: list[Item], act: Actor) -> None:
    seen = stamp_of(plan_shift(chain[2]))
    update_item(chain[1], by=act.anew(), fields={"due_on": day("2027-03-10")})
    with pytest.raises(Conflict, match="Look at it again"):
        shift_successors(chain[2], by=act, stamp=seen)


def test_a_contributor_moves_only_their_own(chain: list[Item], contributor: Member) -> None:
    with pytest.raises(Exception, match="A contributor may edit") as refused:
        shift_successors(chain[2], by=contributor.actor())
    assert not isinstance(refused.value, PermissionDenied)
    assert spans(chain)[2] == "02-15..02-20"


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


def at(name: str, *args: Any) -> str:
    return reverse(f"roadmap:{name}", args=["acme", *args])


def test_the_arrow_says_how_many_days(manager: Client, roadmap: Roadmap, chain: list[Item]) -> None:
    text = manager.get(at("roadmap", roadmap.pk)).content.decode()
    assert "Guest basket waits for Apple Pay: starts 14 days too early" in text


def test_a_clash_is_explained_and_mended(manager: Client, roadmap: Roadmap, chain: list[Item]) -> None:
    link = ItemLink.objects.get(target=chain[2])
    text = manager.get(at("dependency", roadmap.pk, link.pk), headers=HTMX).content.decode()
    assert "Starts 14 days too early." in text
    assert "Guest basket waits for Apple Pay, which ends 28 Feb 2027." in text
    assert "Shift 1 item" in text
    stamp = text.split('name="stamp" value="')[1].split('"')[0]
    answer = manager.post(at("shift_dependency", roadmap.pk, link.pk), {"stamp": stamp}, headers=HTMX)
    assert "/undo/" in answer["HX-Trigger"]
    assert spans(chain)[2] == "03-01..03-06"


def test_drawn_and_taken_away(manager: Client, roadmap: Roadmap, entries: list[Entry]) -> None:
    ends = {"blocker": str(entries[0].pk), "waiting": str(entries[1].pk)}
    assert manager.post(at("add_dependency", roadmap.pk), ends).status_code == 204
    assert manager.post(at("add_dependency", roadmap.pk), ends).status_code == 409
    round_again = {"blocker": ends["waiting"], "waiting": ends["blocker"]}
    assert manager.post(at("add_dependency", roadmap.pk), round_again).status_code == 422
    link = ItemLink.objects.get()
    assert manager.post(at("remove_dependency", roadmap.pk, link.pk)).status_code == 302
    assert not ItemLink.objects.exists()


def test_linked_in_the_entrys_panel(manager: Client, roadmap: Roadmap, entries: list[Entry]) -> None:
    other = make_item(entries[0].item.product, "Elsewhere")
    url = at("link_entry", roadmap.pk, entries[0].pk)
    text = manager.post(url, {"relation": "waits", "item": other.key}, headers=HTMX).content.decode()
    assert "Elsewhere" in text
    wrong = manager.post(url, {"relation": "waits", "item": "WEB-999"}, headers=HTMX)
    assert (wrong.status_code, "There is no item" in wrong.content.decode()) == (422, True)


def test_by_api(api_of: ApiOf, product_manager: Member, entries: list[Entry], chain: list[Item]) -> None:
    url, api = f"/api/v1/entries/{entries[2].pk}/shift/", api_of(product_manager)
    told = api.post(url, {"dry_run": True}).json()["shifted"]
    assert (told[0]["item"], told[0]["days"], told[0]["start_on"]) == ("WEB-3", 14, "2027-03-01")
    assert spans(chain)[2] == "02-15..02-20"
    assert api.post(url, {}).json()["shifted"] == told
    assert spans(chain)[2] == "03-01..03-06"
    assert api.post(url, {}).json()["shifted"] == []


def test_a_stakeholder_reads_only_of_what_is_on_the_roadmap(
    client_of: ClientOf,
    stakeholder: Member,
    roadmap: Roadmap,
    chain: list[Item],
    entries: list[Entry],
    by: Actor,
) -> None:
    link_items(make_item(chain[0].product, "Hidden"), target=chain[2], kind=ItemLink.Kind.BLOCKS, by=by)
    client = client_of(stakeholder)
    text = client.get(at("entry", roadmap.pk, entries[2].pk)).content.decode()
    assert ("Apple Pay" in text, "Hidden" in text, "entry-link-add" in text) == (True, False, False)
    hidden, shown = ItemLink.objects.get(source__title="Hidden"), ItemLink.objects.get(target=chain[1])
    assert client.get(at("dependency", roadmap.pk, hidden.pk)).status_code == 404
    assert "Remove" not in client.get(at("dependency", roadmap.pk, shown.pk)).content.decode()
