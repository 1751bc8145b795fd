"""What roadmap pages read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Comment, Item
from backlog.models.items import Kind
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.references import uuid_or_none
from backlog.search import search_items
from core.periods import Precision
from roadmap.lanes_from import Row, nothing, rows_of
from roadmap.models import (
    Edition,
    Entry,
    ItemObjective,
    Lane,
    Milestone,
    ReadersSee,
    Roadmap,
    RoadmapLook,
    RoadmapVisit,
    ShareLink,
    VisitorComment,
)

MOST_CANDIDATES = 30
_BIG = {Kind.INITIATIVE: 0, Kind.EPIC: 1, Kind.FEATURE: 2}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an item's children are: share done from 0 to 1, None without children; first and last day of them."""

    share: float | None
    span: tuple[date, date] | None


NONE_YET = Progress(None, None)


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry with its item, as every view of a roadmap shows it; `progress` from 0 to 1, `comments` how many."""

    id: UUID
    version: int
    lane_id: UUID | None
    horizon: str
    title: str
    note: str
    item_id: UUID
    key: str
    kind: str
    status: str
    category: str
    start: date | None
    start_precision: Precision
    due: date | None
    due_precision: Precision
    assignee_id: UUID | None
    assignee: str
    created_by_id: UUID | None
    progress: float
    children_span: tuple[date, date] | None
    confidence: str
    comments: int
    row: str
    own_title: str
    is_titled: bool
    goal: str = ""


@dataclass(frozen=True)
class Plan:
    """A roadmap as it is now: rows from top to bottom (`lanes_from.py`), entries in order, milestones by day. In a scenario `added`
    are the items that it puts on the roadmap, `relaned` those that it puts into another row.
    """

    roadmap: Roadmap
    rows: Sequence[Row]
    entries: Sequence[Planned]
    milestones: Sequence[Milestone] = ()
    added: frozenset[UUID] = frozenset()
    relaned: frozenset[UUID] = frozenset()


def roadmaps_of(actor: Actor) -> "QuerySet[Roadmap]":
    """The roadmaps the actor may read, by name, with `lane_names`, `entry_count`, `published_at`, `published_by_name`, `has_news`
    (since their last visit); what is on those of which they see editions is not told. One statement.
    """
    live = Roadmap.objects.live_to(actor)
    published = Edition.objects.filter(roadmap=OuterRef("pk"), is_automatic=False).order_by("-number")
    lanes = Lane.objects.filter(roadmap=OuterRef("pk"), roadmap__in=live).order_by("rank")
    entries = Entry.objects.filter(roadmap=OuterRef("pk"), roadmap__in=live, item__deleted_at=None).order_by()
    counted = entries.values("roadmap").annotate(number=Count("pk")).values("number")
    return (
        Roadmap.objects.visible_to(actor)
        .select_related("owner")
        .annotate(
            lane_names=ArraySubquery(lanes.values("name")),
            entry_count=Subquery(counted, output_field=IntegerField()),
            published_at=Subquery(published.values("published_at")[:1]),
            published_by_name=Subquery(published.values("published_by__name")[:1]),
            has_news=_has_news(actor),
        )
        .order_by("name", "pk")
    )


def _has_news(actor: Actor) -> Any:
    """Whether an edition was kept since a reader's last visit that they may compare with; who plans makes the news."""
    if may(actor, Right.MANAGE_PLANS):
        return Value(False)
    known = RoadmapVisit.objects.filter(roadmap=OuterRef("roadmap"), member=actor.member_id)
    newer = Edition.objects.filter(roadmap=OuterRef("pk"), number__gt=Subquery(known.values("edition")[:1]))
    if not may(actor, Right.READ_BACKLOG):
        newer = newer.filter(Q(is_automatic=False) | Q(roadmap__readers_see=ReadersSee.LIVE))
    return Exists(newer)


def roadmap_of(actor: Actor, pk: UUID, *, with_visitors: bool = False) -> Roadmap:
    """The roadmap as it is now, or 404 where there is none, it is someone else's private one, or the actor sees what was
    published of it and no more; `with_visitors` with `visitors_waiting`, how many comments of visitors wait. One statement.
    """
    rows = Roadmap.objects.live_to(actor).select_related("owner", "workspace")
    if with_visitors:
        rows = rows.annotate(visitors_waiting=_WAITING)
    return get_object_or_404(rows, pk=pk)


def published_roadmap_of(actor: Actor, pk: UUID) -> Roadmap:
    """The roadmap for who looks at its editions, or 404. One statement."""
    rows = Roadmap.objects.visible_to(actor).select_related("owner", "workspace")
    return get_object_or_404(rows, pk=pk)


