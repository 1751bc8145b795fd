"""What the pages, the API and the groups of goals read."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from activity.actors import Actor
from backlog.models import Category, Item
from backlog.queries.brief import BRIEF, IN_ORDER
from core.periods import Precision
from roadmap import places
from roadmap.after_ship import Serving, Shipping, days_of, shippings
from roadmap.models import CheckIn, Confidence, ItemObjective, KeyResult, Objective
from roadmap.progress import Goal, Measured, Output, build
from roadmap.services.check_ins import may_check_in
from roadmap.told import told_brief, told_to
from roadmap.trend import Trend, trend_of

MOST_CHECK_INS = 60  # of each key result, the newest

_MEASURED = """
    SELECT k.objective_id, count(*),
           sum(least(greatest((k.current - k.start) / (k.target - k.start), 0), 1))::float8,
           count(*) FILTER (WHERE last.confidence = %s), count(*) FILTER (WHERE last.confidence = %s),
           count(*) FILTER (WHERE last.confidence = %s)
      FROM roadmap_keyresult k LEFT JOIN LATERAL (
            SELECT c.confidence FROM roadmap_checkin c WHERE c.key_result_id = k.id AND c.deleted_at IS NULL
             ORDER BY c.at DESC, c.id DESC LIMIT 1) AS last ON true
     WHERE k.workspace_id = %s AND k.deleted_at IS NULL GROUP BY k.objective_id
"""
_OUTPUTS = """
    WITH RECURSIVE below (top, id) AS (
        SELECT o.id, o.id FROM roadmap_objective o WHERE o.workspace_id = %s AND o.deleted_at IS NULL
        UNION ALL
        SELECT below.top, o.id FROM below JOIN roadmap_objective o ON o.parent_id = below.id
         WHERE o.deleted_at IS NULL AND o.state <> %s
    ), serving AS (
        SELECT DISTINCT below.top, x.item_id FROM below JOIN roadmap_itemobjective x ON x.objective_id = below.id
    )
    SELECT s.top, count(*), count(*) FILTER (WHERE i.category = %s), coalesce(sum(i.estimate), 0),
           coalesce(sum(i.estimate) FILTER (WHERE i.category = %s), 0)
      FROM serving s JOIN backlog_item i ON i.id = s.item_id
     WHERE i.deleted_at IS NULL AND i.category <> %s GROUP BY s.top
"""


@dataclass(frozen=True, slots=True)
class Result:
    """A key result with its latest check-ins, the newest first, and their picture (None without any)."""

    row: KeyResult
    check_ins: Sequence[CheckIn]
    trend: Trend | None
    shipped: Sequence[Shipping]
    may_check_in: bool

    @property
    def percent(self) -> int:
        return int(self.row.progress * 100 + 1e-9)

    @property
    def confidence(self) -> Confidence | None:
        return Confidence(self.check_ins[0].confidence) if self.check_ins else None


@dataclass(frozen=True, slots=True)
class GoalPage:
    """One goal: what stands above it (the top first), its key results, the items that serve it."""

    goal: Goal
    above: Sequence[Objective]
    results: Sequence[Result]
    items: Sequence[Serving]


def goals_of(workspace_id: UUID, *, only_open: bool = False) -> list[Goal]:
    """The workspace's goals as trees, in their order. Three statements.

    With `only_open` those that are achieved or dropped are left out, unless something open stands below them.
    """
    rows = Objective.objects.filter(workspace=workspace_id).select_related("owner")
    found = build(list(rows.order_by("position", "pk")), _measured(workspace_id), _outputs(workspace_id))
    return _open_ones(found) if only_open else found


def goal_page(workspace_id: UUID, pk: UUID, *, actor: Actor, today: date) -> GoalPage:
    """One goal with all that its page shows. Raises Http404. Six statements."""
    goal, above = goal_of(workspace_id, pk)
    items = items_of(goal.objective, actor)
    return GoalPage(goal, above, _results(goal.objective, items, actor, today), items)


def goal_of(workspace_id: UUID, pk: UUID) -> tuple[Goal, list[Objective]]:
    """One goal and the objectives above it, the top first. Raises Http404. Three statements."""
    known = {goal.objective.pk: goal for top in goals_of(workspace_id) for goal in top.everything()}
    if pk not in known:
        raise Http404
    above: list[Objective] = []
    parent = known[pk].objective.parent_id
    while parent in known:
        above.insert(0, known[parent].objective)
        parent = known[parent].objective.parent_id
    return known[pk], above


def outline(workspace_id: UUID) -> list[Goal]:
    """The workspace's objectives as trees, without how far they are. One statement."""
    rows = Objective.objects.filter(workspace=workspace_id).order_by("position", "pk")
    return build(list(rows), {}, {})


def tree_order(workspace_id: UUID) -> list[UUID]:
    """The workspace's objectives from top to bottom of their tree. One statement."""
    return [one.objective.pk for top in outline(workspace_id) for one in top.everything()]


def items_of(objective: Objective, actor: Actor) -> list[Serving]:
    """What serves the objective, as far as the actor is told of it: open items first, by product and rank. One statement."""
    here = told_to(actor, ItemObjective.objects.filter(objective=objective, item__deleted_at=None))
    found = here.order_by(*IN_ORDER).values("is_primary", "note", "item__closed_at", "told_title", *BRIEF)
    return sorted(map(_serving, found), key=lambda row: not row.is_open)


