"""Two documents compared by hand: each line of the worked example can be counted on a calendar."""

from typing import Any

import pytest

from roadmap.comparing import NOTHING, changes_between

HORIZONS = [{"id": "now", "name": "Now"}, {"id": "next", "name": "Next"}]
LANES = [{"ref": "pay", "name": "Faster payment", "note": ""}, {"ref": "trust", "name": "Trust", "note": ""}]


def entry(ref: str, title: str, start: str = "", due: str = "", **more: Any) -> dict[str, Any]:
    usual = {
        "ref": ref, "lane": "pay", "title": title, "horizon": "now", "start": start, "start_precision": "day", "due": due,
        "due_precision": "day", "confidence": "", "status": "Ready", "category": "ready", "progress": 0, "note": "",
    }  # fmt: skip
    return {**usual, **more}


def document(*entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"horizons": HORIZONS, "lanes": LANES, "milestones": [], "entries": list(entries), **more}


OLD = document(
    entry("a", "Bank transfer", "2026-12-01", "2026-12-31", confidence="high"),
    entry("b", "Apple Pay", "2027-01-01", "2027-02-28"),
    entry("c", "Guest basket"),
    entry("d", "Invoices", "2027-03-01", "2027-03-31"),
    entry("e", "Gift cards", "2027-01-11", "2027-01-22"),
    entry("f", "Refunds", "2027-01-01", "2027-03-31", due_precision="quarter", progress=20),
    milestones=[{"ref": "m", "name": "Trade fair", "on": "2027-04-14"}],
)
NEW = document(
    entry("a", "Pay by bank", "2026-12-01", "2027-01-14", confidence="low", lane="trust"),
    entry("b", "Apple Pay", "2027-01-01", "2027-02-26"),
    entry("c", "Guest basket", "2027-05-01", "2027-05-31", horizon="next"),
    entry("e", "Gift cards", "2027-01-04", "2027-01-22", category="active", status="In work"),
    entry("f", "Refunds", "2027-01-01", "2027-03-31", progress=55),
    entry("g", "Receipts"),
    milestones=[{"ref": "m", "name": "Trade fair", "on": "2027-04-07"}],
)


def lines(old: Any, new: Any) -> list[tuple[str, str, str, str, int]]:
    found = changes_between(old, new, small=True)
    return [(each.kind, each.title, each.before, each.after, each.days) for each in found]


def test_the_worked_example() -> None:
    assert lines(OLD, NEW) == [
        ("added", "Receipts", "", "", 0),
        ("scheduled", "Guest basket", "", "2027-05-01/2027-05-31", 0),
        ("earlier", "Apple Pay", "2027-02-28", "2027-02-26", 2),
        ("earlier", "Trade fair", "2027-04-14", "2027-04-07", 7),
        ("later", "Pay by bank", "2026-12-31", "2027-01-14", 14),
        ("starts_earlier", "Gift cards", "2027-01-11", "2027-01-04", 7),
        ("dates", "Refunds", "2027-01-01/2027-03-31", "2027-01-01/2027-03-31", 0),
        ("moved", "Pay by bank", "Faster payment", "Trust", 0),
        ("horizon", "Guest basket", "Now", "Next", 0),
        ("renamed", "Pay by bank", "Bank transfer", "Pay by bank", 0),
        ("confidence", "Pay by bank", "high", "low", 0),
        ("status", "Gift cards", "Ready", "In work", 0),
        ("progress", "Refunds", "20", "55", 0),
        ("dropped", "Invoices", "", "", 0),
    ]


def test_the_other_way_round_each_change_is_its_reverse() -> None:
    back = {(each.kind, each.ref) for each in changes_between(NEW, OLD)}
    assert {("dropped", "g"), ("unscheduled", "c"), ("later", "b"), ("earlier", "a"), ("added", "d")} <= back


def test_nothing_changed_is_no_line() -> None:
    assert changes_between(OLD, OLD, small=True) == []


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [("active", "done", "done"), ("active", "dropped", "dropped"), ("done", "active", "reopened")],
)
def test_what_ended_is_told_instead_of_its_days(was: str, now: str, kind: str) -> None:
    old = document(entry("a", "A", due="2027-01-01", category=was))
    new = document(entry("a", "A", due="2027-02-01", category=now))
    assert changes_between(old, new)[0].kind == kind


def test_a_roadmap_that_was_not_there_has_all_of_it_added() -> None:
    assert {each.kind for each in changes_between(NOTHING, NEW)} == {"added"}


def test_a_field_that_one_side_does_not_have_is_not_compared() -> None:
    old = document(*({k: v for k, v in row.items() if k not in ("due", "lane")} for row in OLD["entries"]))
    del old["milestones"]
    assert {each.kind for each in changes_between(old, NEW)} == {
        "added",
        "dropped",
        "renamed",
        "horizon",
        "confidence",
    }


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (("2027-01-04", "2027-02-26"), ("2027-01-04", ""), [("due_removed", "2027-02-26", "")]),
        (("2027-01-04", ""), ("2027-01-04", "2027-02-26"), [("due_added", "", "2027-02-26")]),
        (
            ("2027-01-04", "2027-02-26"), ("2027-01-11", ""),
            [("due_removed", "2027-02-26", ""), ("starts_later", "2027-01-04", "2027-01-11")],
        ),
        (
            ("", "2027-02-26"), ("2027-01-04", ""),
            [("due_removed", "2027-02-26", ""), ("dates", "../2027-02-26", "2027-01-04/..")],
        ),
        (("2027-01-04", "2027-02-26"), ("", ""), [("unscheduled", "2027-01-04/2027-02-26", "")]),
    ],
)  # fmt: skip
def test_a_due_date_that_is_gone_or_new_is_told_as_such(
    was: tuple[str, str], now: tuple[str, str], told: list[tuple[str, str, str]]
) -> None:
    old, new = (document(entry("a", "A", *days)) for days in (was, now))
    assert [(kind, before, after) for kind, _title, before, after, _days in lines(old, new)] == told


def test_only_a_start_moves_by_its_own_days() -> None:
    old, new = (document(entry("a", "A", start)) for start in ("2027-02-27", "2027-03-02"))
    assert lines(old, new) == [("later", "A", "2027-02-27", "2027-03-02", 3)]
