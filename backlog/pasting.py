"""A column copied from a spreadsheet, read line by line as values of one field."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.actors import Actor
from backlog.cells import CELLS
from backlog.custom_cells import CustomCell
from backlog.models import Item, Kind
from backlog.queries.named import NamedRows
from backlog.services.bulk import MOST, Edit

# Of the fields that every item has; those of a product's own are pasted as `custom-<key>`.
PASTED = ("title", "status", "assignee", "team", "kind", "estimate", "start", "due", "parent")


@dataclass(slots=True)
class Column:
    """The lines, the edit that each means, and those that mean none: (line, key, why)."""

    lines: list[str]
    edits: list[Edit] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)


def lines_of(text: str) -> list[str]:
    """The cells of one column that a spreadsheet copied. Raises ValidationError where there are several columns."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows = list(csv.reader(StringIO(whole, newline=""), delimiter="\t"))
    if any(len(row) > 1 for row in rows):
        raise ValidationError(_("Copy one column only. Nothing was changed."))
    return [" ".join(row[0].split()) if row else "" for row in rows]


def read_column(
    items: Sequence[Item], name: str, text: str, *, by: Actor, today: date, cell: CustomCell | None = None
) -> Column:
    """Read the lines as the `name` of the items, one after the other; an empty line empties the field.

    `cell` is that of a field of the product's own. Raises ValidationError for more lines than items, or several columns. Cost: one statement for a field that refers to rows.
    """
    column = Column(lines_of(text))
    if len(column.lines) > min(len(items), MOST):
        raise ValidationError(
            ngettext(
                "%(lines)d lines were pasted, but there is %(rows)d row from here on. Nothing was changed.",
                "%(lines)d lines were pasted, but there are %(rows)d rows from here on. Nothing was changed.",
                len(items),
            )
            % {"lines": len(column.lines), "rows": len(items)}
        )
    keys = [line for line in column.lines if line] if name == "parent" else []
    named = NamedRows(by, products={item.product_id for item in items}, keys=keys, people=True)
    for item, line in zip(items, column.lines, strict=False):
        try:
            value = (
                cell.read_words(line, named=named, today=today)
                if cell
                else _value(name, line, item, named, by, today)
            )
            column.edits.append(Edit(item, value))
        except ValidationError as error:
            column.problems.append((line, item.key, " ".join(error.messages)))
    return column


def _value(name: str, line: str, item: Item, named: NamedRows, by: Actor, today: date) -> dict[str, Any]:
    if name == "kind":
        return {"kind": _kind(line)}
    if name == "status":
        return {"status": named.status(item.product_id, line)}
    if name in ("assignee", "team", "parent"):
        read = {"assignee": named.assignee, "team": named.team, "parent": named.item}[name]
        return {name: read(line) if line else None}
    return CELLS[name].read(line, workspace_id=by.workspace_id, today=today)


def _kind(line: str) -> str:
    for kind in Kind:
        if line.lower() in (kind.value, str(kind.label).lower()):
            return kind.value
    raise ValidationError(_("“%(text)s” is no kind of item.") % {"text": line[:100]})
