"""How each field of an item is shown for editing and read back: one `Cell` a field, for every door of HTML.

A cell sends what the person saw (`old`) with the new value, so that edits of different fields merge and a clash in
the same field is noticed by `update_item`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Team, Workspace
from activity.actors import Actor
from backlog.dates import read_date
from backlog.models import Item, Kind, Label, Product, Status
from backlog.queries.rows import hue_class
from backlog.search import search_items
from backlog.services.items import update_item
from backlog.services.labels import label_named
from core.numbers import typed
from core.periods import End, Precision, period_text
from core.query import QueryError
from core.templatetags.throughline import fuzzy

Editor = Literal["text", "number", "date", "choice", "choices"]
NEW = "new:"  # before the name of a label that is still to be made
FOUND = 12


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is sent, what is read, and the mark before it (one of the last four)."""

    value: str
    name: str
    chosen: bool = False
    note: str = ""
    kind: str = ""
    category: str = ""
    person: Member | None = None
    css: str = ""


class Cell:
    """A field that is typed as text."""

    editor: Editor = "text"
    searches = False  # options come from the server while one types

    def __init__(self, field: str, label: str | Promise) -> None:
        self.field = field
        self.label = label

    def value(self, item: Item) -> str:
        """The value as `old` and the form carry it."""
        return str(getattr(item, self.field) or "")

    def shown(self, item: Item) -> str:
        """The value as people read it; "" for none."""
        return self.value(item)

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        """The choices, the present ones marked; none for a field that is typed. At most one statement."""
        return []

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        """The item's fields that the text means. Raises ValidationError in words."""
        return {self.field: text}

    def seen(self, old: str, *, workspace_id: UUID, today: date) -> Mapping[str, Any]:
        """What the person had before them, for `update_item`."""
        return self.read(old, workspace_id=workspace_id, today=today)


class NumberCell(Cell):
    editor: Editor = "number"

    def value(self, item: Item) -> str:
        number = getattr(item, self.field)
        return typed(number)

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        try:
            number = Decimal(text.strip().replace(",", ".")) if text.strip() else None
        except InvalidOperation:
            raise ValidationError(_("“%(text)s” is not a number.") % {"text": text.strip()}) from None
        if number is not None and not number.is_finite():
            raise ValidationError(_("“%(text)s” is not a number.") % {"text": text.strip()})
        return {self.field: number}


class DateCell(Cell):
    editor: Editor = "date"

    def __init__(self, end: End, label: str | Promise) -> None:
        super().__init__(end, label)
        self.end: End = end

    def value(self, item: Item) -> str:
        day, precision = getattr(item, f"{self.end}_on"), getattr(item, f"{self.end}_precision")
        return period_text(day, Precision(precision)) if day else ""

    def shown(self, item: Item) -> str:
        return fuzzy(getattr(item, f"{self.end}_on"), getattr(item, f"{self.end}_precision"))

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        day, precision = read_date(text, self.end, today)
        return {f"{self.end}_on": day, f"{self.end}_precision": precision.value}


class ChoiceCell(Cell):
    """One of a few rows or words. `optional` offers none, which is sent as the empty text."""

    editor: Editor = "choice"
    optional = ""

    def value(self, item: Item) -> str:
        chosen = getattr(item, self.field)
        return str(getattr(chosen, "pk", chosen) or "")

    def shown(self, item: Item) -> str:
        return str(getattr(item, self.field) or self.optional)

    def seen(self, old: str, *, workspace_id: UUID, today: date) -> Mapping[str, Any]:
        return {self.field: old or None}

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        current = self.value(item) if item else "?"
        none = [Option("", str(self.optional), chosen=current == "")] if self.optional else []
        return none + [self._option(row, current) for row in self._rows(product, by)]

    def _rows(self, product: Product, by: Actor) -> Sequence[Any]:
        raise NotImplementedError

    def _option(self, row: Any, current: str) -> Option:
        raise NotImplementedError


class KindCell(ChoiceCell):
    def shown(self, item: Item) -> str:
        return str(Kind(item.kind).label)

    def _rows(self, product: Product, by: Actor) -> Sequence[Any]:
        return list(Kind)

    def _option(self, row: Any, current: str) -> Option:
        return Option(row.value, str(row.label), chosen=row.value == current, kind=row.value)


class StatusCell(ChoiceCell):
    def _rows(self, product: Product, by: Actor) -> Sequence[Any]:
        return list(product.statuses.all())

    def _option(self, row: Any, current: str) -> Option:
        return Option(str(row.pk), row.name, chosen=str(row.pk) == current, category=row.category)

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        return {self.field: _row(Status, text, workspace_id)}


class PersonCell(ChoiceCell):
    optional = gettext_lazy("Nobody")  # type: ignore[assignment]  # lazy text reads as text

    def _rows(self, product: Product, by: Actor) -> Sequence[Any]:
        members = list(Member.objects.active().filter(workspace=by.workspace_id).order_by("name"))
        return sorted(members, key=lambda member: member.pk != by.member_id)  # oneself first

    def _option(self, row: Any, current: str) -> Option:
        return Option(str(row.pk), row.name, chosen=str(row.pk) == current, note=row.job_title, person=row)

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        return {self.field: _row(Member, text, workspace_id) if text else None}


