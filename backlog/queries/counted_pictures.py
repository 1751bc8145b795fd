"""The numbers behind the pictures of scores of more items than can be drawn, counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from backlog.models import Product
from backlog.picturing.agreement import MOST_LISTED, Placing
from backlog.picturing.numbers import SCORE, Axis, Box, Extent
from backlog.picturing.scatter import COLUMNS, ROWS, Ground, ends_of


class Table:
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


def extents_of(table: Table) -> tuple[int, Extent | None, Extent | None, Extent | None]:
    """How many items there are, and what their numbers in x, y (of those that have both) and their scores look like."""
    names = ("x", "y", "score")
    middles, parts = (", ".join(text.format(name) for name in names) for text in (_MIDDLE, _EXTENT))
    (row,) = table.read(f"{_BOTH.format(middles=middles)} SELECT count(*), {parts} FROM numbers, middles")
    x, y, score = (Extent(*row[at : at + 8]) if row[at] else None for at in (1, 9, 17))
    return row[0], x, y, score


_PLACED = """, placed AS (
    SELECT number, title, kind, score, count(*) OVER () AS n, row_number() OVER (ORDER BY rank) AS by_rank,
           row_number() OVER (ORDER BY score DESC, rank) AS by_score
      FROM valued WHERE score IS NOT NULL)
"""
_COUNTS = """
    SELECT (SELECT json_agg(json_build_array(c, r, high, up, count)) FROM (
               SELECT width_bucket(x, %s::float8[]) - 1 AS c, width_bucket(y, %s::float8[]) - 1 AS r,
                      x >= %s AS high, y >= %s AS up, count(*)
                 FROM valued WHERE x IS NOT NULL AND y IS NOT NULL GROUP BY 1, 2, 3, 4) AS cells),
           (SELECT json_agg(json_build_array(step, count)) FROM (
               SELECT width_bucket(score, %s::float8[]) - 1 AS step, count(*) FROM placed GROUP BY 1) AS steps),
           (SELECT json_agg(json_build_array(c, r, count)) FROM (
               SELECT (by_rank - 1) * %s / n AS c, (by_score - 1) * %s / n AS r, count(*) FROM placed GROUP BY 1, 2) AS places),
           (SELECT json_agg(json_build_array(number, title, kind, score, by_rank, by_score)) FROM (
               SELECT * FROM placed WHERE by_rank <> by_score
                ORDER BY abs(by_rank - by_score) DESC, by_rank LIMIT %s) AS furthest)
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items lie in each cell and corner of the scatter, how many scores in each step, how many scored items where by
    rank and by score; and about which of them rank and score disagree most.
    """

    cells: list[tuple[int, int, bool, bool, int]]
    steps: dict[int, int]
    places: dict[tuple[int, int], int]
    furthest: list[Placing]


def counts_of(table: Table, product: Product, on: Ground | None, ends: Sequence[float]) -> Counts:
    """All pictures of the items; `on` of the scatter and `ends` of the steps, where there are any. One statement."""
    ground = [ends_of(on.x, COLUMNS), ends_of(on.y, ROWS), *on.at] if on else [[], [], None, None]
    (row,) = table.read(f"{_PLACED}{_COUNTS}", *ground, list(ends), COLUMNS, ROWS, MOST_LISTED)
    cells, steps, places, furthest = (found or [] for found in row)
    return Counts(
        cells=[tuple(cell) for cell in cells] if on else [],
        steps=dict(steps),
        places={(column, down): count for column, down, count in places},
        furthest=[Placing(f"{product.key}-{number}", *rest) for number, *rest in furthest],
    )


_INSIDE = {
    "scatter": "SELECT number FROM valued WHERE x >= %s AND x < %s AND y >= %s AND y < %s",
    "agreement": f"{_PLACED} SELECT number FROM placed"
    " WHERE by_rank >= %s AND by_rank < %s AND by_score >= %s AND by_score < %s",
}
"""By the name of the picture."""


def numbers_inside(table: Table, plot: str, box: Box, *, most: int) -> list[int]:
    """The numbers of the items that lie in the box of a picture, `most` and one more at most. Raises KeyError for a picture
    that is not counted.
    """
    found = table.read(
        f"{_INSIDE[plot]} ORDER BY number LIMIT %s", box.left, box.right, box.low, box.high, most + 1
    )
    return [number for (number,) in found]
