"""The page of one item."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.cells import CELLS
from backlog.containers import Container, Place, containers
from backlog.custom import Shown, fields_of, shown_values
from backlog.models import AcceptanceCriterion, Attachment, Category, Item, Kind, Watcher
from backlog.panels import Link, Panel, item_panels
from backlog.permissions import may_edit
from backlog.queries.attachments import attachments_of
from backlog.queries.keys import addresses
from backlog.queries.links import LinkGroup, links_of
from backlog.queries.ready import ReadyLine, ready_lines
from backlog.queries.rows import ShownLabel, labels_of
from backlog.queries.score import ScorePanel, score_panel
from backlog.queries.stream import Stream, stream

MOST_CHILDREN = 100
LEAVES = (Kind.BUG, Kind.CHORE, Kind.SPIKE)
TYPED = ("title", "estimate", "start", "due")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the throughline above an item."""

    id: UUID
    key: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Children:
    """The first MOST_CHILDREN children in rank order; `done` of `total` are closed as done (dropped ones do not count)."""

    rows: list[Item]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything that the page of one item shows."""

    item: Item
    above: list[Step]
    labels: list[ShownLabel]
    custom: list[Shown]
    places: list[tuple[Container, Place | None]]
    ready: list[ReadyLine]
    criteria: list[AcceptanceCriterion]
    children: Children
    attachments: list[Attachment]
    linked: list[LinkGroup]
    watchers: list[Member]
    is_watching: bool
    score: ScorePanel | None
    stream: Stream
    panels: list[Panel]
    goals: list[Link]
    links: list[Link]
    addresses: dict[str, str]
    old: dict[str, str]
    editable: bool
    groomable: bool
    deletable: bool
    may_add: bool

    @property
    def leads_to(self) -> Item | None:
        """Of an item that was dropped as a duplicate: the one that is worked on."""
        twins = [
            other for group in self.linked if group.relation == "duplicates" for _link, other in group.rows
        ]
        return twins[0] if twins and self.item.category == Category.DROPPED else None

    @property
    def is_linked(self) -> bool:
        return any(group.rows for group in self.linked)

    @property
    def met(self) -> int:
        return sum(criterion.is_met for criterion in self.criteria)

    @property
    def ready_count(self) -> int:
        return sum(line.is_met for line in self.ready)


def item_page(item: Item, *, actor: Actor, before: datetime | None = None) -> ItemPage:
    """The page of an item with its product, status, assignee, team and parent loaded. `before` pages back in its stream.

    Cost: 18 statements at most, one for each kind of place (sprint, release, objective, theme), and what the panels of higher apps need.
    """
    score = score_panel(item)
    names = {row.key: row.name for row in score.ratings} if score else {}
    shown = stream(item, actor=actor, criteria=names, before=before)
    panels, above = item_panels(item, actor), _above(item)
    places, goals = _places(item, above)
    watchers = [
        row.member for row in Watcher.objects.filter(item=item).select_related("member").order_by("id")
    ]
    texts = [item.description, *(entry.comment.text for entry in shown.entries if entry.comment)]
    editable = may_edit(item, actor)
    return ItemPage(
        item=item,
        above=above,
        labels=labels_of([item.pk]).get(item.pk, []),
        custom=shown_values(fields_of(item.product_id), [(item.custom, item.estimate)])[0],
        places=places,
        ready=ready_lines(item),
        criteria=list(item.acceptance_criteria.all()),
        children=_children(item),
        attachments=list(attachments_of(item)),
        linked=links_of(item),
        watchers=watchers,
        is_watching=any(member.pk == actor.member_id for member in watchers),
        score=score,
        stream=shown,
        panels=panels,
        goals=goals,
        links=[*_steps(places), *(link for panel in panels for link in panel.get("links", ()))],
        addresses=addresses(item.workspace, texts),
        old=old_values(item),
        editable=editable,
        groomable=may(actor, Right.GROOM),
        deletable=may(actor, Right.GROOM)
        or (editable and item.created_by_id == actor.member_id and not shown.comment_count),
        may_add=may(actor, Right.CONTRIBUTE) and item.kind not in LEAVES,
    )


def old_values(item: Item) -> dict[str, str]:
    """What the editors on the page hold, sent back with a change so that it can tell what the person saw. No query."""
    return {name: CELLS[name].value(item) for name in TYPED} | {"description": digest(item.description)}


def digest(text: str) -> str:
    """A long text as its editor sends it back for comparison."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _places(item: Item, above: list[Step]) -> tuple[list[tuple[Container, Place | None]], list[Link]]:
    """Where the item is, for each kind of place, and where its throughline begins: what leads stands before it, of the
    item itself or else of the nearest item above that has one. One statement a kind.
    """
    slug, places, goals = item.workspace.slug, [], list[Link]()
    for container in containers().values():
        line = [item.pk, *(step.id for step in reversed(above))] if container.leads else [item.pk]
        found = container.places(line, slug=slug)
        places.append((container, found.get(item.pk)))
        if container.leads and (first := next((found[pk] for pk in line if pk in found), None)):
            goals.append(_step(container, first))
    return places, goals


def _steps(places: list[tuple[Container, Place | None]]) -> list[Link]:
    """The places behind the item as steps of the throughline."""
    return [
        _step(container, place)
        for container, place in places
        if place and container.steps and not container.leads
    ]


def _step(container: Container, place: Place) -> Link:
    return {"url": place.url, "text": place.name, "icon": container.icon}


_ABOVE = """
    WITH RECURSIVE up (id, parent_id, depth) AS (
        SELECT id, parent_id, 0 FROM backlog_item WHERE id = %s
        UNION ALL
        SELECT i.id, i.parent_id, up.depth + 1 FROM backlog_item i JOIN up ON i.id = up.parent_id WHERE up.depth < 20
    )
    SELECT i.id, p.key || '-' || i.number, i.kind, i.title
      FROM up JOIN backlog_item i ON i.id = up.id JOIN backlog_product p ON p.id = i.product_id
     WHERE up.depth > 0 AND i.deleted_at IS NULL ORDER BY up.depth DESC
"""


def _above(item: Item) -> list[Step]:
    """The item's ancestors, the root first."""
    if item.parent_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [item.pk])
        return [Step(*row) for row in cursor.fetchall()]


def _children(item: Item) -> Children:
    rows = list(
        item.children.filter(deleted_at=None)
        .select_related("product", "status", "assignee")
        .order_by("product_id", "rank")[:MOST_CHILDREN]
    )
    counted = [row for row in rows if row.category != "dropped"]
    return Children(rows, sum(row.category == "done" for row in counted), len(counted))
