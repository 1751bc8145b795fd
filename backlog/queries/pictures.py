"""The numbers behind the pictures of scores: item by item, or where there are too many, counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.formula.scales import UNBOUNDED
from backlog.models import ModelCriterion, Product, Rating, ScoringModel
from backlog.picturing.agreement import (
    MOST_LISTED,
    Standing,
    agreement,
    agreement_density,
    furthest,
    standings,
)
from backlog.picturing.distribution import distribution, edges, steps_of
from backlog.picturing.numbers import ESTIMATE, SCORE, Axis, Extent, Seen, extent
from backlog.picturing.scatter import COLUMNS, ROWS, Ground, Plot, default_axes, density, ground, scatter
from backlog.queries.backlog import matching
from backlog.queries.rows import active_model
from backlog.queries.scoring import weighted_criteria
from backlog.search import ItemSearch, with_score
from core.drawing import Chart, Span

MOST_DOTS = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for: axes by key ("" for the usual ones), parted by the scales instead of the medians."""

    query: str
    x: str
    y: str
    by_scale: bool

    def without_query(self) -> "Asked":
        return replace(self, query="")


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the page shows; `count` items in the list, `counted`: too many to draw each. Without numbers no picture."""

    model: ScoringModel
    axes: list[Axis]
    x: Axis
    y: Axis
    count: int
    counted: bool
    scatter: Plot | None
    distribution: Chart | None
    agreement: Plot | None
    furthest: list[Standing]


def pictures(product: Product, *, actor: Actor, asked: Asked, today: date) -> Pictures | None:
    """The pictures of the items that the query fits (open ones, unless it names statuses); None without a model.

    Raises QueryError. Cost: 4 statements, 8 for more than MOST_DOTS items, and those that names and words need.
    """
    model = active_model(product)
    if model is None:
        return None
    axes = axes_of(weighted_criteria(model))
    named = {axis.key: axis for axis in axes}
    usual = default_axes([axis.key for axis in axes if axis.criterion])
    across = named.get(asked.x) or named[usual[0]]
    up = named.get(asked.y) or named[usual[1]]
    search = ItemSearch(asked.query, actor=actor, today=today)
    items = with_score(matching(product, search), [model.pk])
    room = Room(model, axes, (across, up), asked.by_scale)
    seen = _seen(items, product, (across, up))
    return _each(room, seen) if len(seen) <= MOST_DOTS else _counted(room, items, product)


def axes_of(weighted: Sequence[ModelCriterion]) -> list[Axis]:
    """The model's criteria, then the estimate and the score. No query."""
    return [
        *(
            Axis(each.criterion.key, each.criterion.name, each.criterion_id, _middle(each))
            for each in weighted
        ),
        Axis(ESTIMATE, _("Estimate")),
        Axis(SCORE, _("Score")),
    ]


def _middle(each: ModelCriterion) -> float | None:
    """The middle of a criterion's scale; None where it has no end."""
    low, high = each.criterion.minimum, each.criterion.maximum
    return float(low + high) / 2 if low is not None and high is not None and high < UNBOUNDED else None


@dataclass(frozen=True, slots=True)
class Room:
    """What all pictures of a page share."""

    model: ScoringModel
    axes: list[Axis]
    shown: tuple[Axis, Axis]
    by_scale: bool

    def ground(self, x: Extent | None, y: Extent | None) -> Ground | None:
        return ground(x, y, self.shown, by_scale=self.by_scale) if x and y else None


def _each(room: Room, seen: list[Seen]) -> Pictures:
    found = standings(seen)
    placed = [(one.x, one.y) for one in seen if one.x is not None and one.y is not None]
    on = room.ground(extent([x for x, _y in placed]), extent([y for _x, y in placed]))
    scores = [one.score for one in found]
    of = extent(scores)
    ends = edges(of) if of else []
    return Pictures(
        room.model, room.axes, *room.shown, len(seen), counted=False,
        scatter=scatter(seen, room.shown, on) if on else None,
        distribution=distribution(steps_of(scores, ends), ends, unscored=len(seen) - len(scores)) if of else None,
        agreement=agreement(found) if len(found) > 1 else None,
        furthest=furthest(found),
    )  # fmt: skip


def _seen(items: QuerySet[Any], product: Product, shown: tuple[Axis, Axis]) -> list[Seen]:
    """MOST_DOTS of the items and one more, in the order of rank, with their numbers. One or two statements."""
    rows = list(
        items.order_by("rank").values_list("pk", "number", "title", "kind", "estimate", "score_value")[
            : MOST_DOTS + 1
        ]
    )
    rated: dict[Any, Any] = {}
    wanted = [axis.criterion for axis in shown if axis.criterion]
    if wanted and len(rows) <= MOST_DOTS:
        ratings = Rating.objects.filter(item__in=[row[0] for row in rows], criterion__in=wanted)
        rated = {
            (item, which): value
            for item, which, value in ratings.values_list("item_id", "criterion_id", "value")
        }

    def number(axis: Axis, row: tuple[Any, ...]) -> float | None:
        own = {ESTIMATE: row[4], SCORE: row[5]}
        value = rated.get((row[0], axis.criterion)) if axis.criterion else own[axis.key]
        return None if value is None else float(value)

    return [
        Seen(f"{product.key}-{row[1]}", row[2], row[3], number(shown[0], row), number(shown[1], row), row[5])
        for row in rows
    ]


