"""One record of a Jira export as a SourceRow, or as the problems that stand in its way."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter

from django.utils.translation import gettext as _

from integrations.importers.jira import headers, values, words
from integrations.importers.jira.dates import Dates
from integrations.importers.jira.survey import Survey
from integrations.importers.jira.text import to_markdown
from integrations.importers.rows import (
    ColumnUse,
    Extra,
    ParentRef,
    Person,
    PlannedDate,
    RowProblem,
    SourceComment,
    SourceRow,
)

LISTS = frozenset({"labels", "components", "comments", "watchers", "watchers_id"})
"""Fields that every filled cell feeds, not the first one."""
SHOWN = 80
"""Characters of a bad cell that a problem shows."""


class IssueReader:
    """Turns records into rows by index; made once for a file. Memory: the ids and keys seen."""

    def __init__(self, survey: Survey, dates: Dates) -> None:
        self.survey, self.dates = survey, dates
        self.width = len(survey.header)
        mapping = survey.mapping
        self.columns = {
            target: tuple(index for group in mapping.groups(target) for index in group)
            for target in headers.FIELDS
        }
        one = [target for target in self.columns if target not in LISTS]
        self.several = [(target, self.columns[target]) for target in one if len(self.columns[target]) > 1]
        self.single = tuple(target for target in one if len(self.columns[target]) == 1)
        self.pick = itemgetter(*(self.columns[target][0] for target in self.single), 0)
        self.nothing = dict.fromkeys(one, "")
        self.watcher_pairs = self._watcher_pairs()
        aside = [
            column
            for column in mapping.columns
            if column.target is None and column.filled and not headers.is_noise(column.header)
        ]
        self.aside = [(column.header, column.indexes, _aside_reader(column)) for column in aside]
        self.by_id: dict[str, int] = {}
        self.by_key: dict[str, int] = {}
        self.kinds: dict[str, str] = {}
        self.people: dict[tuple[str, str], Person | None] = {}
        self.categories: dict[tuple[str, str], str] = {}

    def _watcher_pairs(self) -> list[tuple[int, int | None]]:
        names, ids = self.columns["watchers"], self.columns["watchers_id"]
        if not names:
            return []
        return [(name, ids[place] if place < len(ids) else None) for place, name in enumerate(names)]

    def outcomes(self, line: int, cells: list[str]) -> Iterator[SourceRow | RowProblem]:
        """The problems of one record, then its row unless it is skipped."""
        problems: list[RowProblem] = []
        if len(cells) < self.width:
            cells = cells + [""] * (self.width - len(cells))
        row = _Record(self, line, cells, problems).row()
        yield from problems
        if row:
            yield row

    def values(self, cells: list[str]) -> dict[str, str]:
        """The first filled cell that feeds each field, "" where there is none."""
        found = self.nothing | dict(zip(self.single, self.pick(cells), strict=False))
        for target, indexes in self.several:
            found[target] = next((cells[index] for index in indexes if cells[index]), "")
        return found

    def seen(self, identity: str, key: str, line: int) -> int | None:
        """The line that already held this id or key; notes this one otherwise."""
        earlier = self.by_id.get(identity) if identity else None
        earlier = earlier or (self.by_key.get(key) if key else None)
        if earlier is None:
            if identity:
                self.by_id[identity] = line
            if key:
                self.by_key[key] = line
        return earlier

    def person(self, name: str, identity: str) -> Person | None:
        """`values.person`, made once for each that the file names."""
        known = (name, identity)
        if known not in self.people:
            self.people[known] = values.person(name, identity, self.survey.names)
        return self.people[known]

    def kind(self, name: str) -> str:
        """Our kind for an issue type, the person's choice first."""
        if name not in self.kinds:
            self.kinds[name] = self.survey.options.kinds.get(name) or words.kind_for(name)[0]
        return self.kinds[name]

    def category(self, status: str, told: str) -> str:
        """Our category for a status, the person's choice first."""
        known = (status, told)
        if known not in self.categories:
            chosen = self.survey.options.categories.get(status)
            self.categories[known] = chosen or words.category_for(status, told)[0]
        return self.categories[known]


