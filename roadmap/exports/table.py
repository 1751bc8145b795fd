"""A roadmap's entries as CSV: a line each, in the order of the list, lane by lane."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from io import StringIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from backlog.models import Kind
from core.csv_file import guarded
from core.periods import Precision, period_text
from roadmap.document import Document
from roadmap.exports.reading import Exported
from roadmap.models import Entry
from roadmap.shared import SharedRow, list_of

# Documents of earlier schemas lack some of it.
COLUMNS: Sequence[tuple[Any, Callable[[str, SharedRow], Any]]] = (
    (_("Lane"), lambda lane, _row: lane),
    (_("Key"), lambda _lane, row: row.entry.get("key", "")),
    (_("Title"), lambda _lane, row: row.entry["title"]),
    (_("Kind"), lambda _lane, row: _named(Kind, row.entry.get("kind", ""))),
    (_("Horizon"), lambda _lane, row: row.horizon),
    (_("Start"), lambda _lane, row: _period(row.entry, "start")),
    (_("Due"), lambda _lane, row: _period(row.entry, "due")),
    (_("Confidence"), lambda _lane, row: _named(Entry.Confidence, row.entry.get("confidence", ""))),
    (_("Status"), lambda _lane, row: row.entry.get("status", "")),
    (_("Progress, %"), lambda _lane, row: row.percent or 0),
    (_("Assignee"), lambda _lane, row: row.entry.get("owner", "")),
    (_("Objective"), lambda _lane, row: row.entry.get("goal", "")),
    (_("Note"), lambda _lane, row: row.entry.get("note", "")),
)


def csv_of(exported: Exported) -> str:
    """The file, marked as UTF-8; dates as one types them (2027-03-04, 2027-Q1). No statements."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(str(name) for name, _cell in COLUMNS)
    for lane in list_of(exported.document, exported.today):
        for row in lane.rows:
            writer.writerow(guarded(str(cell(lane.name, row)) for _name, cell in COLUMNS))
    return out.getvalue()


def _period(entry: Document, end: str) -> str:
    day = entry.get(end)
    return period_text(date.fromisoformat(day), Precision(entry[f"{end}_precision"])) if day else ""


def _named(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
