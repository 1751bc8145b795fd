"""How reports say what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.numbers import written
from core.periods import Precision, label
from sprints.reporting.burn import ScopeChange
from sprints.reporting.report import Ending
from sprints.reporting.story import ItemStory

ENDINGS = {
    "done": gettext_lazy("Done"),
    "open": gettext_lazy("Open"),
    "carried": gettext_lazy("Carried over"),
    "returned": gettext_lazy("Back to the backlog"),
    "dropped": gettext_lazy("Dropped"),
    "deleted": gettext_lazy("Deleted"),
    "removed": gettext_lazy("Taken out"),
}
CHANGES = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("taken out"),
    "deleted": gettext_lazy("deleted"),
    "restored": gettext_lazy("restored"),
    "dropped": gettext_lazy("dropped"),
    "resumed": gettext_lazy("taken up again"),
}


@dataclass(frozen=True, slots=True)
class EndingRow:
    """An item at the end of a sprint in words; `is_there`: its page can be opened."""

    story: ItemStory
    outcome: str
    since: str
    weight: str
    is_done: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of scope in words: the day it happened on, what it was, by how much."""

    story: ItemStory
    day: str
    what: str
    delta: str


def ending_rows(endings: Iterable[Ending]) -> list[EndingRow]:
    return [
        EndingRow(
            one.story, str(ENDINGS[one.how]), _("the start") if one.committed else _("later"), written(one.weight),
            one.how == "done", one.how != "deleted",
        )
        for one in endings
    ]  # fmt: skip


def change_rows(changes: Iterable[ScopeChange], *, zone: ZoneInfo, today: date) -> list[ChangeRow]:
    return [
        ChangeRow(
            one.story, label(one.at.astimezone(zone).date(), Precision.DAY, today), _what(one), _delta(one)
        )
        for one in changes
    ]


def _what(change: ScopeChange) -> str:
    if change.why != "estimated":
        return str(CHANGES[change.why])
    return _("estimate %(before)s → %(after)s") % {
        "before": written(change.before),
        "after": written(change.after),
    }


def _delta(change: ScopeChange) -> str:
    sign = "+" if change.delta > 0 else "−" if change.delta < 0 else ""
    return f"{sign}{written(abs(change.delta))}"
