"""Which share of a period's effort each theme is meant to get. Those of one period add up to 100 % at most; the rest is free.

Event, one for each theme: `theme.target_set`; `changes` hold `percent` ([before, after], null: none), `data` the `period`
as `Period.text`. What gets less is told first: so its undo, which goes backwards, never passes 100 %.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record_many
from core.errors import Conflict
from core.numbers import written
from roadmap.models import Theme, ThemeTarget
from roadmap.periods import Length, Period
from roadmap.services.theme_items import about

WHOLE = Decimal(100)
_CENT = Decimal("0.01")
Shares = Mapping[UUID, Decimal | int | None]


@transaction.atomic
def set_targets(period: Period, shares: Shares, *, by: Actor) -> int:
    """Give themes (ids) their share of a period, in percent with two decimals at most, None or 0 for none; others keep theirs.

    Returns how many changed. Raises ValidationError (by id where one is no share), PermissionDenied. Cost: 6 statements.
    """
    require(by, Right.MANAGE_PLANS)
    rows = Theme.objects.filter(workspace_id=by.workspace_id).order_by("pk").select_for_update(no_key=True)
    themes = {row.pk: row for row in rows}
    wanted = {pk: _share(pk, value) for pk, value in shares.items()}
    if not wanted.keys() <= themes.keys():
        raise ValidationError(_("There is no such theme."))
    held = {row.theme_id: row.percent for row in _of(period, by.workspace_id).filter(theme__deleted_at=None)}
    changes = {pk: (held.get(pk), new) for pk, new in wanted.items() if held.get(pk) != new}
    whole = sum((value for value in {**held, **wanted}.values() if value), Decimal(0))
    if changes and whole > WHOLE:
        words = {"period": period, "sum": written(whole, 2), "over": written(whole - WHOLE, 2)}
        said = _("The target shares of %(period)s add up to %(sum)s %%, which is %(over)s %% too much.")
        raise ValidationError(said % words)
    _of(period, by.workspace_id).filter(theme__in=list(changes)).delete()
    ThemeTarget.objects.bulk_create(
        _row(themes[pk], period, new) for pk, (_before, new) in changes.items() if new
    )
    told = [_told(themes[pk], period, before, after) for pk, (before, after) in changes.items()]
    return record_many(sorted(told, key=_growth), by=by)


def target_back(
    theme: Theme, period: Period, before: Decimal | None, after: Decimal | None, *, by: Actor
) -> None:
    """Give a theme the share it had, where it still has the later one. Raises Conflict, ValidationError. 7 statements."""
    now = _of(period, by.workspace_id).filter(theme=theme).values_list("percent", flat=True).first()
    if now != after:
        raise Conflict(_("Someone has changed it since."))
    set_targets(period, {theme.pk: before}, by=by)


def cleared_targets(theme: Theme) -> list[Record]:
    """Remove all target shares of a held theme; returns the events of it. Two statements."""
    rows = list(ThemeTarget.objects.filter(theme=theme).order_by("start_on", "length"))
    ThemeTarget.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [_told(theme, _period(row), row.percent, None) for row in rows]


def merged_targets(theme: Theme, into: Theme) -> list[Record]:
    """Give the target shares of a held theme to another held one, beside its own; returns the events of it. Five statements."""
    mine, theirs = (
        {_period(row): row for row in ThemeTarget.objects.filter(theme=one)} for one in (theme, into)
    )
    gone = cleared_targets(theme)
    met = [row for period, row in theirs.items() if period in mine]
    ThemeTarget.objects.filter(pk__in=[row.pk for row in met]).delete()
    had = {period: theirs[period].percent if period in theirs else None for period in mine}
    whole = {period: row.percent + (had[period] or 0) for period, row in mine.items()}
    ThemeTarget.objects.bulk_create(_row(into, period, percent) for period, percent in whole.items())
    return [*gone, *(_told(into, period, had[period], percent) for period, percent in whole.items())]


def _of(period: Period, workspace_id: UUID) -> "QuerySet[ThemeTarget]":
    return ThemeTarget.objects.filter(workspace_id=workspace_id, length=period.length, start_on=period.start)


def _period(row: ThemeTarget) -> Period:
    return Period(Length(row.length), row.start_on)


def _row(theme: Theme, period: Period, percent: Decimal) -> ThemeTarget:
    return ThemeTarget(
        workspace_id=theme.workspace_id,
        theme=theme,
        length=period.length,
        start_on=period.start,
        percent=percent,
    )


def _share(pk: UUID, given: Decimal | int | None) -> Decimal | None:
    if not given:
        return None
    value = Decimal(given)
    if not value.is_finite() or not 0 < value <= WHOLE or value != value.quantize(_CENT):
        raise ValidationError({str(pk): _("A share lies between 0 and 100 %, with two decimals at most.")})
    return value.quantize(_CENT)


def _told(theme: Theme, period: Period, before: Decimal | None, after: Decimal | None) -> Record:
    changes: dict[str, Sequence[object]] = {"percent": [plain(before), plain(after)]}
    data = {**about(theme), "period": period.text}
    return Record("theme.target_set", "theme", theme.pk, theme.name, changes, data)


def _growth(told: Record) -> Decimal:
    before, after = (Decimal(str(value or 0)) for value in told.changes["percent"])
    return after - before
