"""A roadmap's entries as CSV: a line each, in the order of the list, lane by lane."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from backlog.models import Kind
from core.csv_file import guarded
from core.periods import Precision, period_text
from roadmap.colouring import values_of
from roadmap.document import Document, ref_of
from roadmap.exports.reading import Exported
from roadmap.models import Entry
from roadmap.shared import SharedRow, list_of

_MORE = ("theme", "team", "product", "estimate")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, what it says of an entry in a lane, and the field (document.FIELDS) that an audience must be
    allowed to see for it, empty for none. What `is_now` is known of the roadmap as it is now alone (`with_fields`).
    """

    name: Any
    of: Callable[[str, SharedRow], Any]
    field: str = ""
    is_now: bool = False


# Documents of earlier schemas lack some of it.
LANE = Column(_("Lane"), lambda lane, _row: lane, "lane")
KEY = Column(_("Key"), lambda _lane, row: row.entry.get("key", ""), "key")
TITLE = Column(_("Title"), lambda _lane, row: row.entry["title"])
KIND = Column(_("Kind"), lambda _lane, row: _named(Kind, row.entry.get("kind", "")), "key")
HORIZON = Column(_("Horizon"), lambda _lane, row: row.horizon, "horizon")
START = Column(_("Start"), lambda _lane, row: _period(row.entry, "start"), "dates")
DUE = Column(_("Due"), lambda _lane, row: _period(row.entry, "due"), "dates")
SURE = Column(
    _("Confidence"),
    lambda _lane, row: _named(Entry.Confidence, row.entry.get("confidence", "")),
    "confidence",
)
STATUS = Column(_("Status"), lambda _lane, row: row.entry.get("status", ""), "status")
PROGRESS = Column(_("Progress, %"), lambda _lane, row: row.percent or 0, "progress")
OWNER = Column(_("Assignee"), lambda _lane, row: row.entry.get("owner", ""), "owner")
SHARE = Column(
    _("Progress"), lambda _lane, row: "" if row.percent is None else f"{row.percent} %", "progress"
)
DATES = Column(_("Dates"), lambda _lane, row: row.dates, "dates")
GOAL = Column(_("Objective"), lambda _lane, row: row.entry.get("goal", ""), "goal")
THEME = Column(_("Theme"), lambda _lane, row: row.entry["theme"], is_now=True)
TEAM = Column(_("Team"), lambda _lane, row: row.entry["team"], is_now=True)
PRODUCT = Column(_("Product"), lambda _lane, row: row.entry["product"], is_now=True)
ESTIMATE = Column(_("Estimate"), lambda _lane, row: row.entry["estimate"], is_now=True)
NOTE = Column(_("Note"), lambda _lane, row: row.entry.get("note", ""), "note")
COLUMNS: Sequence[Column] = (
    LANE, KEY, TITLE, KIND, HORIZON, START, DUE, SURE, STATUS, PROGRESS, OWNER, GOAL, THEME, TEAM, PRODUCT, ESTIMATE, NOTE,
)  # fmt: skip


def columns_for(exported: Exported, columns: Sequence[Column] = COLUMNS) -> list[Column]:
    """Those of the columns that the file's readers may have."""
    return [
        column
        for column in columns
        if (not column.field or exported.tells(column.field)) and (exported.seen or not column.is_now)
    ]


def with_fields(exported: Exported) -> Exported:
    """The same, its entries with theme, team, product and estimate where it is the roadmap as it is now. One statement at most."""
    if not exported.seen:
        return exported
    plan = exported.seen.plan
    values = values_of(plan, _MORE)
    known = {ref_of(plan.roadmap, entry.item_id): values.get(entry.item_id, {}) for entry in plan.entries}
    entries = [
        {**entry, **{name: known[entry["ref"]].get(name, ("", ""))[1] for name in _MORE}}
        for entry in exported.document["entries"]
    ]
    return replace(exported, document={**exported.document, "entries": entries})


def rows_of(exported: Exported) -> Iterator[tuple[str, SharedRow]]:
    """Each entry with the name of its lane, in the order of the list. No statements."""
    for lane in list_of(exported.document, exported.today):
        for row in lane.rows:
            yield lane.name, row


def csv_of(exported: Exported) -> str:
    """The file, marked as UTF-8; dates as one types them (2027-03-04, 2027-Q1). One statement at most."""
    exported = with_fields(exported)
    out, columns = StringIO(), columns_for(exported)
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(str(column.name) for column in columns)
    for lane, row in rows_of(exported):
        writer.writerow(guarded(str(column.of(lane, row)) for column in columns))
    return out.getvalue()


def _period(entry: Document, end: str) -> str:
    day = entry.get(end)
    return period_text(date.fromisoformat(day), Precision(entry[f"{end}_precision"])) if day else ""


def _named(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
