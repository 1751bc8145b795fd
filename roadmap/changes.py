"""What changed between two documents, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.periods import Precision, label
from roadmap.comparing import DATED, Change, changes_between
from roadmap.document import Document, document
from roadmap.models import Edition, Entry, Roadmap
from roadmap.presentation import dates_text


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line for a reader: `kind` as in `Change`, its name, the title, and from where to where."""

    kind: str
    name: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Dates:
    start: date | None
    start_precision: Precision
    due: date | None
    due_precision: Precision


def changes_since(edition: Edition, roadmap: Roadmap, *, today: date) -> list[ChangeLine]:
    """What readers of an edition would learn if the roadmap were published now. Three statements."""
    return change_lines(edition.document, document(roadmap), today=today)


def change_lines(old: Document, new: Document, *, today: date) -> list[ChangeLine]:
    """The changes between two documents that readers are told of, in the active language. O(n log n)."""
    return [line_of(change, today=today) for change in changes_between(old, new)]


def line_of(change: Change, *, today: date) -> ChangeLine:
    """One change in the active language."""
    return ChangeLine(change.kind, kind_names()[change.kind], change.title, _text(change, today))


def _text(change: Change, today: date) -> str:
    if change.kind in ("added", "dropped", "done", "reopened"):
        return ""
    if change.kind == "due_removed":
        day = _day(change.before, change.old, "due", today)
        return _("no longer has a due date; was %(day)s") % {"day": day}
    before, after = _ends(change, today)
    said = _("%(before)s → %(after)s") % {"before": before, "after": after}
    if not change.days:
        return said
    days = ngettext("%(count)d day", "%(count)d days", change.days) % {"count": change.days}
    return f"{said}, {days}"


def _ends(change: Change, today: date) -> tuple[str, str]:
    if change.kind in DATED:
        end = _end_of(change)
        return _day(change.before, change.old, end, today), _day(change.after, change.new, end, today)
    if change.kind == "due_added":
        return _("no due date"), _day(change.after, change.new, "due", today)
    if change.kind in ("scheduled", "unscheduled", "dates"):
        return dates_text(dates_of(change.old), today), dates_text(dates_of(change.new), today)
    if change.kind == "progress":
        return f"{change.before} %", f"{change.after} %"
    before, after = change.before, change.after
    if change.kind == "noted":
        return before or _("none"), after or _("none")
    if change.kind == "confidence":
        words = {"": _("not said"), **dict(Entry.Confidence.choices)}
        before, after = str(words[before]), str(words[after])
    return before or _("no lane"), after or _("no lane")


def _end_of(change: Change) -> str:
    """Which day of the row moved."""
    if "on" in change.new:
        return "on"
    return "start" if change.kind.startswith("starts_") or not change.new.get("due") else "due"


def _day(text: str, row: Mapping[str, Any], end: str, today: date) -> str:
    return label(
        date.fromisoformat(text),
        Precision(row.get(f"{end}_precision") or row.get("on_precision", "day")),
        today,
    )


def dates_of(row: Mapping[str, Any]) -> _Dates:
    """The dates of an entry of a document."""
    days = {end: date.fromisoformat(row[end]) if row.get(end) else None for end in ("start", "due")}
    sizes = {end: Precision(row.get(f"{end}_precision", "day")) for end in ("start", "due")}
    return _Dates(days["start"], sizes["start"], days["due"], sizes["due"])


def kind_names() -> dict[str, str]:
    """What each kind of change is called, in the order in which they are told."""
    return {
        "added": _("Added"),
        "done": _("Done"),
        "reopened": _("Open again"),
        "scheduled": _("Has dates"),
        "unscheduled": _("No dates"),
        "due_added": _("Due date"),
        "due_removed": _("No due date"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "starts_earlier": _("Starts earlier"),
        "starts_later": _("Starts later"),
        "dates": _("Dates"),
        "moved": _("Other lane"),
        "horizon": _("Horizon"),
        "renamed": _("Renamed"),
        "noted": _("Note"),
        "confidence": _("Confidence"),
        "status": _("Status"),
        "progress": _("Progress"),
        "dropped": _("Dropped"),
    }
