"""How the table is set: the columns that are shown, their order, their widths.

A saved view says it, else a cookie, in which the browser keeps what a member set. What is set while a view is open is
kept in another cookie until it is saved into the view; opening the view from its menu drops it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from backlog.custom import CELL
from backlog.models import CustomField, SavedView

OWN: Mapping[str, str | Promise] = {
    "parent": gettext_lazy("Parent"),
    "status": gettext_lazy("Status"),
    "assignee": gettext_lazy("Assignee"),
    "team": gettext_lazy("Team"),
    "estimate": gettext_lazy("Estimate"),
    "score": gettext_lazy("Score"),
    "ready": gettext_lazy("Ready"),
    "start": gettext_lazy("Start"),
    "due": gettext_lazy("Due"),
}
USUAL = ("status", "assignee", "estimate", "score", "ready", "due")
# Cookies: what a member set, what they set in the view that it names, and what their open page shows.
MINE, IN_VIEW, NOW = "table", "table-view", "columns-now"


@dataclass(frozen=True, slots=True)
class Column:
    """One column that can be chosen. `custom`: the product's own field that it shows."""

    name: str
    label: str | Promise
    shown: bool
    custom: CustomField | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is set. `names`: the columns that are shown, in their order, None where nobody chose; `widths`: a
    column to its pixels; `changed`: otherwise than the open view has it.
    """

    names: Sequence[str] | None = None
    widths: Mapping[str, int] = field(default_factory=dict)
    changed: bool = False


def table_of(request: HttpRequest, view: SavedView | None) -> Table:
    """How the page that shows this view, or none, is set. No query."""
    if view is None:
        return _read(request.COOKIES.get(MINE, ""))
    name, _sign, kept = request.COOKIES.get(IN_VIEW, "").partition("|")
    if name == str(view.pk):
        table = _read(kept)
        return replace(table, changed=(list(table.names or ()), table.widths) != (view.columns, view.widths))
    return Table(view.columns, view.widths) if view.columns else _read(request.COOKIES.get(MINE, ""))


def on_page(request: HttpRequest) -> Table:
    """How the open page is set that asks for rows. No query."""
    return _read(request.COOKIES.get(NOW) or request.COOKIES.get(MINE, ""))


def columns_of(table: Table, fields: Sequence[CustomField], *, judged: bool = True) -> list[Column]:
    """All columns: those that are shown in their order, then the others.

    Where nobody chose, the usual ones; whether items are ready only if they are `judged` by a definition of it.
    """
    usual = [name for name in USUAL if judged or name != "ready"]
    custom = {f"{CELL}{one.key}": one for one in fields}
    labels = {**OWN, **{name: one.name for name, one in custom.items()}}
    shown = [name for name in (usual if table.names is None else table.names) if name in labels]
    return [
        Column(name, labels[name], name in shown, custom.get(name))
        for name in (*shown, *(name for name in labels if name not in shown))
    ]


def custom_shown(table: Table, fields: Sequence[CustomField]) -> list[CustomField]:
    """The product's own fields among the columns that are shown, in their order."""
    by_name = {f"{CELL}{one.key}": one for one in fields}
    return [by_name[name] for name in table.names or () if name in by_name]


def widths_in(text: str, *, between: str = " ", sign: str = ":") -> dict[str, int]:
    """`due:90 score:60` as widths of columns; what is none is left out."""
    pairs = (pair.partition(sign) for pair in text.split(between))
    return {
        name: int(width)
        for name, _sign, width in pairs
        if name and width.isascii() and width.isdigit() and len(width) < 5
    }


def _read(text: str) -> Table:
    """What a cookie keeps: `due.score|due~90!score~60`, in characters that a cookie may have."""
    names, _sign, widths = text.partition("|")
    return Table(names.split(".") if names else None, widths_in(widths, between="!", sign="~"))
