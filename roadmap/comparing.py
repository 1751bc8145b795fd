"""What changed between two documents of a roadmap (`document.py`). Pure: no clock, no database, no language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = Mapping[str, Any]
NOTHING: Mapping[str, Any] = {"horizons": [], "lanes": [], "milestones": [], "entries": []}
"""The document of a roadmap that is not there yet."""
KINDS = (
    "added", "done", "reopened", "scheduled", "unscheduled", "due_added", "due_removed", "earlier", "later", "starts_earlier",
    "starts_later", "dates", "moved", "horizon", "renamed", "noted", "confidence", "status", "progress", "dropped",
)  # fmt: skip
SMALL = frozenset({"status", "progress", "noted"})
"""What changes every day by itself, and words beside the plan: told to who compares, not to who publishes or only reads."""
DATED = frozenset({"earlier", "later", "starts_earlier", "starts_later"})


@dataclass(frozen=True, slots=True)
class Change:
    """One line of "what changed", of kind KINDS, about the entry, milestone or lane `ref`.

    `before` and `after` are ISO days for DATED (`days` between them, never negative) and for a due date that is new or gone, ISO
    intervals for other dates, else names, words, percentages; empty for nothing. `old` and `new` are the rows themselves.
    """

    kind: str
    ref: str
    title: str
    before: str = ""
    after: str = ""
    days: int = 0
    old: Row = field(default_factory=dict, repr=False, compare=False)
    new: Row = field(default_factory=dict, repr=False, compare=False)


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any], *, small: bool = False) -> list[Change]:
    """What a reader of the old document would want to know of the new one, both cut down alike; with `small` also SMALL.

    A field that one of them does not have (an older schema, not allowed) is not compared. O(n log n) for n entries.
    """
    names = {
        row.get("ref", row.get("id")): row["name"]
        for kind in ("horizons", "lanes")
        for row in (*old[kind], *new[kind])
    }
    found = list(_rows(old["entries"], new["entries"], "title"))
    for was, now in _pairs(old["entries"], new["entries"]):
        found += _entry(was, now, names)
    for was, now in _pairs(old["lanes"], new["lanes"]):
        found += _renamed(was, now, "name")
    found += _milestones(old, new)
    kept = [change for change in found if small or change.kind not in SMALL]
    return sorted(kept, key=lambda change: (KINDS.index(change.kind), change.title, change.ref))


def _rows(old: Iterable[Row], new: Iterable[Row], name: str) -> Iterator[Change]:
    before, after = ({row["ref"]: row for row in rows} for rows in (old, new))
    yield from (Change("added", ref, row[name], new=row) for ref, row in after.items() if ref not in before)
    yield from (Change("dropped", ref, row[name], old=row) for ref, row in before.items() if ref not in after)


def _pairs(old: Iterable[Row], new: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    before = {row["ref"]: row for row in old}
    return ((before[row["ref"]], row) for row in new if row["ref"] in before)


def _entry(old: Row, new: Row, names: Mapping[str, str]) -> Iterator[Change]:
    ref, title = new["ref"], new["title"]
    stage = _stage(old, new)
    if stage:
        yield Change(stage, ref, title, old.get("status", ""), new.get("status", ""), old=old, new=new)
    if stage not in ("done", "dropped"):
        yield from _dates(old, new)
    for kind, name in (("moved", "lane"), ("horizon", "horizon")):
        if _differ(old, new, name):
            was, now = (names.get(row[name], "") for row in (old, new))
            yield Change(kind, ref, title, was, now, old=old, new=new)
    for kind in ("confidence", "progress"):
        if _differ(old, new, kind) and not (kind == "progress" and stage == "done"):
            yield Change(kind, ref, title, str(old[kind]), str(new[kind]), old=old, new=new)
    if _differ(old, new, "note"):
        yield Change("noted", ref, title, old["note"], new["note"], old=old, new=new)
    yield from _renamed(old, new, "title")


def _stage(old: Row, new: Row) -> str:
    """What became of its status, where that is in another category now."""
    if not _differ(old, new, "category"):
        return ""
    if new["category"] in ("done", "dropped"):
        return str(new["category"])
    return "reopened" if old["category"] in ("done", "dropped") else "status"


def _dates(old: Row, new: Row) -> Iterator[Change]:
    """Earlier and later go by the day that a reader waits for: when it is due, without such when it starts. Where there is a due date
    no more, that is told and not hidden behind the start.
    """
    if "due" not in old or "due" not in new:
        return
    before, after = interval(old), interval(new)
    if not before or not after:
        if before != after:
            kind = "scheduled" if after else "unscheduled"
            yield Change(kind, new["ref"], new["title"], before, after, old=old, new=new)
        return
    had, has = bool(old["due"]), bool(new["due"])
    if had != has:
        kind = "due_added" if has else "due_removed"
        yield Change(kind, new["ref"], new["title"], old["due"], new["due"], old=old, new=new)
    same = ("start", "start_precision", *(("due_precision",) if had == has else ()))
    if had and has and old["due"] != new["due"]:
        yield _moved_day("", "due", old, new)
    elif old["start"] and new["start"] and old["start"] != new["start"]:
        yield _moved_day("starts_" if had or has else "", "start", old, new)
    elif any(_differ(old, new, name) for name in same):
        yield Change("dates", new["ref"], new["title"], before, after, old=old, new=new)


def _moved_day(prefix: str, end: str, old: Row, new: Row) -> Change:
    was, now = old[end], new[end]
    kind = prefix + ("later" if now > was else "earlier")
    name = new["name"] if "name" in new else new["title"]
    return Change(kind, new["ref"], name, was, now, days_between(was, now), old=old, new=new)


def _milestones(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if "milestones" not in old or "milestones" not in new:
        return
    yield from _rows(old["milestones"], new["milestones"], "name")
    for was, now in _pairs(old["milestones"], new["milestones"]):
        if was["on"] != now["on"]:
            yield _moved_day("", "on", was, now)
        yield from _renamed(was, now, "name")


def _renamed(old: Row, new: Row, name: str) -> Iterator[Change]:
    if old[name] != new[name]:
        yield Change("renamed", new["ref"], new[name], old[name], new[name], old=old, new=new)


def _differ(old: Row, new: Row, name: str) -> bool:
    return name in old and name in new and old[name] != new[name]


def interval(row: Row) -> str:
    """An entry's dates as an ISO interval, an end that is not known as ".."; empty without dates."""
    return f"{row['start'] or '..'}/{row['due'] or '..'}" if row["start"] or row["due"] else ""


def days_between(was: str, now: str) -> int:
    """How many days lie between two ISO days, whichever is first."""
    return abs((date.fromisoformat(now) - date.fromisoformat(was)).days)
