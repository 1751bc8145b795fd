"""A roadmap as a workbook (Office Open XML): entries with dates and numbers that can be counted with, milestones, and what it is."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from roadmap.exports import paint
from roadmap.exports.reading import Exported, told
from roadmap.exports.table import (
    DATES,
    GOAL,
    HORIZON,
    KEY,
    KIND,
    LANE,
    NOTE,
    OWNER,
    PRODUCT,
    STATUS,
    SURE,
    TEAM,
    THEME,
    TITLE,
    Column,
    columns_for,
    rows_of,
    with_fields,
)  # fmt: skip
from roadmap.exports.words import printable
from roadmap.shared import SharedRow

FIRST_DAY = Column(gettext_lazy("First day"), lambda _lane, row: _day(row, "start"), "dates")
LAST_DAY = Column(gettext_lazy("Last day"), lambda _lane, row: _day(row, "due"), "dates")
PROGRESS = Column(gettext_lazy("Progress"), lambda _lane, row: (row.percent or 0) / 100, "progress")
ESTIMATE = Column(gettext_lazy("Estimate"), lambda _lane, row: _number(row.entry["estimate"]), is_now=True)
COLUMNS = (
    LANE, KEY, TITLE, KIND, HORIZON, DATES, FIRST_DAY, LAST_DAY, SURE, STATUS, PROGRESS, OWNER, GOAL, THEME, TEAM, PRODUCT, ESTIMATE, NOTE,
)  # fmt: skip
DAY, SHARE, NUMBER = "yyyy-mm-dd", "0%", "General"
NARROWEST, WIDEST = 9, 60
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def xlsx_of(exported: Exported) -> bytes:
    """The file. Of a period the day it begins or ends on stands in the cell, and how it is told beside it. One statement at most."""
    exported = with_fields(exported)
    book = Workbook(write_only=True)
    book.properties.creator = book.properties.title = ""
    book.properties.title = printable(exported.document["name"])
    columns = columns_for(exported, COLUMNS)
    _sheet(
        book, _("Entries"), [str(column.name) for column in columns],
        [[column.of(lane, row) for column in columns] for lane, row in rows_of(exported)],
    )  # fmt: skip
    if marks := exported.document.get("milestones"):
        days = [[mark["name"], date.fromisoformat(mark["on"])] for mark in marks]
        _sheet(book, _("Milestones"), [_("Milestone"), _("Day")], days)
    about = [[_("Purpose"), exported.document["purpose"]], [_("As of"), told(exported)]]
    _sheet(book, _("About"), [_("Roadmap"), exported.document["name"]], [row for row in about if row[1]])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, name: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A sheet whose head stays in view and filters, its columns as wide as what they hold."""
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for place, width in enumerate(_widths([head, *rows]), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_headed(sheet, cell) for cell in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _widths(rows: Iterable[Sequence[Any]]) -> list[int]:
    columns = zip(*rows, strict=True)
    return [min(max(NARROWEST, *(len(str(cell)) + 3 for cell in cells)), WIDEST) for cells in columns]


_HEAD = {
    "font": Font(bold=True, color=paint.INK[1:]),
    "fill": PatternFill("solid", fgColor=paint.PINE_SOFT[1:]),
    "border": Border(bottom=Side("thin", color=paint.PINE[1:])),
}


def _headed(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font, cell.fill, cell.border = _HEAD.values()
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """A cell of the value's own type; a text is a text whatever it begins with, also after somebody has edited it."""
    if isinstance(value, str):
        text = printable(value)
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=len(text) > WIDEST)
        cell.quotePrefix = text.startswith(_RISKY)
        return cell
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = Alignment(vertical="top")
    if value is not None:
        cell.number_format = (
            DAY if isinstance(value, date) else NUMBER if isinstance(value, Decimal) else SHARE
        )
    return cell


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _day(row: SharedRow, end: str) -> date | None:
    day = row.entry.get(end)
    return date.fromisoformat(day) if day else None