def entry_of(actor: Actor, roadmap_id: UUID, pk: UUID) -> Entry:
    """The entry with roadmap, item and lane, or 404. One statement."""
    roadmaps = Roadmap.objects.live_to(actor).filter(pk=roadmap_id)
    rows = Entry.objects.filter(roadmap__in=roadmaps, item__deleted_at=None)
    related = ("roadmap__workspace", "lane", "item__product", "item__status", "item__assignee")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def entries_named(roadmap: Roadmap, ids: Collection[UUID]) -> dict[UUID, Entry]:
    """Those of the roadmap's entries with these ids, with lane and item. One statement."""
    rows = Entry.objects.filter(roadmap=roadmap, item__deleted_at=None, pk__in=ids)
    return {row.pk: row for row in rows.select_related("lane", "item__product")}


def plan_of(roadmap: Roadmap, *, with_goals: bool = False) -> Plan:
    """Everything a view of the roadmap draws; `goal` only where asked for. Five statements at most, whatever the size."""
    lanes, places = rows_of(roadmap)
    progress = _progress_of(roadmap)
    entries = Entry.objects.filter(roadmap=roadmap, item__deleted_at=None).order_by("rank")
    goal = Coalesce(_GOAL, Value("")) if with_goals else Value("")
    rows = entries.annotate(comment_count=_COMMENT_COUNT, goal=goal).values_list(*_COLUMNS)
    planned = [_planned(row, progress, places) for row in rows]
    if all(row.id for row in lanes) and any(entry.row == "" for entry in planned):
        lanes = [*lanes, Row("", nothing(roadmap.lanes_from))]
    return Plan(roadmap, lanes, planned, list(roadmap.milestones.all()))


def items_of(plan: Plan) -> "QuerySet[Item]":
    """The items of a plan, as they are in the backlog; those too that a scenario adds."""
    on_it = Q(pk__in=Entry.objects.filter(roadmap=plan.roadmap).values("item_id"))
    rows: QuerySet[Item] = Item.objects.filter(workspace=plan.roadmap.workspace_id)
    return rows.filter(on_it | Q(pk__in=plan.added) if plan.added else on_it)


def look_row_of(roadmap: Roadmap, member: Member) -> RoadmapLook | None:
    """What the member has folded and how they look at the roadmap, None where they have said nothing. One statement."""
    return RoadmapLook.objects.filter(roadmap=roadmap, member=member).first()


def progress_of(item: Item) -> Progress:
    """How far one item's children are. One statement."""
    return _progress("SELECT %s::uuid AS item_id", item.pk).get(item.pk, NONE_YET)


def candidates(roadmap: Roadmap, text: str = "", *, actor: Actor, today: date) -> list[Item]:
    """Items that are not on the roadmap yet, for the dialog: those that the query fits, else the big open ones.

    Raises core.query.QueryError. One statement, and one for each kind of names that the query uses.
    """
    on_it = Entry.objects.filter(roadmap=roadmap).values("item_id")
    rows: QuerySet[Item] = Item.objects.filter(
        workspace_id=roadmap.workspace_id, product__archived_at=None
    ).exclude(pk__in=on_it)
    if text.strip():
        rows = search_items(rows, text, actor=actor, today=today)
    else:
        rows = rows.filter(kind__in=_BIG, category__in=OPEN_CATEGORIES)
    if not rows.query.order_by:
        by_size = Case(*(When(kind=kind, then=Value(size)) for kind, size in _BIG.items()), default=Value(3))
        rows = rows.annotate(size=by_size).order_by("size", "-updated_at")
    return list(rows.select_related("product", "status")[:MOST_CANDIDATES])


def lanes_with_counts(roadmap: Roadmap) -> "QuerySet[Lane]":
    """The lanes from top to bottom, each with `entry_count`. One statement."""
    living = Q(entries__item__deleted_at=None)
    return roadmap.lanes.annotate(entry_count=Count("entries", filter=living)).order_by("rank")


def last_published(roadmap: Roadmap) -> Edition | None:
    """The newest edition that a person published, without its document. One statement."""
    rows = Edition.objects.filter(roadmap=roadmap, is_automatic=False)
    return rows.select_related("published_by").defer("document").first()


def share_links_of(roadmap: Roadmap) -> "QuerySet[ShareLink]":
    """The links that still work or have expired, newest first; revoked ones are gone. One statement."""
    rows = ShareLink.objects.filter(roadmap=roadmap, revoked_at=None)
    return rows.select_related("created_by").order_by("-created_at")


