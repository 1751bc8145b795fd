"""A block of cells that a spreadsheet copied, read as ratings: a line an item, a column a criterion."""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from io import StringIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.models import Criterion, Item
from backlog.number_words import NOTHING, read_number
from backlog.services.rating import Given, scale_problem
from core.numbers import typed


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that cannot be used, and why."""

    item: str
    criterion: str
    why: str


@dataclass(slots=True)
class Block:
    """The numbers, and the cells that are none. `cells`: how many there are in all."""

    cells: int = 0
    given: list[Given] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)

    def values(self) -> dict[str, dict[str, str]]:
        """The numbers as the cells read now, by item key and criterion key."""
        found: dict[str, dict[str, str]] = {}
        for each in self.given:
            found.setdefault(each.item.key, {})[each.criterion.key] = typed(each.value)
        return found

    def refusals(self) -> list[dict[str, str]]:
        """The wrong cells as a script marks them."""
        return [{"item": one.item, "criterion": one.criterion, "why": one.why} for one in self.wrong]

    def refusal(self) -> str:
        """What is told of the wrong cells together."""
        first = self.wrong[0]
        said = ngettext(
            "%(wrong)d of %(cells)d cell cannot be used, so nothing was changed. %(key)s: %(why)s",
            "%(wrong)d of %(cells)d cells cannot be used, so nothing was changed. %(key)s: %(why)s",
            self.cells,
        )
        return said % {
            "wrong": len(self.wrong),
            "cells": self.cells,
            "key": first.item,
            "why": first.why,
        }


def read_block(
    items: Sequence[Item], criteria: Sequence[Criterion], text: str, *, kinds: Collection[str]
) -> Block:
    """Read the lines as the items' numbers, the columns as those of the criteria; an empty cell takes a number away.

    Items of none of the `kinds` (none: all are) can be given nothing; a line that is shorter leaves the rest as it is. Raises
    ValidationError for more lines or columns than there are. No query.
    """
    whole = text.replace("\r\n", "\n").replace("\r", "\n") or "\n"
    lines = [line or [""] for line in csv.reader(StringIO(whole, newline=""), delimiter="\t")]
    if len(lines) > len(items) or max(map(len, lines)) > len(criteria):
        raise ValidationError(_("More cells were pasted than there are from here on. Nothing was changed."))
    block = Block(sum(map(len, lines)))
    for item, line in zip(items, lines, strict=False):
        for criterion, cell in zip(criteria, line, strict=False):
            scored = not kinds or item.kind in kinds
            if scored or " ".join(cell.split()) not in NOTHING:
                _read(block, item, criterion, cell, scored=scored)
    return block


def _read(block: Block, item: Item, criterion: Criterion, cell: str, *, scored: bool) -> None:
    why = ""
    try:
        number = read_number(cell)
        why = scale_problem(criterion, number)
    except ValidationError as error:
        number, why = None, " ".join(error.messages)
    if not scored:
        why = _("This model does not score items of this kind.")
    if why:
        block.wrong.append(WrongCell(item.key, criterion.key, why))
    else:
        block.given.append(Given(item, criterion, number))
