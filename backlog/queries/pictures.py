"""The numbers behind the pictures of scores: item by item, or where there are too many, counted in the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.formula.scales import UNBOUNDED
from backlog.models import ModelCriterion, Product, Rating, ScoringModel
from backlog.picturing.agreement import Placing, agreement, agreement_density, furthest, placings
from backlog.picturing.distribution import distribution, edges, steps_of
from backlog.picturing.numbers import ESTIMATE, SCORE, Axis, Box, Extent, Seen, extent
from backlog.picturing.scatter import Ground, Plot, default_axes, density, ground, scatter, title_of
from backlog.queries.backlog import matching
from backlog.queries.counted_pictures import Table, counts_of, extents_of, numbers_inside
from backlog.queries.rows import active_model
from backlog.queries.scoring import weighted_criteria
from backlog.search import ItemSearch, with_score
from core.drawing import Chart

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
    furthest: list[Placing]

    @property
    def title(self) -> str:
        """What the two axes are called together, with a picture or without."""
        return title_of(self.x, self.y)


def pictures(product: Product, *, actor: Actor, asked: Asked, today: date) -> Pictures | None:
    """The pictures of the items that the query fits (open ones, unless it names statuses); None without a model.

    Raises QueryError. Cost: 4 statements, 5 for more than MOST_DOTS items, and those that names and words need.
    """
    model = active_model(product)
    if model is None:
        return None
    room, items = _room(product, model, asked), _items(product, model, asked, actor, today)
    seen = _seen(items, product, room.shown)
    return _each(room, seen) if len(seen) <= MOST_DOTS else _counted(room, items, product)


def keys_inside(
    product: Product, box: Box, *, plot: str, actor: Actor, asked: Asked, today: date, most: int
) -> list[str]:
    """The keys of the items that lie in a part of a counted picture ("scatter", "agreement"), `most` and one more at most.

    Raises QueryError, KeyError for no such picture. Cost: 3 statements, and those that names and words need.
    """
    model = active_model(product)
    if model is None:
        return []
    table = Table(_items(product, model, asked, actor, today), _room(product, model, asked).shown)
    return [f"{product.key}-{number}" for number in numbers_inside(table, plot, box, most=most)]


def _room(product: Product, model: ScoringModel, asked: Asked) -> "Room":
    """Which axes there are, and which are shown. One statement."""
    axes = axes_of(weighted_criteria(model))
    named = {axis.key: axis for axis in axes}
    usual = default_axes([axis.key for axis in axes if axis.criterion])
    across, up = named.get(asked.x) or named[usual[0]], named.get(asked.y) or named[usual[1]]
    return Room(model, axes, (across, up), asked.by_scale)


def _items(
    product: Product, model: ScoringModel, asked: Asked, actor: Actor, today: date
) -> "QuerySet[Any, Any]":
    search = ItemSearch(asked.query, actor=actor, today=today)
    return with_score(matching(product, search), [model.pk])


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
    found = placings(seen)
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
    """The same, counted. Two statements, each over the whole list."""
    table = Table(items, room.shown)
    of, x, y, score = extents_of(table)
    on = room.ground(x, y)
    ends = edges(score) if score else []
    scored = score.count if score else 0
    found = counts_of(table, product, on, ends)
    return Pictures(
        room.model, room.axes, *room.shown, of, counted=True,
        scatter=density(found.cells, room.shown, on, of=of) if on else None,
        distribution=distribution(found.steps, ends, unscored=of - scored) if score else None,
        agreement=agreement_density(found.places, scored, found.furthest) if score else None,
        furthest=found.furthest,
    )  # fmt: skip