class TeamCell(ChoiceCell):
    optional = gettext_lazy("No team")  # type: ignore[assignment]  # lazy text reads as text

    def _rows(self, product: Product, by: Actor) -> Sequence[Any]:
        return list(Team.objects.filter(workspace=by.workspace_id).order_by("name"))

    def _option(self, row: Any, current: str) -> Option:
        return Option(str(row.pk), row.name, chosen=str(row.pk) == current)

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        return {self.field: _row(Team, text, workspace_id) if text else None}


class ParentCell(ChoiceCell):
    searches = True
    optional = gettext_lazy("No parent")  # type: ignore[assignment]  # lazy text reads as text

    def shown(self, item: Item) -> str:
        return str(item.parent) if item.parent else str(self.optional)

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        """Items the words find; without words, what usually holds others: open initiatives, epics, features."""
        items = Item.objects.filter(workspace=by.workspace_id).select_related("product").open()
        if item:
            items = items.exclude(pk=item.pk)
        try:
            found = search_items(items, text, actor=by, today=today) if text else _holders(items, product)
        except QueryError:
            return []
        current = self.value(item) if item else ""
        none = [] if text else [Option("", str(self.optional), chosen=not current)]
        if not text and item and item.parent:
            none.append(self._option(item.parent, current))
        return none + [self._option(row, current) for row in found[:FOUND] if str(row.pk) != current or text]

    def _option(self, row: Any, current: str) -> Option:
        return Option(str(row.pk), row.title, chosen=str(row.pk) == current, note=row.key, kind=row.kind)

    def read(self, text: str, *, workspace_id: UUID, today: date) -> dict[str, Any]:
        return {self.field: _row(Item, text, workspace_id) if text else None}


class LabelsCell(Cell):
    """Any number of labels. What was added and taken away is applied to the labels as they are by then."""

    editor: Editor = "choices"

    def value(self, item: Item) -> str:
        return ",".join(str(label.pk) for label in item.labels.all())

    def shown(self, item: Item) -> str:
        return ", ".join(sorted(label.name for label in item.labels.all()))

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        current = set(self.value(item).split(",")) if item else set()
        labels = Label.objects.filter(workspace=by.workspace_id).order_by("name")
        return [
            Option(str(label.pk), label.name, chosen=str(label.pk) in current, css=hue_class(label.hue))
            for label in labels
        ]


CELLS: Mapping[str, Cell] = {
    cell.field: cell
    for cell in (
        Cell("title", gettext_lazy("Title")),
        KindCell("kind", gettext_lazy("Kind")),
        StatusCell("status", gettext_lazy("Status")),
        PersonCell("assignee", gettext_lazy("Assignee")),
        NumberCell("estimate", gettext_lazy("Estimate")),
        LabelsCell("labels", gettext_lazy("Labels")),
        DateCell("start", gettext_lazy("Start")),
        DateCell("due", gettext_lazy("Due")),
        ParentCell("parent", gettext_lazy("Parent")),
        TeamCell("team", gettext_lazy("Team")),
    )
}


def edit_cell(
    item: Item, cell: Cell, *, by: Actor, values: Sequence[str], old: str | None, today: date
) -> Item:
    """Give the item's field the value that was typed or chosen; returns the item as it is now.

    `values` has one entry, for labels and people any number; `old` is the cell's `value` that the person saw (None: unknown).
    Raises ValidationError, PermissionDenied, core.errors.OutOfDate.
    """
    if isinstance(cell, LabelsCell):
        return edit_labels(item, by=by, wanted=values, old=old or "")
    text = ",".join(values) if cell.editor == "choices" else (values[0] if values else "")
    if cell.editor == "date" and text.strip() == cell.shown(item):
        return item
    fields = cell.read(text, workspace_id=item.workspace_id, today=today)
    seen = None if old is None else cell.seen(old, workspace_id=item.workspace_id, today=today)
    return update_item(item, by=by, fields=fields, seen=seen)


def edit_labels(item: Item, *, by: Actor, wanted: Sequence[str], old: str) -> Item:
    """Add and remove labels by the difference between what the person saw and what they chose."""
    before = {text for text in old.split(",") if text}
    chosen = {text for text in wanted if text and not text.startswith(NEW)}
    current = {str(label.pk): label for label in item.labels.all()}
    ids = (current.keys() | (chosen - before)) - (before - chosen)
    labels = [current[pk] for pk in ids & current.keys()]
    made = [text for text in wanted if text.startswith(NEW)]
    labels += labels_named([*(ids - current.keys()), *made], item.workspace, by=by)
    return update_item(item, by=by, fields={"labels": labels})


def labels_named(wanted: Sequence[str], workspace: Workspace, *, by: Actor) -> list[Label]:
    """The labels with these ids, those with NEW before their name made. Raises ValidationError for one that is gone."""
    return [
        label_named(workspace, text.removeprefix(NEW), by=by)
        if text.startswith(NEW)
        else _row(Label, text, workspace.pk)
        for text in wanted
        if text
    ]


def _holders(items: Any, product: Product) -> Any:
    return items.filter(product=product, kind__in=[Kind.INITIATIVE, Kind.EPIC, Kind.FEATURE]).in_rank_order()


def _row(model: Any, text: str, workspace_id: UUID) -> Any:
    """The workspace's row of that id; ValidationError for one that is not there."""
    rows = model.objects.filter(workspace=workspace_id)
    try:
        found = (rows.select_related("product") if model is Item else rows).filter(pk=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise ValidationError(_("This is no longer there. Choose another one."))
    return found
