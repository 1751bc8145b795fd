"""Ratings as a CSV file, a line an item and a column a criterion: what one says, and how one is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Criterion, Item, Product
from backlog.number_words import NOTHING, read_number
from backlog.queries.backlog import BacklogPage, backlog_page
from backlog.queries.references import RANKED, items_with_keys
from backlog.queries.scoring import ratings_of, weighted_criteria
from backlog.services.rating import Given, plan_ratings, why_not
from core.csv_file import (
    BrokenQuote,
    FileProblem,
    Record,
    find_delimiter,
    find_encoding,
    guarded,
    records,
    refuse_other_formats,
)
from core.db import tenant
from core.numbers import typed
from core.query.schema import nearest

MOST_ROWS = 10_000
MOST_BYTES = 2 * 1024 * 1024
PAGE = 1000  # rows of an export that are read at once
KEY, TITLE = "key", "title"
_KEYS = frozenset({KEY, "item", "item key", "issue key"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: what it holds. `near` is the criterion that a header nobody knows is most like."""

    header: str
    criterion: Criterion | None = None
    is_key: bool = False
    is_title: bool = False
    near: str = ""


@dataclass(slots=True)
class Line:
    """A row of the file: its numbers, what they change, and why it is left out."""

    number: int
    key: str
    given: list[Given] = field(default_factory=list)
    changes: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RatingFile:
    """What a file would do: its columns, the rows that change something, how many change nothing, those that are refused."""

    text: str
    columns: list[Column]
    changed: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    same: int = 0

    @property
    def given(self) -> list[Given]:
        return [one for line in self.changed for one in line.given]

    @property
    def numbers(self) -> int:
        """How many numbers change."""
        return sum(len(line.changes) for line in self.changed)


def read_rating_file(product: Product, data: bytes, *, by: Actor, empties: bool = False) -> RatingFile:
    """What a file of ratings would do to the product's items; nothing is written.

    Columns are found by the criterion's key or name, in any case and order; a row with a cell that cannot be used is refused
    as a whole. An empty cell leaves the number as it is, or (`empties`) takes it away; a dash always does. Raises FileProblem
    where it is no such file. Cost: 4 statements, one more for former keys; about 0.1 ms a row of four numbers.
    """
    stream = BytesIO(data)
    refuse_other_formats(stream)
    encoding = find_encoding(stream)
    names = _names(list(product.criteria.all()))
    delimiter = find_delimiter(stream, encoding, lambda header: sum(_known(cell, names) for cell in header))
    columns, lines = _table(stream, encoding, delimiter, names)
    read = RatingFile(data.decode(encoding, errors="replace").removeprefix("\ufeff"), columns)
    found = _read_lines(product, columns, lines, empties=empties)
    _sort_out(read, found, by)
    return read


def rating_lines(product: Product, *, actor: Actor, query: str, today: date) -> Iterator[list[str]]:
    """The items of the list that `query` describes with their numbers, as the rows of such a file, its header first.

    Raises QueryError, before the first row. Cost: about six statements for each PAGE rows, in transactions of their own.
    """
    page = backlog_page(product, actor=actor, query=query, today=today, limit=PAGE)
    return _written(page, actor, query, today)


def _written(page: BacklogPage, actor: Actor, query: str, today: date) -> Iterator[list[str]]:
    weighted = weighted_criteria(page.model)
    yield [KEY, TITLE, *(each.criterion.key for each in weighted)]
    while True:
        with tenant(actor.workspace_id):
            ratings = ratings_of([row.id for row in page.rows], weighted)
        for row in page.rows:
            numbers = (ratings.get((row.id, each.criterion_id)) for each in weighted)
            yield [row.key, *guarded([row.title]), *(typed(number) for number in numbers)]
        if not page.next:
            return
        with tenant(actor.workspace_id):
            page = backlog_page(
                page.product, actor=actor, query=query, today=today, after=page.next, limit=PAGE
            )


def _names(criteria: Sequence[Criterion]) -> dict[str, Criterion]:
    """Criteria by key, and by a name that only one has."""
    names = [_word(one.name) for one in criteria]
    by_name = {_word(one.name): one for one in criteria if names.count(_word(one.name)) == 1}
    return by_name | {one.key: one for one in criteria}


def _word(header: str) -> str:
    return " ".join(header.casefold().split())


def _known(header: str, names: Mapping[str, Criterion]) -> bool:
    return _word(header) in names or _word(header) in _KEYS