class _Record:
    """One record being read; adds to `problems` what it cannot take over."""

    __slots__ = ("cells", "columns", "dates", "first", "key", "line", "names", "problems", "reader")

    def __init__(self, reader: IssueReader, line: int, cells: list[str], problems: list[RowProblem]) -> None:
        self.reader, self.line, self.cells, self.problems = reader, line, cells, problems
        self.columns, self.dates, self.names = reader.columns, reader.dates, reader.survey.names
        self.first = reader.values(cells)
        self.key = ""

    def all(self, target: str) -> list[str]:
        """Every filled cell that feeds a field."""
        cells = self.cells
        return [cells[index] for index in self.columns[target] if cells[index]]

    def problem(self, field: str, value: str, reason: str, *, skipped: bool = False) -> None:
        self.problems.append(RowProblem(self.line, field, value[:SHOWN], reason, skipped, self.key))

    def row(self) -> SourceRow | None:
        """The row, or None when it has no identity, no title, or was there before."""
        identity = self.first["external_id"].strip()
        self.key = values.unguard(self.first["key"])
        title = " ".join(values.unguard(self.first["title"]).split())
        if not identity and not self.key:
            self.skip("key", "", _("Neither an issue key nor an id, so it could not be found again."))
            return None
        if not title:
            self.skip("title", "", _("No summary."))
            return None
        if earlier := self.reader.seen(identity, self.key, self.line):
            self.skip("key", self.key or identity, _("Already in line %(line)d.") % {"line": earlier})
            return None
        self.overflow()
        return self.whole(identity or self.key, title)

    def skip(self, field: str, value: str, reason: str) -> None:
        self.problem(field, value, reason, skipped=True)

    def overflow(self) -> None:
        if len(self.cells) == self.reader.width:
            return
        extra = [cell for cell in self.cells[self.reader.width :] if cell.strip()]
        if extra:
            reason = _("More cells than the header has columns; %(count)d left out.") % {"count": len(extra)}
            self.problem("", extra[0], reason)

    def whole(self, identity: str, title: str) -> SourceRow:
        source_kind, status = values.unguard(self.first["kind"]), values.unguard(self.first["status"])
        start_on, due_on = self.planned()
        priority = words.priority_for(self.first["priority"])
        return SourceRow(
            line=self.line,
            external_id=identity,
            key=self.key,
            title=title,
            kind=self.reader.kind(source_kind),
            source_kind=source_kind,
            status=status,
            status_category=self.reader.category(status, self.first["status_category"]),
            description=to_markdown(values.unguard(self.first["description"]), self.names),
            labels=self.labels(priority),
            assignee=self.reader.person(self.first["assignee"], self.first["assignee_id"]),
            reporter=self.reader.person(self.first["reporter"], self.first["reporter_id"]),
            estimate=self.estimate(),
            start_on=start_on,
            due_on=due_on,
            parent=self.parent(identity),
            created_at=self.moment("created_at"),
            updated_at=self.moment("updated_at"),
            resolved_at=self.moment("resolved_at"),
            comments=self.comments(),
            watchers=self.watchers(),
            rank=self.first["rank"].strip(),
            priority=priority,
            extra=self.extra(),
        )

    def labels(self, priority: str) -> tuple[str, ...]:
        cells = self.all("labels")
        found = values.labels(cells) if cells else []
        if components := self.all("components"):
            found += [f"component:{'-'.join(name.split())}" for name in values.each(components)]
        if priority:
            found.append(f"priority:{priority}")
        return tuple(dict.fromkeys(found))

    def estimate(self) -> Decimal | None:
        cell = self.first["estimate"]
        if not cell or not cell.strip():
            return None
        number = values.number(cell)
        if number is None:
            self.problem("estimate", cell, _("Not a number of points."))
        return number

    def moment(self, target: str) -> datetime | None:
        cell = self.first[target]
        if not cell or not cell.strip():
            return None
        moment = self.dates.moment(cell)
        if moment is None:
            self.problem(target, cell, _("Not a date that can be read."))
        return moment

    def day(self, target: str) -> date | None:
        cell = self.first[target]
        if not cell or not cell.strip():
            return None
        day = self.dates.day(cell)
        if day is None:
            self.problem(target, cell, _("Not a date that can be read."))
        return day

    def planned(self) -> tuple[PlannedDate | None, PlannedDate | None]:
        start, due = self.day("start_on"), self.day("due_on")
        if start is None and due is None:
            return None, None
        if start and due and start > due:
            self.problem(
                "start_on", self.first["start_on"], _("Starts after it is due; the start is left out.")
            )
            start = None
        return (PlannedDate(start) if start else None), (PlannedDate(due) if due else None)

    def parent(self, identity: str) -> ParentRef | None:
        found = values.parent(self.first["parent_id"], self.first["parent_key"], self.first["epic_link"])
        if found and (found.external_id == identity or (found.key and found.key == self.key)):
            self.problem("parent", found.key or found.external_id, _("Names itself as its parent."))
            return None
        return found

    def comments(self) -> tuple[SourceComment, ...]:
        cells = self.all("comments")
        if not cells:
            return ()
        read = (values.comment(cell, self.dates, self.names, self.reader.person) for cell in cells)
        return tuple(comment for comment in read if comment)

    def watchers(self) -> tuple[Person, ...]:
        if not self.reader.watcher_pairs:
            return ()
        found: dict[str, Person] = {}
        for name, identity in self.reader.watcher_pairs:
            who = self.cells[identity] if identity is not None else ""
            person = self.reader.person(self.cells[name], who)
            if person:
                found[person.identity] = person
        return tuple(found.values())

    def extra(self) -> Extra:
        kept: Extra = {}
        for header, indexes, read in self.reader.aside:
            if len(indexes) == 1:
                if cell := self.cells[indexes[0]]:
                    kept[header] = read((cell,))
            elif cells := [self.cells[index] for index in indexes if self.cells[index]]:
                kept[header] = read(tuple(cells))
        return kept


AsideReader = Callable[[tuple[str, ...]], str | tuple[str, ...]]


def _aside_reader(column: ColumnUse) -> AsideReader:
    group = headers.target_of(column.header)
    if group == "sprint":
        return _last
    if group == "time":
        return lambda cells: values.hours(cells[0])
    if len(column.indexes) > 1:
        return values.each
    return lambda cells: values.unguard(cells[0])


def _last(cells: tuple[str, ...]) -> str:
    """The last filled Sprint is the current one."""
    return values.unguard(cells[-1])
