"""Where the effort goes: what is planned for a period and done in it, by theme, beside the share each theme is meant to get.

Counted are items without others below them, but for what was dropped: an epic and its stories are the same work once. Such an
item belongs to its own theme, else to that of the nearest item above it that has one. It is planned for the day it is due, else
for the end of its sprint, the date of its release, the day the nearest item above it is planned for, the day it was done. It is
done in the period in which it was closed as done, by the workspace's days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from backlog.models import Category, Item
from backlog.queries.brief import BRIEF, Brief, brief
from roadmap.models import Theme, ThemeTarget
from roadmap.periods import Length, Period

COUNT, ESTIMATE = "count", "estimate"
NEAR = 5  # points from the target: as it was meant to be
NONE = Decimal(0)
_WORK = """
    WITH RECURSIVE own AS (
        SELECT i.id, i.parent_id, i.product_id, i.category, i.estimate, i.closed_at, th.id AS theme_id,
               coalesce(i.due_on, s.end_on, r.date) AS day
          FROM backlog_item i
          LEFT JOIN roadmap_themeitem ti ON ti.item_id = i.id
          LEFT JOIN roadmap_theme th ON th.id = ti.theme_id AND th.deleted_at IS NULL
          LEFT JOIN (SELECT si.item_id, max(s.end_on) AS end_on
                       FROM sprints_sprintitem si JOIN sprints_sprint s ON s.id = si.sprint_id
                      WHERE si.workspace_id = %(workspace)s AND si.outcome IN ('', 'done') GROUP BY si.item_id
                    ) AS s ON s.item_id = i.id
          LEFT JOIN roadmap_releaseitem ri ON ri.item_id = i.id
          LEFT JOIN roadmap_release r ON r.id = ri.release_id AND r.deleted_at IS NULL
         WHERE i.workspace_id = %(workspace)s AND i.deleted_at IS NULL
    ), tree AS (
        SELECT own.* FROM own WHERE NOT EXISTS (SELECT FROM own AS above WHERE above.id = own.parent_id)
        UNION ALL
        SELECT own.id, own.parent_id, own.product_id, own.category, own.estimate, own.closed_at,
               coalesce(own.theme_id, tree.theme_id), coalesce(own.day, tree.day)
          FROM tree JOIN own ON own.parent_id = tree.id
    ), work AS (
        SELECT tree.id, tree.theme_id, tree.estimate, done.on_day AS done_on, coalesce(tree.day, done.on_day) AS planned_for
          FROM tree LEFT JOIN LATERAL (
               SELECT (tree.closed_at AT TIME ZONE %(zone)s)::date AS on_day WHERE tree.category = %(done)s) AS done ON true
         WHERE tree.category <> %(dropped)s AND (%(product)s::uuid IS NULL OR tree.product_id = %(product)s)
           AND NOT EXISTS (SELECT FROM own AS below WHERE below.parent_id = tree.id AND below.category <> %(dropped)s)
    ), counted AS (
        SELECT work.*, period.first, coalesce(planned_for BETWEEN period.first AND period.last, false) AS is_planned,
               coalesce(done_on BETWEEN period.first AND period.last, false) AS is_done
          FROM work JOIN unnest(%(firsts)s::date[], %(lasts)s::date[]) AS period (first, last)
            ON planned_for BETWEEN period.first AND period.last OR done_on BETWEEN period.first AND period.last
    )
"""
_SUMS = (
    _WORK
    + """
    SELECT first, theme_id, count(*) FILTER (WHERE is_planned), coalesce(sum(estimate) FILTER (WHERE is_planned), 0),
           count(*) FILTER (WHERE is_done), coalesce(sum(estimate) FILTER (WHERE is_done), 0),
           count(*) FILTER (WHERE estimate IS NULL)
      FROM counted GROUP BY first, theme_id
"""
)
_ITEMS = (
    _WORK
    + """
    SELECT id, is_planned, is_done FROM counted WHERE theme_id IS NOT DISTINCT FROM %(theme)s
