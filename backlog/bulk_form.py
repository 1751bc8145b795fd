"""What the form of a bulk edit says, as edits; and what they would do, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from backlog.cells import CELLS, Cell, Option
from backlog.container_cells import container_cells
from backlog.containers import containers
from backlog.custom import CELL, Definitions, checked, is_custom, text_of
from backlog.custom_cells import CustomCell, custom_cells
from backlog.models import Item, Kind, Label, Product
from backlog.queries.named import NamedRows
from backlog.queries.references import item_called
from backlog.services.bulk import Change, Edit
from backlog.services.labels import label_named

CHOICES = ("status", "assignee", "team", "kind")
TYPED = ("estimate", "start", "due", "parent")
NONE = "none"  # what a choice sends to leave the field empty
NAMES: Mapping[str, Any] = {
    **{name: CELLS[name].label for name in (*CHOICES, *TYPED, "labels", "title")},
    "start_on": gettext_lazy("Start"),
    "due_on": gettext_lazy("Due"),
}


@dataclass(slots=True)
class BulkFields:
    """The values that all the items get, and what is wrong with those that cannot be read, by the form's field."""

    fields: dict[str, Any] = field(default_factory=dict)
    add: list[Label] = field(default_factory=list)
    remove: list[Label] = field(default_factory=list)
    places: dict[str, UUID | None] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def edits(self, items: Sequence[Item]) -> list[Edit]:
        return [Edit(item, self.fields, self.add, self.remove) for item in items]


@dataclass(frozen=True, slots=True)
class FieldPreview:
    """One field: what it is now on how many items, and what it will be."""

    name: str
    before: list[tuple[str, int]]
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk edit does: how many items change or are as wanted already, and which cannot be changed."""

    changing: int
    same: int
    refused: list[Change]
    fields: list[FieldPreview]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form: `options` where it is chosen; where it is typed, an example and the keyboard for it."""

    name: str
    label: str
    options: Sequence[Option] = ()
    hint: str = ""
    mode: str = "text"


def choices(product: Product, *, by: Actor, today: date) -> list[Asked]:
    """The lists of the fields that every item has, and of what it can be put into. One statement each."""
    cells = [*(CELLS[name] for name in CHOICES), *container_cells()]
    return [_chosen(cell, product, by, today) for cell in cells]


def custom_fields(product: Product, *, by: Actor, today: date) -> list[Asked]:
    """The product's own fields. One statement."""
    return [_asked(cell, product, by, today) for cell in custom_cells(product)]


def _chosen(cell: Cell, product: Product, by: Actor, today: date) -> Asked:
    options = cell.options(None, product=product, by=by, today=today)
    return Asked(cell.field, str(cell.label), options)


def _asked(cell: CustomCell, product: Product, by: Actor, today: date) -> Asked:
    if cell.editor == "choice":
        return _chosen(cell, product, by, today)
    hints = {"date": _("28 Nov, Q1 2027"), "number": "2.5", "choices": _("Names, by commas")}
    mode = "decimal" if cell.editor == "number" else "text"
    return Asked(cell.field, str(cell.label), hint=hints.get(cell.editor, ""), mode=mode)


def read_fields(data: QueryDict, *, product: Product, by: Actor, today: date, make: bool) -> BulkFields:
    """Read what is filled in; the rest stays as it is. `make`: labels that are not there yet are made."""
    found = BulkFields()
    cleared = set(data.getlist("clear"))
    for name in (*CHOICES, *TYPED):
        text = data.get(name, "").strip()
        if not text and name not in cleared:
            continue
        try:
            found.fields |= _value(name, "" if name in cleared else text, product, by, today)
        except ValidationError as error:
            found.errors[name] = " ".join(error.messages)
    for cell in container_cells():
        if text := data.get(cell.field, ""):
            try:
                found.places[cell.field] = cell.wanted("" if text == NONE else text)
            except ValidationError as error:
                found.errors[cell.field] = " ".join(error.messages)
    _read_custom(found, data, product=product, by=by, today=today)
    for name, into in (("add_labels", found.add), ("remove_labels", found.remove)):
        try:
            into += _labels(data.get(name, ""), product, by, make=make and name == "add_labels")
        except ValidationError as error:
            found.errors[name] = " ".join(error.messages)
    return found