def _table(
    stream: BinaryIO, encoding: str, delimiter: str, names: Mapping[str, Criterion]
) -> tuple[list[Column], list[Record]]:
    """The columns, and the rows below them. Raises FileProblem."""
    lines: list[Record] = []
    try:
        with records(stream, encoding, delimiter) as found:
            header = next(found, (1, []))[1]
            columns = [_column(cell, names) for cell in header]
            _check_columns(columns, names)
            for line in found:
                lines.append(line)
                if len(lines) > MOST_ROWS:
                    raise FileProblem(
                        _("The file has more than %(most)s rows.") % {"most": f"{MOST_ROWS:,}"},
                        remedy=_("Split it into several files."),
                    )
    except BrokenQuote as problem:
        raise FileProblem(
            _("A quoted text does not end."), where=_("Line %(line)d.") % {"line": problem.line}
        ) from problem
    return columns, lines


def _column(header: str, names: Mapping[str, Criterion]) -> Column:
    word = _word(header)
    if word in names:
        return Column(header.strip(), criterion=names[word])
    if word in _KEYS or word == TITLE or not word:
        return Column(header.strip(), is_key=word in _KEYS, is_title=word == TITLE)
    near = nearest(word, names)
    return Column(header.strip(), near=names[near].key if near else "")


def _check_columns(columns: Sequence[Column], names: Mapping[str, Criterion]) -> None:
    keys = [column for column in columns if column.is_key]
    held = [column.criterion for column in columns if column.criterion]
    twice = next((one for one in held if held.count(one) > 1), None)
    known = ", ".join(dict.fromkeys(one.key for one in names.values()))
    headers = ", ".join(column.header[:40] for column in columns[:8] if column.header) or "–"
    if len(keys) != 1:
        raise FileProblem(
            _("One column must be called “key” and hold the items' keys."),
            where=_("The file's columns are: %(headers)s.") % {"headers": headers},
        )
    if not held:
        raise FileProblem(
            _("No column is called like a criterion of this product."),
            where=_("The file's columns are: %(headers)s.") % {"headers": headers},
            remedy=_("The criteria are: %(known)s.") % {"known": known},
        )
    if twice:
        raise FileProblem(_("Two columns are for “%(name)s”.") % {"name": twice.name})


def _read_lines(
    product: Product, columns: Sequence[Column], lines: Sequence[Record], *, empties: bool
) -> list[Line]:
    """The rows as numbers, each with what is wrong with it by itself."""
    at = next(place for place, column in enumerate(columns) if column.is_key)
    keys = [cells[at].strip().upper() if at < len(cells) else "" for _line, cells in lines]
    items = items_with_keys(product.workspace_id, {key: key for key in keys if key}, kinds=RANKED)
    first: dict[object, int] = {}
    found = []
    for key, (number, cells) in zip(keys, lines, strict=True):
        line = Line(number, key[:24])
        item = items.get(key)
        if not key:
            line.why.append(_("It names no item."))
        elif item is None or item.product_id != product.pk:
            line.why.append(_("There is no item “%(key)s” in this product.") % {"key": key[:24]})
        elif first.setdefault(item.pk, number) != number:
            line.why.append(_("Line %(line)d names this item too.") % {"line": first[item.pk]})
        else:
            _read_cells(line, item, columns, cells, empties=empties)
        found.append(line)
    return found


def _read_cells(
    line: Line, item: Item, columns: Sequence[Column], cells: Sequence[str], *, empties: bool
) -> None:
    for column, cell in zip(columns, cells, strict=False):
        if column.criterion is None or (not cell.strip() and not empties):
            continue
        try:
            number = None if cell.strip() in NOTHING else read_number(cell)
            line.given.append(Given(item, column.criterion, number))
        except ValidationError as error:
            said = {"name": column.criterion.name, "why": " ".join(error.messages)}
            line.why.append(_("%(name)s: %(why)s") % said)


def _sort_out(read: RatingFile, lines: Sequence[Line], by: Actor) -> None:
    """Put each row where it belongs: changed, the same, refused."""
    given = [(line, one) for line in lines if not line.why for one in line.given]
    planned = plan_ratings([one for _line, one in given], by=by)
    for place, error in planned.refused.items():
        given[place][0].why.append(why_not(error))
    for line in lines:
        line.changes = planned.changes.get(line.given[0].item.pk, {}) if line.given else {}
        if line.why:
            read.refused.append(line)
        elif line.changes:
            read.changed.append(line)
        else:
            read.same += 1