_COLUMNS = (
    "id", "version", "lane_id", "horizon", "public_title", "public_note", "item_id", "item__title",
    "item__product__key", "item__number", "item__kind", "item__status__name", "item__category", "item__start_on",
    "item__start_precision", "item__due_on", "item__due_precision", "item__assignee_id", "item__assignee__name",
    "item__created_by_id", "confidence", "comment_count", "goal",
)  # fmt: skip
_COMMENTS = Comment.objects.filter(entry=OuterRef("pk"), deleted_at=None).order_by().values("entry")
_COMMENT_COUNT = Coalesce(Subquery(_COMMENTS.annotate(number=Count("pk")).values("number")), 0)
_SAID = VisitorComment.objects.filter(
    link__roadmap=OuterRef("pk"), link__revoked_at=None, state=VisitorComment.State.WAITING
)
_WAITING = Coalesce(
    Subquery(_SAID.order_by().values("link__roadmap").annotate(number=Count("pk")).values("number")), 0
)
_GOAL = Subquery(
    ItemObjective.objects.filter(item=OuterRef("item"), is_primary=True, objective__deleted_at=None).values(
        "objective__name"
    )[:1]
)
_PRECISION = {precision.value: precision for precision in Precision}


def _planned(row: tuple[Any, ...], progress: dict[UUID, Progress], places: Mapping[UUID, str]) -> Planned:
    (pk, version, lane_id, horizon, public_title, note, item_id, title, product, number, kind, status, category,
     start, start_precision, due, due_precision, assignee_id, assignee, created_by_id, confidence, comments, goal) = row  # fmt: skip
    of_children = progress.get(item_id, NONE_YET)
    share = of_children.share if of_children.share is not None else 0.0
    return Planned(
        pk, version, lane_id, horizon, public_title or title, note, item_id, f"{product}-{number}", kind, status,
        category, start, _PRECISION[start_precision], due, _PRECISION[due_precision], assignee_id, assignee or "",
        created_by_id, 1.0 if category == "done" else share, of_children.span, confidence, comments, places.get(pk, str(lane_id or "")),
        title, bool(public_title), goal,
    )  # fmt: skip


# Everything below an entry's item, in one walk down the tree. What counts are the leaves that were not dropped: by
# estimate where each of them has one, else by number.
def items_with_ids(workspace_id: UUID, ids: Sequence[str]) -> list[Item]:
    """The workspace's items with these ids, in their order; what is no id or not here is left out. One statement."""
    order = {pk: at for at, text in enumerate(ids) if (pk := uuid_or_none(text))}
    rows = Item.objects.filter(workspace=workspace_id, pk__in=order).select_related("product", "status")
    return sorted(rows, key=lambda item: order[item.pk]) if order else []


_PROGRESS = """
    WITH RECURSIVE roots AS ({roots}), tree AS (
        SELECT r.item_id AS root, c.id, c.category, c.estimate, c.start_on, c.due_on
          FROM roots r JOIN backlog_item c ON c.parent_id = r.item_id AND c.deleted_at IS NULL
        UNION ALL
        SELECT t.root, c.id, c.category, c.estimate, c.start_on, c.due_on
          FROM tree t JOIN backlog_item c ON c.parent_id = t.id AND c.deleted_at IS NULL
    ), marked AS (
        SELECT t.*, NOT EXISTS (
            SELECT 1 FROM backlog_item c WHERE c.parent_id = t.id AND c.deleted_at IS NULL) AS is_leaf
          FROM tree t WHERE t.category <> 'dropped'
    )
    SELECT root,
           count(*) FILTER (WHERE is_leaf), count(*) FILTER (WHERE is_leaf AND category = 'done'),
           bool_and(estimate IS NOT NULL) FILTER (WHERE is_leaf), sum(estimate) FILTER (WHERE is_leaf),
           sum(estimate) FILTER (WHERE is_leaf AND category = 'done'),
           min(coalesce(start_on, due_on)), max(coalesce(due_on, start_on))
      FROM marked GROUP BY root
"""


def _progress_of(roadmap: Roadmap) -> dict[UUID, Progress]:
    return _progress(
        "SELECT item_id FROM roadmap_entry WHERE roadmap_id = %s AND deleted_at IS NULL", roadmap.pk
    )


def _progress(roots: str, pk: UUID) -> dict[UUID, Progress]:
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS.format(roots=roots), [pk])
        return {row[0]: _share(*row[1:]) for row in cursor.fetchall()}


def _share(
    leaves: int,
    done: int,
    is_estimated: bool | None,
    estimate: Any,
    estimate_done: Any,
    first: Any,
    last: Any,
) -> Progress:
    share = done / leaves if leaves else None
    if is_estimated and estimate:
        share = float((estimate_done or 0) / estimate)
    return Progress(share, (first, last) if first and last else None)
