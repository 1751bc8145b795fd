"""A roadmap's list as pages of a picture: lane by lane, the head of the table on each page, no row cut in two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from roadmap.document import ref_of
from roadmap.exports import paint
from roadmap.exports.reading import Exported
from roadmap.exports.sheets import GAP, Piece, PieceLane, marked, rule, sheets
from roadmap.exports.svg import PAD, SMALL, TEXT, Picture
from roadmap.exports.table import (
    DATES,
    ESTIMATE,
    GOAL,
    HORIZON,
    KEY,
    KIND,
    NOTE,
    OWNER,
    PRODUCT,
    SHARE,
    STATUS,
    SURE,
    TEAM,
    THEME,
    TITLE,
    Column,
    columns_for,
    with_fields,
)  # fmt: skip
from roadmap.exports.words import lettered
from roadmap.lettering import fit, wrapped
from roadmap.looks import Mark
from roadmap.shared import SharedRow, list_of

# Beside the title, in the order of the page: the column of each field of a look, and its width.
_BESIDE: Mapping[str, tuple[Column, float]] = {
    "status": (STATUS, 110), "dates": (DATES, 160), "horizon": (HORIZON, 80), "progress": (SHARE, 80), "owner": (OWNER, 130),
    "confidence": (SURE, 90), "kind": (KIND, 80), "theme": (THEME, 120), "objective": (GOAL, 150), "team": (TEAM, 110),
    "product": (PRODUCT, 120), "estimate": (ESTIMATE, 76),
}  # fmt: skip
KEY_WIDTH, TITLE_WIDTH, MARK = 84.0, 380.0, 24.0
NARROWEST = 1060.0
LINE, INSET, HEADER = 17.0, 6.0, 28.0
MOST_LINES = 3
Line = tuple[str, str]
"""Words and their colour."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column in its place."""

    column: Column
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all pages have in common: `marks` by the references of entries, `width` in pixels of the page."""

    exported: Exported
    cells: Sequence[_Cell]
    marks: Mapping[str, Mark]
    shows_notes: bool
    width: float


def list_pages(exported: Exported, height: float, note: str = "") -> Iterator[Picture]:
    """The list as pictures of at most that height, as few as can be; the note stands below the last row. One statement at most;
    O(n) for n entries.
    """
    sheet = _sheet(with_fields(exported))
    lanes = (
        PieceLane(lane.name, lane.note, [_row(sheet, row) for row in lane.rows])
        for lane in list_of(sheet.exported.document, exported.today)
    )
    yield from sheets(exported, Piece(HEADER, partial(_header, sheet)), lanes, sheet.width, height, note)


def _sheet(exported: Exported) -> _Sheet:
    seen, known = exported.seen, columns_for(exported, [column for column, _width in _BESIDE.values()])
    chosen = seen.look.fields if seen else frozenset(_BESIDE) | {"key", "note"}
    beside = [
        (column, width) for name, (column, width) in _BESIDE.items() if name in chosen and column in known
    ]
    has_key = "key" in chosen and exported.tells("key")
    first = [(KEY, KEY_WIDTH)] if has_key else []
    others = sum(width for _column, width in [*first, *beside])
    title = max(TITLE_WIDTH, NARROWEST - 2 * PAD - others)
    cells, x = [], PAD
    for column, width in [*first, (TITLE, title), *beside]:
        cells.append(_Cell(column, x, width))
        x += width
    by_ref = (
        {ref_of(exported.roadmap, entry.item_id): entry.id for entry in seen.plan.entries} if seen else {}
    )
    marks = {ref: seen.marks[pk] for ref, pk in by_ref.items() if pk in seen.marks} if seen else {}
    return _Sheet(exported, cells, marks, "note" in chosen and exported.tells("note"), x + PAD)


def _header(sheet: _Sheet, y: float) -> Iterator[str]:
    """The names of the columns."""
    for cell in sheet.cells:
        name = fit(str(cell.column.name), cell.width - GAP, SMALL)
        yield lettered(cell.x, y + 18, name, paint.MUTE, SMALL, weight=600)
    yield rule(sheet.width, y + HEADER, paint.EDGE)


def _lines(sheet: _Sheet, row: SharedRow) -> list[list[Line]]:
    """The lines of each cell; the note stands below the title."""
    found = []
    for cell in sheet.cells:
        is_title = cell.column is TITLE
        room = cell.width - GAP - (MARK if is_title and sheet.marks else 0.0)
        lines = [(words, paint.INK if is_title else paint.MUTE) for words in _wrapped(cell.column, row, room)]
        if is_title and sheet.shows_notes:
            lines += [(words, paint.MUTE) for words in _wrapped(NOTE, row, room)]
        found.append(lines)
    return found


def _wrapped(column: Column, row: SharedRow, room: float) -> list[str]:
    return wrapped(str(column.of("", row)), room, TEXT, MOST_LINES)


def _row(sheet: _Sheet, row: SharedRow) -> Piece:
    lines = _lines(sheet, row)
    height = max(map(len, lines)) * LINE + 2 * INSET
    return Piece(height, partial(_drawn, sheet, row, lines, height))


def _drawn(
    sheet: _Sheet, row: SharedRow, lines: Sequence[Sequence[Line]], height: float, y: float
) -> Iterator[str]:
    mark = sheet.marks.get(row.entry["ref"])
    for cell, words in zip(sheet.cells, lines, strict=True):
        x = cell.x
        if cell.column is TITLE:
            x += MARK if sheet.marks else 0.0
            yield from marked(mark, cell.x, y + INSET) if mark else ()
        for place, (text, colour) in enumerate(words):
            weight = 500 if colour == paint.INK else 400
            yield lettered(x, y + INSET + 13 + LINE * place, text, colour, TEXT, weight=weight)
    yield rule(sheet.width, y + height, paint.HAIR)
