"""Cells of a Jira export as values: people, numbers, comments, references, lists."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from integrations.importers.jira.dates import Dates
from integrations.importers.jira.text import to_markdown
from integrations.importers.rows import ParentRef, Person, SourceComment

KEY = re.compile(r"[^\W\d_][\w]*-\d+$")
LARGEST_ESTIMATE = Decimal(100_000)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$")
_PLAIN_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,12})?$")
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def unguard(cell: str) -> str:
    """Take off the apostrophe that protects spreadsheets from a cell that begins like a formula; trim."""
    return (cell[1:] if cell[:1] == "'" and cell.startswith(_GUARDED) else cell).strip()


def person(name: str, identity: str, names: Mapping[str, str]) -> Person | None:
    """The person of a name cell and an id cell; an e-mail address as name (Jira Server) is also the address."""
    name, identity = unguard(name), identity.strip()
    if not name and not identity:
        return None
    email = name if "@" in name and _ADDRESS.match(name) else ""
    return Person(name=name or names.get(identity, ""), external_id=identity, email=email)


def number(cell: str) -> Decimal | None:
    """A non-negative decimal with point or comma, below LARGEST_ESTIMATE; None when it is none."""
    text = cell.strip()
    if not _PLAIN_NUMBER.match(text):
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value.normalize() + 0 if value < LARGEST_ESTIMATE else None


def hours(cell: str) -> str:
    """Seconds as hours with at most two decimals ("1.5 h"), for reading; the cell itself when it is no number."""
    text = cell.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        return text
    return f"{int(text) / 3600:.2f}".rstrip("0").rstrip(".") + " h"


def parent(reference: str, key: str, epic: str) -> ParentRef | None:
    """The parent of `Parent` (a number, or a key in some exports), `Parent key` and, without those, the epic link."""
    reference, key, epic = reference.strip(), key.strip(), epic.strip()
    identity = reference if reference.isdecimal() else ""
    if not key and not identity:
        key = reference if KEY.match(reference) else epic if KEY.match(epic) else ""
    return ParentRef(external_id=identity, key=key) if identity or key else None


def comment(
    cell: str, dates: Dates, names: Mapping[str, str], person: Callable[[str, str], Person | None]
) -> SourceComment | None:
    """The comment of a cell `date;account id;text`; a cell of another shape is all text.

    `person` finds the author by name and id.
    """
    first, mark, rest = cell.partition(";")
    at = dates.moment(first.strip()) if mark else None
    if at is None:
        text = to_markdown(unguard(cell), names)
        return SourceComment(text) if text else None
    identity, mark, body = rest.partition(";")
    if not mark:
        identity, body = "", rest
    text = to_markdown(unguard(body), names)
    author = person(names.get(identity.strip(), ""), identity)
    return SourceComment(text, at, author) if text else None


def labels(cells: Iterable[str]) -> list[str]:
    """Labels of all cells in order, each once; one cell may hold several (Jira's labels have no spaces or commas)."""
    found: dict[str, None] = {}
    for cell in cells:
        found.update(dict.fromkeys(unguard(cell).replace(",", " ").split()))
    return list(found)


def each(cells: Iterable[str], read: Callable[[str], str] = unguard) -> tuple[str, ...]:
    """The values of filled cells, each once, in order."""
    return tuple(dict.fromkeys(value for cell in cells if cell and (value := read(cell))))