"""
)


@dataclass(frozen=True, slots=True)
class Line:
    """One theme (None: what has none): its target in percent, and what is planned and done, as amount and share in percent.

    Amounts are items, or estimates in the workspace's unit; shares are None where nothing at all is planned or done.
    """

    theme: Theme | None
    target: Decimal | None
    planned: Decimal
    planned_share: float | None
    done: Decimal
    done_share: float | None

    @property
    def apart(self) -> float | None:
        """By how many points the planned share is above (negative: below) the target."""
        if self.target is None or self.planned_share is None:
            return None
        return self.planned_share - float(self.target)

    @property
    def short_by(self) -> float | None:
        """By how many points it is below."""
        return None if self.apart is None else -self.apart

    @property
    def is_over(self) -> bool:
        return self.apart is not None and self.apart >= NEAR

    @property
    def is_under(self) -> bool:
        return self.apart is not None and self.apart <= -NEAR


@dataclass(frozen=True, slots=True)
class Investment:
    """A period's lines, in the order of the themes, what has none last.

    `meant_for` is the period whose targets these are: a longer one where it has none itself, None where nobody has set any.
    `unsized` items that count have no estimate.
    """

    period: Period
    by: str
    lines: Sequence[Line]
    meant_for: Period | None
    planned: Decimal
    done: Decimal
    unsized: int

    @property
    def target(self) -> Decimal:
        """How much of the period is given to themes, in percent."""
        return sum((line.target for line in self.lines if line.target), NONE)


@dataclass(frozen=True, slots=True)
class Counted(Brief):
    """An item that counts in a period."""

    is_planned: bool
    is_done: bool


def investment(
    workspace: Workspace, period: Period, *, by: str = COUNT, product_id: UUID | None = None
) -> Investment:
    """`investments` of one period."""
    return investments(workspace, [period], by=by, product_id=product_id)[0]


def investments(
    workspace: Workspace, periods: Sequence[Period], *, by: str = COUNT, product_id: UUID | None = None
) -> list[Investment]:
    """What is planned for each period and done in it, `by` COUNT or ESTIMATE, of one product or all; the periods do not overlap.

    Three statements; about 5 µs an item of the workspace.
    """
    themes = list(Theme.objects.filter(workspace=workspace).order_by("position", "pk"))
    held = _targets(workspace.pk, periods)
    found: dict[date, dict[UUID | None, Sequence[Any]]] = {period.start: {} for period in periods}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, _params(workspace, periods, product_id))
        for first, theme, *sums in cursor.fetchall():
            found[first][theme] = sums
    return [_invested(one, by, themes, found[one.start], *_meant(one, held)) for one in periods]


def _invested(
    period: Period,
    by: str,
    themes: Sequence[Theme],
    found: Mapping[UUID | None, Sequence[Any]],
    meant_for: Period | None,
    targets: Mapping[UUID, Decimal],
) -> Investment:
    at = 0 if by == COUNT else 1
    planned, done = (sum((Decimal(row[at + side]) for row in found.values()), NONE) for side in (0, 2))

    def line(theme: Theme | None) -> Line:
        row = found.get(theme.pk if theme else None, (0, 0, 0, 0, 0))
        mine, made = Decimal(row[at]), Decimal(row[at + 2])
        target = targets.get(theme.pk) if theme else None
        return Line(theme, target, mine, _share(mine, planned), made, _share(made, done))

    unsized = sum(row[4] for row in found.values())
    return Investment(period, by, [line(one) for one in (*themes, None)], meant_for, planned, done, unsized)


def targets_of(workspace_id: UUID, period: Period) -> tuple[Period | None, Mapping[UUID, Decimal]]:
    """The target shares, in percent by theme, that hold for a period: its own, else those of the shortest period around it that
    has any; and which period that is. One statement.
    """
    return _meant(period, _targets(workspace_id, [period]))


def counted_items(
    workspace: Workspace, period: Period, theme: Theme | None, *, product_id: UUID | None = None
) -> list[Counted]:
    """The items that a line counts: open ones first, by product and rank. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ITEMS, {**_params(workspace, [period], product_id), "theme": theme.pk if theme else None}
        )
        said = {pk: (is_planned, is_done) for pk, is_planned, is_done in cursor.fetchall()}
    columns = ["pk", *(name.removeprefix("item__") for name in BRIEF[1:])]
    rows = Item.objects.filter(pk__in=list(said)).order_by("product__key", "rank").values_list(*columns)
    found = [brief(dict(zip(BRIEF, row, strict=True))) for row in rows]
    return sorted((Counted(**row, is_planned=said[row["id"]][0], is_done=said[row["id"]][1]) for row in found),
                  key=lambda row: not row.is_open)  # fmt: skip


def _targets(workspace_id: UUID, periods: Sequence[Period]) -> dict[Period, dict[UUID, Decimal]]:
    days = {one.start for period in periods for one in (period, *period.around_it)}
    rows = ThemeTarget.objects.filter(workspace=workspace_id, theme__deleted_at=None, start_on__in=days)
    held: dict[Period, dict[UUID, Decimal]] = {}
    for row in rows:
        held.setdefault(Period(Length(row.length), row.start_on), {})[row.theme_id] = row.percent
    return held


def _meant(
    period: Period, held: Mapping[Period, Mapping[UUID, Decimal]]
) -> tuple[Period | None, Mapping[UUID, Decimal]]:
    meant_for = next((one for one in (period, *period.around_it) if one in held), None)
    return meant_for, held[meant_for] if meant_for else {}


def _params(workspace: Workspace, periods: Sequence[Period], product_id: UUID | None) -> dict[str, Any]:
    return {
        "workspace": workspace.pk,
        "product": product_id,
        "firsts": [one.start for one in periods],
        "lasts": [one.end for one in periods],
        "zone": workspace.timezone,
        "done": Category.DONE.value,
        "dropped": Category.DROPPED.value,
    }


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole * 100) if whole else None
