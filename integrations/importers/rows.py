"""What every importer yields, whatever the tool the file came from: rows, problems and a preview.

Nothing here touches the database. Kinds and status categories are the product's own words as plain strings.
"""

from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

Extra: TypeAlias = dict[str, str | tuple[str, ...]]
"""Values of the source that have no place of their own here, by the source's header."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named by the source; any part may be "", never all three."""

    name: str = ""
    external_id: str = ""
    email: str = ""
    identity: str = field(init=False, repr=False, compare=False)
    """What tells this person from others in one file: the id, else the e-mail, else the name."""

    def __post_init__(self) -> None:
        identity = self.external_id or self.email.lower() or self.name.casefold()
        object.__setattr__(self, "identity", identity)


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """A day and how exactly it is meant: day, week, month, quarter or half."""

    day: date
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class ParentRef:
    """The parent by the source's id or by its key; one of them may be ""."""

    external_id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class SourceComment:
    """One comment; `at` is None and `author` None where the source does not say. `text` is Markdown."""

    text: str
    at: datetime | None = None
    author: Person | None = None


@dataclass(slots=True)
class SourceRow:
    """One issue of the source, cleaned but not yet matched to anything in a workspace.

    `line` is the first line of its record in the file (the header is line 1). Times are UTC. `description` is
    Markdown. `status_category` and `kind` are suggestions; `source_kind` and `status` are the source's words.
    """

    line: int
    external_id: str
    key: str
    title: str
    kind: str
    source_kind: str = ""
    status: str = ""
    status_category: str = ""
    description: str = ""
    labels: tuple[str, ...] = ()
    assignee: Person | None = None
    reporter: Person | None = None
    estimate: Decimal | None = None
    start_on: PlannedDate | None = None
    due_on: PlannedDate | None = None
    parent: ParentRef | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    resolved_at: datetime | None = None
    comments: tuple[SourceComment, ...] = ()
    watchers: tuple[Person, ...] = ()
    rank: str = ""
    priority: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something in one row that could not be taken over.

    `skipped` says whether the whole row is left out (no SourceRow follows) or only this value.
    """

    line: int
    field: str
    value: str
    reason: str
    skipped: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What becomes of one header: `indexes` are its columns (several when repeated), `target` the field or None.

    `filled` counts the cells with a value, `note` is a sentence for the person, or "". Of several headers with one
    target the one with the lowest `preference` is read first.
    """

    header: str
    indexes: tuple[int, ...]
    target: str | None
    note: str = ""
    filled: int = 0
    preference: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a file, in the order of the file."""

    columns: tuple[ColumnUse, ...]

    def groups(self, target: str) -> tuple[tuple[int, ...], ...]:
        """The column groups that feed `target`, the preferred first."""
        feeding = (column for column in self.columns if column.target == target)
        return tuple(column.indexes for column in sorted(feeding, key=lambda column: column.preference))

    def indexes(self, target: str) -> tuple[int, ...]:
        """Every column index that feeds `target`."""
        return tuple(index for group in self.groups(target) for index in group)

    @property
    def left_out(self) -> tuple[ColumnUse, ...]:
        """Columns with values that no field takes."""
        return tuple(column for column in self.columns if column.target is None and column.filled)


@dataclass(frozen=True, slots=True)
class StatusFound:
    """A status name of the file, how many rows have it, and the category suggested; `sure` is False for a guess."""

    name: str
    count: int
    category: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind's name in the source, how many rows have it, and our kind suggested; `sure` is False for a guess."""

    name: str
    count: int
    kind: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person named in the file and how many rows name them (as assignee, reporter, author or watcher)."""

    person: Person
    count: int


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """The file does not say which of several orders its dates are in; the person must.

    `choices` are values for `Options.date_order`; each example is the cell and its reading (ISO) per choice.
    """

    columns: tuple[str, ...]
    choices: tuple[str, ...]
    examples: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Options:
    """The person's decisions about a file; plain values, so that `asdict` is JSON and `Options(**data)` restores it.

    `encoding`, `delimiter` and `date_order` ("day_first", "month_first", "year_first") are found out when "".
    `columns` overrides what a header is used for (None: leave out), `kinds` and `categories` the suggestions,
    by the source's word.
    """

    encoding: str = ""
    delimiter: str = ""
    date_order: str = ""
    columns: MappingABC[str, str | None] = field(default_factory=dict)
    kinds: MappingABC[str, str] = field(default_factory=dict)
    categories: MappingABC[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds and what would become of it.

    `totals` counts: rows, items, skipped, problems, comments, watchers, parents, estimates, due_dates, labels.
    `problems` are the first hundred, `sample` the first ten rows. With a `question` open there is no sample and
    `totals` knows only `rows`; ask, then preview again with `options.date_order` set. `options` is what was decided.
    """

    mapping: Mapping
    options: Options
    totals: dict[str, int]
    statuses: tuple[StatusFound, ...] = ()
    kinds: tuple[KindFound, ...] = ()
    people: tuple[PersonFound, ...] = ()
    question: DateQuestion | None = None
    site: str = ""
    projects: tuple[str, ...] = ()
    sample: tuple[SourceRow, ...] = ()
    problems: tuple[RowProblem, ...] = ()

    @property
    def columns(self) -> tuple[ColumnUse, ...]:
        """All columns of the file."""
        return self.mapping.columns

    @property
    def left_out(self) -> tuple[ColumnUse, ...]:
        """Columns with values that no field takes."""
        return self.mapping.left_out
