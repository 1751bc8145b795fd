"""How a custom field of an item is shown for editing and read back; `backlog.cells` for the fields every item has."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.models import Member
from activity.actors import Actor
from backlog.cells import Cell, Editor, Option
from backlog.custom import CELL, PREFIX, Shown, fields_of, shown_values
from backlog.dates import read_date
from backlog.models import CustomField, Item, Product
from backlog.queries.named import NamedRows
from core.periods import Precision, last_day

Form = CustomField.Form


class CustomCell(Cell):
    """A text of the product's own."""

    def __init__(self, custom: CustomField) -> None:
        super().__init__(f"{CELL}{custom.key}", custom.name)
        self.custom = custom
        self.name = f"{PREFIX}{custom.key}"  # what services call it

    def value(self, item: Item) -> str:
        return self._shown(item).value

    def shown(self, item: Item) -> str:
        return self._shown(item).text

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        return {self.name: text.strip() or None}

    def read_words(self, text: str, *, named: NamedRows, today: date) -> dict[str, Any]:
        """What the text means where it is not chosen but written: in a form for many, in a spreadsheet."""
        return self.read(text, workspace_id=named.actor.workspace_id, today=today)

    def _shown(self, item: Item) -> Shown:
        return shown_values([self.custom], [(item.custom, item.estimate)])[0][0]


class CustomNumberCell(CustomCell):
    editor: Editor = "number"

    def seen(self, old: str, *, workspace_id: UUID, today: date) -> Mapping[str, Any]:
        return {self.name: float(old) if old else None}


class CustomDateCell(CustomCell):
    """A day; where a longer period is typed, its last one."""

    editor: Editor = "date"

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        day, precision = read_date(text, "due", today)
        return {self.name: last_day(day, Precision(precision)).isoformat() if day else None}

    def seen(self, old: str, *, workspace_id: UUID, today: date) -> Mapping[str, Any]:
        return {self.name: old or None}


class CustomChoiceCell(CustomCell):
    editor: Editor = "choice"

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        held = item.custom.get(self.custom.key) if item else ""
        none = Option("", "–", chosen=held is None)
        return [none, *(Option(choice, choice, chosen=choice == held) for choice in self.custom.choices)]


class CustomPeopleCell(CustomCell):
    """Any number of members; those who left are offered where they are held."""

    editor: Editor = "choices"

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        held: Sequence[str] = item.custom.get(self.custom.key) or () if item else ()
        here = Member.objects.filter(workspace_id=by.workspace_id)
        members = here.filter(Q(deactivated_at=None) | Q(pk__in=held)).order_by("name")
        return [
            Option(str(row.pk), row.name, chosen=str(row.pk) in held, note=row.job_title, person=row)
            for row in members
        ]

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        return {self.name: [pk for pk in text.split(",") if pk] or None}

    def read_words(self, text: str, *, named: NamedRows, today: date) -> dict[str, Any]:
        """Names, e-mail addresses or ids by commas."""
        people = [str(named.assignee(word).pk) for part in text.split(",") if (word := part.strip())]
        return {self.name: people or None}


_CELLS: Mapping[str, type[CustomCell]] = {
    Form.TEXT: CustomCell,
    Form.NUMBER: CustomNumberCell,
    Form.DATE: CustomDateCell,
    Form.CHOICE: CustomChoiceCell,
    Form.PEOPLE: CustomPeopleCell,
}


def custom_cells(product: Product) -> list[CustomCell]:
    """The cells of the product's fields that are typed, in their order. One statement."""
    return [_CELLS[custom.form](custom) for custom in fields_of(product.pk) if custom.form != Form.FORMULA]


def custom_cell(product: Product, name: str) -> CustomCell | None:
    """The cell `custom-<key>` of one of the product's fields that are typed; None for anything else. One statement."""
    if not name.startswith(CELL):
        return None
    fields = CustomField.objects.filter(product=product, archived_at=None)
    custom = fields.filter(key=name.removeprefix(CELL)).exclude(form=Form.FORMULA).first()
    return _CELLS[custom.form](custom) if custom else None
