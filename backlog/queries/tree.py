"""A product's items as a tree, with what is below each rolled up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item, Kind, Product
from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.below import BELOW, COLUMNS
from backlog.queries.documents import key_params
from backlog.queries.links import blocked_count
from backlog.queries.rows import Person

LIMIT = 100  # roots of a page
MOST_OPEN = 100  # items whose children are shown at once
MOST_BELOW = 200  # children shown of one item
_HOLDERS = (Kind.INITIATIVE, Kind.EPIC)
_COLUMNS = (
    "id", "number", "product__key", "kind", "title", "category", "status__name", "assignee_id", "assignee__name",
    "estimate", "start_on", "start_precision", "due_on", "due_precision", "parent_id", "created_by_id", "rank",
    "blocked_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Below:
    """What the items below one come to.

    `done` of `total` count those at the ends of the branches, where the work is; `points_done` of `points` sum their
    estimates, and `unestimated` of them have none. Dropped items, and what is below them, do not count. The span of
    dates is over all that is below.
    """

    children: int
    total: int
    done: int
    points: Decimal | None
    points_done: Decimal
    unestimated: int
    start_on: date | None
    due_on: date | None

    @property
    def share(self) -> int:
        """How much of the points is done, or of the items where nothing is estimated; percent."""
        if self.points:
            return int(100 * self.points_done / self.points)
        return 100 * self.done // self.total if self.total else 0


@dataclass(slots=True)
class Node:
    """One row of the tree; `level` begins at 1. `hidden` children are more than are shown."""

    id: UUID
    key: str
    kind: str
    title: str
    category: str
    status: str
    assignee: Person | None
    estimate: Decimal | None
    start_on: date | None
    start_precision: str
    due_on: date | None
    due_precision: str
    parent_id: UUID | None
    rank: str
    blocked: int
    editable: bool
    below: Below | None = None
    level: int = 1
    position: int = 1
    siblings: int = 1
    parent_key: str = ""
    toggled: str = ""  # what is open after a click on it
    is_expanded: bool = False
    hidden: int = 0

    @property
    def is_open(self) -> bool:
        return self.category in OPEN_CATEGORIES

    @property
    def indent(self) -> range:
        return range(self.level - 1)

    @property
    def clashes(self) -> bool:
        """Whether something below begins before it or ends after it."""
        if self.below is None:
            return False
        early = self.start_on and self.below.start_on and self.below.start_on < self.start_on
        late = self.due_on and self.below.due_on and self.below.due_on > self.due_on
        return bool(early or late)


@dataclass(frozen=True, slots=True)
class Tree:
    """The rows as they are shown, `opened` of them with what is below; `next` begins the roots after these."""

    rows: list[Node]
    opened: list[str]
    next: str


@dataclass(slots=True)
class _Found:
    """Everything that was read: the nodes, and who is below whom in the order of rank."""

    nodes: dict[UUID, Node]
    children: dict[UUID, list[UUID]] = field(default_factory=dict)


def tree(
    product: Product,
    *,
    actor: Actor,
    opened: Sequence[str] = (),
    loose: bool = False,
    closed: bool = False,
    after: str = "",
) -> Tree:
    """The roots of a product, LIMIT of them from rank `after` on, and what is below the keys `opened`, in rank order.

    A root is an item without a parent in this product. Usually those that hold others or are meant to (initiatives,
    epics), with `loose` those that do not; open ones, with `closed` all. Children are of any product and status. Cost: 4
    statements whatever the size, one of them recursive over what is below the rows shown; 3 where nothing is opened.
    """
    roots = list(_roots(product, loose, closed, after).values_list("pk", "rank")[: LIMIT + 1])
    following = roots[LIMIT - 1][1] if len(roots) > LIMIT else ""
    children = _children(actor.workspace_id, opened[:MOST_OPEN]) if opened else {}
    ids = [pk for pk, _rank in roots[:LIMIT]]
    shown = [*ids, *(pk for pks in children.values() for pk in pks[:MOST_BELOW])]
    found = _Found(_nodes(shown, actor), children)
    below = _below(shown)
    for pk, node in found.nodes.items():
        node.below = below.get(pk)
    # What went below one of these since the roots were read is there, not here as well.
    moved = {pk for parent, pks in children.items() if parent in found.nodes for pk in pks}
    rows = list(_walk(found, [pk for pk in ids if pk in found.nodes and pk not in moved], set(opened), None))
    expanded = [row.key for row in rows if row.is_expanded]
    for row in rows:
        keys = [key for key in expanded if key != row.key] if row.is_expanded else [*expanded, row.key]
        row.toggled = ",".join(keys)
    return Tree(rows, expanded, following)


def _roots(product: Product, loose: bool, closed: bool, after: str) -> "QuerySet[Item]":
    top = Q(parent=None) | ~Q(parent__product=product) | Q(parent__deleted_at__isnull=False)
    holds = Q(Exists(Item.objects.filter(parent=OuterRef("pk")))) | Q(kind__in=_HOLDERS)
    items = Item.objects.filter(top, ~holds if loose else holds, product=product)
    if not closed:
        items = items.open()
    if after:
        items = items.filter(rank__gt=after)
    found: QuerySet[Item] = items.order_by("rank")
    return found


_OPENED = """
    SELECT c.parent_id, c.id
      FROM unnest(%(products)s::text[], %(numbers)s::int[]) AS wanted (product, number)
      JOIN backlog_product p ON p.workspace_id = %(workspace)s AND p.key = wanted.product
      JOIN backlog_item i ON i.product_id = p.id AND i.number = wanted.number AND i.deleted_at IS NULL
      CROSS JOIN LATERAL (
          SELECT id, parent_id, product_id, rank FROM backlog_item
           WHERE parent_id = i.id AND deleted_at IS NULL
           ORDER BY product_id = i.product_id DESC, product_id, rank LIMIT %(most)s) c
     ORDER BY c.parent_id, c.product_id = i.product_id DESC, c.product_id, c.rank
