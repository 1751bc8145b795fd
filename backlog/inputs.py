"""Numbers that formulas may use beside ratings: what is known of an item without anybody rating it.

The apps above add theirs by the setting SCORE_INPUTS, and ask for new scores by `services.recompute.request_using` when
their numbers change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from backlog.formula import FormulaError, parse
from backlog.models.products import OPEN_CATEGORIES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """One derived number.

    `sql` is an expression on the row `i` of an item: of an integer type or numeric(28, 9) or smaller, NULL where there is
    none. In it `{today}` is the workspace's day and `{zone}` its time zone, both as literals; any other brace and each %
    stands twice. `dated`: it changes with the day by itself.
    """

    key: str
    name: "StrOrPromise"
    description: "StrOrPromise"
    sql: str
    dated: bool = False


_OPEN = ", ".join(f"'{category}'" for category in OPEN_CATEGORIES)
_LINKED = (
    "(SELECT count(*) FROM backlog_itemlink l JOIN backlog_item o ON o.id = l.{other} WHERE l.{own} = i.id"
    f" AND l.kind = 'blocks' AND o.deleted_at IS NULL AND o.category IN ({_OPEN}))"
)

OWN = (
    ScoreInput(
        "days_to_due",
        _("Days to due"),
        _("Days until the due date, below zero when it has passed; none without a due date."),
        "(i.due_on - {today})",
        dated=True,
    ),
    ScoreInput(
        "age_days",
        _("Age in days"),
        _("Days since it was created."),
        "({today} - (i.created_at AT TIME ZONE {zone})::date)",
        dated=True,
    ),
    ScoreInput(
        "blocked_count",
        _("Blocked by"),
        _("Open items that it waits for."),
        _LINKED.format(other="source_id", own="target_id"),
    ),
    ScoreInput(
        "blocking_count",
        _("Blocks"),
        _("Open items that wait for it."),
        _LINKED.format(other="target_id", own="source_id"),
    ),
    ScoreInput(
        "child_count",
        _("Children"),
        _("Items directly below it, finished ones included."),
        "(SELECT count(*) FROM backlog_item o WHERE o.parent_id = i.id AND o.deleted_at IS NULL)",
    ),
    ScoreInput("estimate", _("Estimate"), _("Its estimate; none where it has none."), "i.estimate"),
)


@cache
def score_inputs() -> Mapping[str, ScoreInput]:
    """Every derived number by its key: the backlog's own, then what SCORE_INPUTS names."""
    found = {each.key: each for each in OWN}
    for path in settings.SCORE_INPUTS:
        for each in import_string(path):
            found.setdefault(each.key, each)
    return found


def inputs_used(formula: str, keys: Iterable[str] | None = None) -> frozenset[str]:
    """Which derived numbers a formula uses (of `keys`, where given); none if it cannot be read."""
    try:
        names = parse(formula).names
    except FormulaError:
        return frozenset()
    return frozenset(names) & (score_inputs().keys() if keys is None else frozenset(keys))


def input_sql(key: str, *, today: date, zone: str) -> str:
    """The expression of one derived number on the row `i`, for the day and the time zone of the item's workspace."""
    zone = zone.replace("'", "''").replace("%", "%%")
    return score_inputs()[key].sql.format(today=f"DATE '{today.isoformat()}'", zone=f"'{zone}'")
