"""My work: what one person has to do, what concerns them, what they wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Category, Comment, Item, Product, Watcher
from backlog.panels import Panel, work_panels

MOST = 100
RECENT = 500  # the workspace's latest comments that are looked through
MOST_SAID = 6
MOST_WAITING = 10
DAYS = 21


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one urgency."""

    key: str
    name: str | Promise
    items: list[Item]


@dataclass(frozen=True, slots=True)
class MyWork:
    """What the page shows. `more`: there are more than MOST items assigned."""

    groups: list[Group]
    said: list[Comment]
    waiting: list[Item]
    panels: list[Panel]
    has_products: bool
    more: bool

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.said or self.waiting)

    @property
    def count(self) -> int:
        return sum(len(group.items) for group in self.groups)


def my_work(member: Member, actor: Actor, *, today: date) -> MyWork:
    """A member's page; for a stakeholder only what higher apps add. Five statements, and those of the panels."""
    if not may(actor, Right.READ_BACKLOG):
        return MyWork([], [], [], work_panels(actor), has_products=True, more=False)
    rows = Item.objects.select_related("product", "status", "parent", "parent__product")
    mine = list(
        rows.filter(workspace=actor.workspace_id, assignee=member)
        .open()
        .order_by(F("due_on").asc(nulls_last=True), "rank")[: MOST + 1]
    )
    watched = Watcher.objects.filter(member=member).values("item")
    return MyWork(
        groups=by_urgency(mine[:MOST], today),
        said=_said(member, watched),
        waiting=_waiting(rows, member, watched),
        panels=work_panels(actor),
        has_products=Product.objects.filter(workspace=actor.workspace_id, archived_at=None).exists(),
        more=len(mine) > MOST,
    )


def by_urgency(items: Sequence[Item], today: date) -> list[Group]:
    """Open items as overdue, due by Sunday, later, without a date; groups without items are left out."""
    sunday = today + timedelta(days=6 - today.weekday())
    groups = [
        Group("overdue", _("Overdue"), [i for i in items if i.due_on and i.due_on < today]),
        Group("week", _("This week"), [i for i in items if i.due_on and today <= i.due_on <= sunday]),
        Group("later", _("Later"), [i for i in items if i.due_on and i.due_on > sunday]),
        Group("undated", _("No date"), [i for i in items if i.due_on is None]),
    ]
    return [group for group in groups if group.items]


def _said(member: Member, watched: "QuerySet[Watcher, Any]") -> list[Comment]:
    """The latest words of others that name the member or stand under an item they watch or are to do; one an item."""
    recent = Comment.objects.filter(workspace=member.workspace_id).order_by("-id").values("id")[:RECENT]
    concerns = Q(item__in=watched) | Q(item__assignee=member) | Q(text__icontains=f"@{member.name}")
    said = (
        Comment.objects.of_items()
        .filter(concerns, pk__in=recent)
        .exclude(author=member)
        .select_related("author", "item__product")
        .order_by("-created_at")
    )
    found: dict[UUID | None, Comment] = {}
    for comment in said[: MOST_SAID * 5]:
        found.setdefault(comment.item_id, comment)
    return list(found.values())[:MOST_SAID]


def _waiting(rows: "QuerySet[Item]", member: Member, watched: "QuerySet[Watcher, Any]") -> list[Item]:
    """What the member created (and watches, as who creates does) and nobody has begun, the newest first."""
    waiting = rows.filter(
        pk__in=watched, created_by=member, category__in=[Category.BACKLOG, Category.READY]
    ).exclude(assignee=member)
    return list(waiting.order_by("-id")[:MOST_WAITING])