"""


def _children(workspace_id: UUID, keys: Sequence[str]) -> dict[UUID, list[UUID]]:
    """The children of these items, one more than MOST_BELOW at most, the parent's own product first."""
    wanted = [key_params(workspace_id, key) for key in keys]
    params = {f"{part}s": [one[part] for one in wanted] for part in ("product", "number")}
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, {**params, "workspace": workspace_id, "most": MOST_BELOW + 1})
        found: dict[UUID, list[UUID]] = {}
        for parent, child in cursor.fetchall():
            found.setdefault(parent, []).append(child)
    return found


def _nodes(ids: Collection[UUID], actor: Actor) -> dict[UUID, Node]:
    items = Item.objects.filter(pk__in=ids, workspace_id=actor.workspace_id)
    counted = items.annotate(blocked_count=blocked_count())
    all_editable = may(actor, Right.GROOM)
    return {row["id"]: _node(row, actor, all_editable) for row in counted.values(*_COLUMNS)}


def _node(row: Mapping[str, Any], actor: Actor, all_editable: bool) -> Node:
    own = actor.member_id in (row["created_by_id"], row["assignee_id"])
    same = ("id", "kind", "title", "category", "estimate", "start_on", "start_precision", "due_on", "due_precision",
            "parent_id", "rank")  # fmt: skip
    return Node(
        **{name: row[name] for name in same},
        key=f"{row['product__key']}-{row['number']}",
        status=row["status__name"],
        assignee=Person(row["assignee_id"], row["assignee__name"]) if row["assignee_id"] else None,
        blocked=row["blocked_count"] if row["category"] in OPEN_CATEGORIES else 0,
        editable=all_editable or (own and may(actor, Right.CONTRIBUTE)),
    )


_BELOW = f"SELECT {', '.join(COLUMNS)} FROM ({BELOW.format(of='= ANY(%(ids)s::uuid[])')}) found"


def _below(ids: Collection[UUID]) -> dict[UUID, Below]:
    """What is below each of these items that has children."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"ids": list(ids)})
        return {root: Below(*rest) for root, *rest in cursor.fetchall()}


def _walk(found: _Found, ids: Sequence[UUID], opened: Collection[str], parent: Node | None) -> Iterable[Node]:
    """The nodes from top to bottom, each followed by what is below it where it is open."""
    for position, pk in enumerate(ids, 1):
        node = found.nodes[pk]
        node.position, node.siblings = position, len(ids)
        if parent is not None:
            node.level, node.parent_key = parent.level + 1, parent.key
        below = found.children.get(pk, []) if node.key in opened else []
        node.is_expanded = bool(below)
        node.hidden = (
            node.below.children - MOST_BELOW if below and node.below and len(below) > MOST_BELOW else 0
        )
        yield node
        yield from _walk(found, [child for child in below[:MOST_BELOW] if child in found.nodes], opened, node)
