"""The columns of the table: which there are, which a member sees and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
MINE, NOW = "columns", "columns-now"  # cookies: what a person chose, and what their open page shows


@dataclass(frozen=True, slots=True)
class Column:
    """One column that can be chosen. `custom`: the product's own field that it shows."""

    name: str
    label: str | Promise
    shown: bool
    custom: CustomField | None = None


def columns_of(
    request: HttpRequest, fields: Sequence[CustomField], *, view: SavedView | None = None, rows: bool = False
) -> list[Column]:
    """All columns: those that are shown in their order, then the others.

    A view that names columns decides, else what the member chose; where only `rows` are asked for, what their page
    shows. No query.
    """
    kept = (request.COOKIES.get(NOW) if rows else None) or request.COOKIES.get(MINE)
    chosen: Sequence[str] = view.columns if view and view.columns else kept.split(".") if kept else USUAL
    custom = {f"{CELL}{field.key}": field for field in fields}
    labels = {**OWN, **{name: field.name for name, field in custom.items()}}
    shown = [name for name in chosen if name in labels]
    return [
        Column(name, labels[name], name in shown, custom.get(name))
        for name in (*shown, *(name for name in labels if name not in shown))
    ]


def custom_shown(columns: Sequence[Column]) -> list[CustomField]:
    """The product's own fields among the columns that are shown."""
    return [column.custom for column in columns if column.custom and column.shown]