def _read_custom(found: BulkFields, data: QueryDict, *, product: Product, by: Actor, today: date) -> None:
    """The product's own fields among those that are filled in. Two statements where there are any, one more for people."""
    cleared = set(data.getlist("clear"))
    filled = {name: str(data[name]).strip() for name in data if name.startswith(CELL)}
    wanted = {name for name, text in filled.items() if text} | {
        name for name in cleared if name.startswith(CELL)
    }
    named, definitions = NamedRows(by, people=True), Definitions(by.workspace_id)
    for cell in custom_cells(product) if wanted else ():
        if cell.field not in wanted:
            continue
        text = "" if cell.field in cleared else filled[cell.field]
        text = "" if cell.editor == "choice" and text == NONE else text
        try:
            value = cell.read_words(text, named=named, today=today)
            anyone = Item(workspace_id=by.workspace_id, product=product)
            found.fields |= checked(anyone, value, {}, definitions)
        except ValidationError as error:
            found.errors[cell.field] = " ".join(error.messages)


def edits_into(items: Sequence[Item], data: QueryDict, *, by: Actor, today: date) -> list[Edit]:
    """What brings the items into the group `value` of a list grouped by `field`; `from` are labels that they leave.

    Raises ValidationError.
    """
    name, value = data.get("field", ""), data.get("value", "")
    value = "" if value == NONE else value
    if name == "label":
        product = items[0].product
        leave = _labels(",".join(data.getlist("from")), product, by, make=False)
        come = _labels(value, product, by, make=False)
        return [Edit(item, add=come, remove=leave) for item in items]
    if name not in (*CHOICES, "parent"):
        raise ValidationError(_("There is no such group. Load the page again."))
    fields = CELLS[name].read(value, workspace_id=by.workspace_id, today=today)
    return [Edit(item, fields) for item in items]


def preview(planned: Sequence[Change]) -> Preview:
    """The plan in words: for each field what it is now, the most frequent first, and what it will be."""
    before: dict[str, Counter[str]] = {}
    after: dict[str, str] = {}
    for change in planned:
        for name, (old, new) in change.changes.items():
            if name in NAMES or is_custom(name) or name in containers():
                before.setdefault(name, Counter())[_shown(name, old, change)] += 1
                after[name] = _shown(name, new, change)
    if "labels" in after:
        after["labels"] = _("as chosen") if len(before["labels"]) > 1 else after["labels"]
    return Preview(
        changing=sum(bool(change.changes) for change in planned),
        same=sum(not change.changes and not change.error for change in planned),
        refused=[change for change in planned if change.error],
        fields=[
            FieldPreview(_label(name, planned), counts.most_common(4), after[name])
            for name, counts in before.items()
        ],
    )


def _label(name: str, planned: Sequence[Change]) -> str:
    if name in NAMES:
        return str(NAMES[name])
    return next(change.names[name] for change in planned if name in change.names)


def _value(name: str, text: str, product: Product, by: Actor, today: date) -> dict[str, Any]:
    if name == "parent":
        return {"parent": item_called(by, text, near=product) if text else None}
    text = "" if text == NONE else text
    return CELLS[name].read(text, workspace_id=by.workspace_id, today=today)


def _labels(text: str, product: Product, by: Actor, *, make: bool) -> list[Label]:
    """The labels named with commas between. Where they are not made, a new one stands for itself, unsaved."""
    words = {
        " ".join(word.split()).lower(): " ".join(word.split()) for word in text.split(",") if word.strip()
    }
    known = {label.name.lower(): label for label in Label.objects.filter(workspace=by.workspace_id) if words}
    if make:
        return [known.get(low) or label_named(product.workspace, word, by=by) for low, word in words.items()]
    return [known.get(low) or Label(workspace_id=by.workspace_id, name=word) for low, word in words.items()]


def _shown(name: str, value: Any, change: Change) -> str:
    """What people call a plain value of a change; "–" for none."""
    if value in (None, "", []):
        return "–"
    if is_custom(name):
        return text_of(value, change.names)
    if name == "labels":
        return ", ".join(value)
    if name == "kind":
        return str(Kind(value).label)
    return change.names.get(str(value), str(value))