def _counted(room: Room, items: QuerySet[Any], product: Product) -> Pictures:
    """The same, counted. Four statements, each over the whole list."""
    table = _Table(items, room.shown)
    of, x, y, score = _extents(table)
    on = room.ground(x, y)
    ends = edges(score) if score else []
    scored = score.count if score else 0
    listed = _furthest(table, product) if score else []
    return Pictures(
        room.model, room.axes, *room.shown, of, counted=True,
        scatter=density(_cells(table, on), room.shown, on, of=of) if on else None,
        distribution=distribution(_steps(table, ends), ends, unscored=of - scored) if score else None,
        agreement=agreement_density(_places(table), scored, listed) if score else None,
        furthest=listed,
    )  # fmt: skip


class _Table:
    """The items as a table `valued` (id, number, rank, score, x, y) that statements begin with."""

    def __init__(self, items: QuerySet[Any], shown: tuple[Axis, Axis]) -> None:
        found = items.order_by().values("id", "number", "title", "kind", "rank", "estimate", "score_value")
        sql, params = found.query.sql_with_params()
        joins, values = "", []
        self.params: list[Any] = list(params)
        for name, axis in zip("xy", shown, strict=True):
            if axis.criterion:
                joins += (
                    f" LEFT JOIN backlog_rating {name} ON {name}.item_id = l.id AND {name}.criterion_id = %s"
                )
                self.params.append(axis.criterion)
                values.append(f"{name}.value::float8 AS {name}")
            else:
                values.append(f"l.{'score_value' if axis.key == SCORE else 'estimate'}::float8 AS {name}")
        self.sql = (
            f"WITH listed AS ({sql}), valued AS (SELECT l.id, l.number, l.title, l.kind, l.rank, l.score_value AS score,"
            f" {', '.join(values)} FROM listed l{joins}) "
        )

    def read(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql + statement, [*self.params, *params])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


_BOTH = """, numbers AS (
    SELECT score, CASE WHEN y IS NOT NULL THEN x END AS x, CASE WHEN x IS NOT NULL THEN y END AS y FROM valued
), middles AS (SELECT {middles} FROM numbers)
"""
_MIDDLE = "percentile_disc(0.5) WITHIN GROUP (ORDER BY {0}) AS m{0}"
_EXTENT = (
    "count({0}), min({0}), min(m{0}), max({0}), count(*) FILTER (WHERE {0} < m{0}), count(*) FILTER (WHERE {0} <= m{0}),"
    " max({0}) FILTER (WHERE {0} < m{0}), min({0}) FILTER (WHERE {0} > m{0})"
)


def _extents(table: _Table) -> tuple[int, Extent | None, Extent | None, Extent | None]:
    """How many items there are, and what their numbers in x, y (of those that have both) and their scores look like."""
    names = ("x", "y", "score")
    middles, parts = (", ".join(text.format(name) for name in names) for text in (_MIDDLE, _EXTENT))
    (row,) = table.read(f"{_BOTH.format(middles=middles)} SELECT count(*), {parts} FROM numbers, middles")
    x, y, score = (Extent(*row[at : at + 8]) if row[at] else None for at in (1, 9, 17))
    return row[0], x, y, score


def _cells(table: _Table, on: Ground) -> list[tuple[int, int, bool, bool, int]]:
    """How many lie in each cell and corner of the scatter."""
    found = table.read(
        "SELECT width_bucket(x, %s::float8[]) - 1, width_bucket(y, %s::float8[]) - 1, x >= %s, y >= %s, count(*)"
        " FROM valued WHERE x IS NOT NULL AND y IS NOT NULL GROUP BY 1, 2, 3, 4",
        _ends(on.x, COLUMNS), _ends(on.y, ROWS), *on.at,
    )  # fmt: skip
    return [(column, row, right, up, count) for column, row, right, up, count in found]


def _ends(span: Span, parts: int) -> list[float]:
    return [span.at(number / parts) for number in range(parts + 1)]


def _steps(table: _Table, ends: list[float]) -> dict[int, int]:
    return dict(
        table.read(
            "SELECT width_bucket(score, %s::float8[]) - 1, count(*) FROM valued WHERE score IS NOT NULL GROUP BY 1",
            ends,
        )
    )


_PLACES = """, placed AS (
    SELECT number, title, kind, score, count(*) OVER () AS n, row_number() OVER (ORDER BY rank) AS by_rank,
           row_number() OVER (ORDER BY score DESC, rank) AS by_score
      FROM valued WHERE score IS NOT NULL)
"""


def _places(table: _Table) -> dict[tuple[int, int], int]:
    """How many scored items stand where by rank and by score."""
    found = table.read(
        f"{_PLACES} SELECT (by_rank - 1) * %s / n, (by_score - 1) * %s / n, count(*) FROM placed GROUP BY 1, 2",
        COLUMNS, ROWS,
    )  # fmt: skip
    return {(column, row): count for column, row, count in found}


def _furthest(table: _Table, product: Product) -> list[Standing]:
    found = table.read(
        f"{_PLACES} SELECT number, title, kind, score, by_rank, by_score FROM placed WHERE by_rank <> by_score"
        " ORDER BY abs(by_rank - by_score) DESC, by_rank LIMIT %s",
        MOST_LISTED,
    )
    return [Standing(f"{product.key}-{number}", *rest) for number, *rest in found]