@dataclass(frozen=True, slots=True)
class Served:
    """An objective that an item serves; `moved` pairs its key results with what they did since the item was done."""

    objective: Objective
    is_primary: bool
    note: str
    moved: Sequence[tuple[KeyResult, Shipping]]


def served_by(item: Item) -> list[Served]:
    """The objectives that an item serves, the one it serves first before the others. One statement, three for one that is done."""
    rows = ItemObjective.objects.filter(item=item, objective__deleted_at=None).select_related("objective")
    places_of_item = list(rows.order_by("-is_primary", "objective__name"))
    moved: dict[UUID, list[tuple[KeyResult, Shipping]]] = defaultdict(list)
    if places_of_item and item.category == Category.DONE:
        results = list(
            KeyResult.objects.filter(objective__in=[row.objective_id for row in places_of_item]).order_by(
                "position", "pk"
            )
        )
        check_ins = newest_check_ins([row.pk for row in results])
        for row in results:
            moved[row.objective_id] += [
                (row, ship) for ship in shippings(row, check_ins.get(row.pk, []), [_done_item(item)])
            ]
    return [
        Served(row.objective, row.is_primary, row.note, moved.get(row.objective_id, ()))
        for row in places_of_item
    ]


def _done_item(item: Item) -> Serving:
    return Serving(
        item.pk, item.key, item.kind, item.title, item.category, item.status.name, None, item.estimate, item.due_on,
        Precision(item.due_precision), is_primary=True, done_at=item.closed_at,
    )  # fmt: skip


def candidates(objective: Objective, text: str, *, actor: Actor, today: date) -> list[Item]:
    """What could serve it: items that the query fits, else those that serve no objective first. See `places.candidates`."""
    serving = ItemObjective.objects.filter(item=OuterRef("pk"))
    others = Item.objects.filter(
        ~Exists(serving.filter(objective=objective)), workspace_id=objective.workspace_id
    )
    free = ~Q(Exists(serving.filter(is_primary=True)))
    return places.candidates(others, text, usual=free, actor=actor, today=today)


def newest_check_ins(results: Collection[UUID], most: int = MOST_CHECK_INS) -> dict[UUID, list[CheckIn]]:
    """The latest check-ins of key results with their authors, the newest first. One statement."""
    number = Window(RowNumber(), partition_by=F("key_result"), order_by=[F("at").desc(), F("pk").desc()])
    rows = (
        CheckIn.objects.filter(key_result__in=list(results)).annotate(number=number).filter(number__lte=most)
    )
    found: dict[UUID, list[CheckIn]] = defaultdict(list)
    for row in rows.select_related("author").order_by("-at", "-pk"):
        found[row.key_result_id].append(row)
    return found


def _serving(row: dict[str, Any]) -> Serving:
    done_at = row["item__closed_at"] if row["item__category"] == Category.DONE else None
    return Serving(**told_brief(row), is_primary=row["is_primary"], done_at=done_at, note=row["note"])


def _results(objective: Objective, items: Sequence[Serving], actor: Actor, today: date) -> list[Result]:
    rows = KeyResult.objects.filter(objective=objective).select_related("owner").order_by("position", "pk")
    found = list(rows)
    check_ins = newest_check_ins([row.pk for row in found])
    return [_result(row, objective, check_ins.get(row.pk, []), items, actor, today) for row in found]


def _result(
    row: KeyResult,
    objective: Objective,
    check_ins: Sequence[CheckIn],
    items: Sequence[Serving],
    actor: Actor,
    today: date,
) -> Result:
    end, days = row.due_on or objective.end_on, days_of(items)
    trend = trend_of(row, check_ins, end=end, today=today, shipped=days)
    return Result(row, check_ins, trend, shippings(row, check_ins, items), may_check_in(row, actor))


def _open_ones(goals: Sequence[Goal]) -> list[Goal]:
    """These without what is closed, but for what has something open below."""
    found = [(goal, _open_ones(goal.children)) for goal in goals]
    kept = [(goal, below) for goal, below in found if below or goal.objective.state == Objective.State.OPEN]
    return [replace(goal, at=at, of=len(kept), children=below) for at, (goal, below) in enumerate(kept, 1)]


def _measured(workspace_id: UUID) -> dict[UUID, Measured]:
    names = [Confidence.ON_TRACK.value, Confidence.AT_RISK.value, Confidence.OFF_TRACK.value]
    with connection.cursor() as cursor:
        cursor.execute(_MEASURED, [*names, workspace_id])
        return {
            pk: Measured(count, progress, dict(zip(names, said, strict=True)))
            for pk, count, progress, *said in cursor.fetchall()
        }


def _outputs(workspace_id: UUID) -> dict[UUID, Output]:
    done = Category.DONE.value
    params: list[Any] = [workspace_id, Objective.State.DROPPED.value, done, done, Category.DROPPED.value]
    with connection.cursor() as cursor:
        cursor.execute(_OUTPUTS, params)
        return {pk: Output(*numbers) for pk, *numbers in cursor.fetchall()}
