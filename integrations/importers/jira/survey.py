"""The first look through a Jira file: its columns, the order of its dates, its people's names, its site."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from typing import BinaryIO

from django.utils.translation import gettext as _

from core import csv_file
from core.csv_file import FileProblem
from integrations.importers.jira import headers
from integrations.importers.jira.dates import Evidence, readings, settle
from integrations.importers.rows import DateQuestion, Mapping, Options

PAST = ("created_at", "updated_at", "resolved_at")
DATED = (*PAST, "start_on", "due_on")
LAST = "~"
"""Sorts behind every rank of Jira, whose digits are 0 to 9 and a to z."""

_SITE = re.compile(r"https?://([\w.-]+(?::\d+)?)/(?:secure|rest|browse|jira|projects)/")


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass found. `options` has encoding and delimiter, and the date order unless `question` asks for it.

    `order` holds the first lines of all records in the order of Jira's rank, those without one last as they stand.
    """

    header: list[str]
    header_line: int
    mapping: Mapping
    options: Options
    rows: int
    names: dict[str, str]
    question: DateQuestion | None
    site: str
    projects: tuple[str, ...]
    broken_line: int | None
    order: "array[int]"


@contextmanager
def data_records(
    stream: BinaryIO, options: Options
) -> Iterator[tuple[csv_file.Record, Iterator[csv_file.Record]]]:
    """(header record, the records after it); a header repeated word for word within the file is passed over."""
    with csv_file.records(stream, options.encoding, options.delimiter) as source:
        try:
            first = next(source, None)
        except csv_file.BrokenQuote as problem:
            raise not_jira([], problem.line) from problem
        if first is None:
            raise FileProblem(
                _("The file is empty."), remedy=_("Export it again as CSV and choose that file.")
            )
        yield first, (record for record in source if record[1] != first[1])


def survey(stream: BinaryIO, *, options: Options, today: date) -> Survey:
    """Look through the whole file once.

    Raises FileProblem when it is not a Jira CSV, or its last quote is open in the first record. Cost: about 10 µs a row
    of 20 columns; memory: the names of its people.
    """
    options = _opened(stream, options)
    with data_records(stream, options) as ((line, header), rows):
        mapping = _mapping(header, line, options)
        look = _Look(header, mapping, today)
        broken = None
        try:
            for number, cells in rows:
                look.at(number, cells)
        except csv_file.BrokenQuote as problem:
            broken = problem.line
    return look.result(line, options, broken)


def _opened(stream: BinaryIO, options: Options) -> Options:
    csv_file.refuse_other_formats(stream)
    encoding = options.encoding or csv_file.find_encoding(stream)
    delimiter = options.delimiter or csv_file.find_delimiter(stream, encoding, headers.score)
    return replace(options, encoding=encoding, delimiter=delimiter)


def _mapping(header: list[str], line: int, options: Options) -> Mapping:
    mapping = headers.map_columns(header, options.columns)
    if not mapping.groups("title") or not (mapping.groups("key") or mapping.groups("external_id")):
        raise not_jira(header, line)
    return mapping


def not_jira(header: list[str], line: int) -> FileProblem:
    """The problem of a file whose header lacks what every Jira export has."""
    found = ", ".join(cell.strip()[:40] for cell in header[:8] if cell.strip())
    return FileProblem(
        _(
            "This does not look like a CSV export of Jira: its columns must include Summary and Issue key or Issue id."
        ),
        where=_("Line %(line)d has: %(found)s.") % {"line": line, "found": found or "–"},
        remedy=_("In Jira, list the issues, then choose Export → CSV (all fields)."),
    )


class _Look:
    """What is gathered row by row."""

    def __init__(self, header: list[str], mapping: Mapping, today: date) -> None:
        self.header, self.mapping = header, mapping
        self.width = range(len(header))
        self.rows = 0
        self.filled: Counter[int] = Counter()
        self.names: dict[str, str] = {}
        self.projects: Counter[str] = Counter()
        self.site = ""
        self.evidence = {
            target: Evidence(today=today, past=target in PAST or target == "comments")
            for target in (*DATED, "comments")
        }
        self.dated = [(self.evidence[target], index) for target in DATED for index in mapping.indexes(target)]
        self.comments = mapping.indexes("comments")
        self.people = [*self._pairs("assignee"), *self._pairs("reporter"), *self._pairs("watchers")]
        self.attachments = [
            index
            for column in mapping.columns
            if column.target is None and headers.target_of(column.header) == "attachments"
            for index in column.indexes
        ]
        self.key = next(iter(mapping.indexes("key")), None)
        self.rank = next(iter(mapping.indexes("rank")), None)
        self.ranks: list[tuple[str, int]] = []

    def _pairs(self, target: str) -> list[tuple[int, int]]:
        return list(zip(self.mapping.indexes(f"{target}_id"), self.mapping.indexes(target), strict=False))

    def at(self, line: int, cells: list[str]) -> None:
        self.rows += 1
        self.filled.update(compress(self.width, cells))
        missing = len(self.header) - len(cells)
        if missing > 0:
            cells = cells + [""] * missing
        for evidence, index in self.dated:
            if cells[index]:
                evidence.add(cells[index])
        for index in self.comments:
            if cells[index]:
                self.evidence["comments"].add(cells[index].partition(";")[0])
        for identity, name in self.people:
            if cells[identity]:
                self.names[cells[identity]] = cells[name]
        # "0|i001wn:": what stands before the bar only says which of three lists is in use.
        rank = cells[self.rank].strip().partition("|")[2] if self.rank is not None else ""
        self.ranks.append((rank or LAST, line))
        self.address(line, cells)

    def address(self, line: int, cells: list[str]) -> None:
        """Note the project and the site; a second, different header in the file is refused."""
        if self.key is not None:
            key = cells[self.key]
            self.projects[key.rpartition("-")[0]] += 1
            if key == self.header[self.key] and key.strip():
                raise FileProblem(
                    _("A second header with other columns stands in the middle of the file."),
                    where=_("Line %(line)d.") % {"line": line},
                    remedy=_("Split the file there and import the parts one after the other."),
                )
        if not self.site:
            for index in self.attachments:
                if cells[index] and (found := _SITE.search(cells[index])):
                    self.site = found[1].lower()
                    break

    def result(self, header_line: int, options: Options, broken: int | None) -> Survey:
        columns = tuple(
            replace(column, filled=sum(self.filled[index] for index in column.indexes))
            for column in self.mapping.columns
        )
        order, left = settle(self.evidence)
        if options.date_order:
            order, left = options.date_order, ()
        projects = tuple(name for name, _count in self.projects.most_common(20) if name)
        return Survey(
            header=self.header,
            header_line=header_line,
            mapping=Mapping(columns),
            options=replace(options, date_order=order),
            rows=self.rows,
            names=self.names,
            question=self.question(left) if left else None,
            site=self.site,
            projects=projects,
            broken_line=broken,
            order=self.order(),
        )

    def order(self) -> "array[int]":
        """The lines by rank, equal ones as they stand."""
        self.ranks.sort()
        return array("L", [line for _place, line in self.ranks])

    def question(self, left: tuple[str, ...]) -> DateQuestion:
        telling = {target: evidence for target, evidence in self.evidence.items() if evidence.numeric}
        names = (column.header for column in self.mapping.columns if column.target in telling)
        cells = [example for evidence in telling.values() for example in evidence.examples]
        return DateQuestion(tuple(names), left, readings(dict.fromkeys(cells[:4]), left))
