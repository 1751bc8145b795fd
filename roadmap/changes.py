"""What changed between two documents, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.periods import Precision, label
from roadmap.document import Change, Document, changes_between, document
from roadmap.models import Edition, Roadmap


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line for a reader: `kind` as in `Change`, its name, the title, and from where to where."""

    kind: str
    name: str
    title: str
    text: str = ""


def changes_since(edition: Edition, roadmap: Roadmap, *, today: date) -> list[ChangeLine]:
    """What readers of an edition would learn if the roadmap were published now. Three statements."""
    return change_lines(edition.document, document(roadmap), today=today)


def change_lines(old: Document, new: Document, *, today: date) -> list[ChangeLine]:
    """The changes between two documents in the active language. O(entries)."""
    names = _names()
    precisions = {entry["title"]: _precision(entry) for entry in new["entries"]}
    return [
        ChangeLine(
            change.kind, names[change.kind], change.title, _text(change, precisions.get(change.title), today)
        )
        for change in changes_between(old, new)
    ]


def _text(change: Change, precision: Precision | None, today: date) -> str:
    if not change.before and not change.after:
        return ""
    before, after = change.before or _("no lane"), change.after or _("no lane")
    if change.kind in ("earlier", "later"):
        size = precision or Precision.DAY
        before, after = (label(date.fromisoformat(day), size, today) for day in (change.before, change.after))
    return _("%(before)s → %(after)s") % {"before": before, "after": after}


def _precision(entry: Any) -> Precision:
    return Precision(
        (entry.get("due_precision") if entry.get("due") else entry.get("start_precision")) or "day"
    )


def _names() -> dict[str, str]:
    return {
        "added": _("Added"),
        "done": _("Done"),
        "earlier": _("Earlier"),
        "later": _("Later"),
        "moved": _("Other lane"),
        "dropped": _("Dropped"),
    }
