"""Builds the demo company from its texts: every row real, dates around today, a history that looks lived in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import uuid_utils.compat
from django.db import transaction
from django.utils import timezone

from accounts.models import Member, Team, TeamMember, User, Workspace
from activity.actors import Actor, system_actor
from activity.services import Record, record_history
from backlog.models import (
    AcceptanceCriterion,
    Comment,
    Item,
    ItemLabel,
    Label,
    Product,
    Rating,
    Status,
    Watcher,
)
from backlog.services.products import create_product
from backlog.services.recompute import recompute, request_scores
from backlog.services.words import learn_words
from config.demo import company
from config.demo.aims import aim
from config.demo.blind import rate_blindly
from config.demo.catalog import all_changes, all_items, ranked
from config.demo.inbox import tell_recent
from config.demo.investing import describe, invest
from config.demo.plans import plan
from config.demo.releases import release
from config.demo.shape import shape
from config.demo.sprints import sprint
from config.demo.talk import talk
from config.demo.types import DemoChange, DemoDate, DemoItem, DemoProduct
from core import rank
from core.db import copy_rows, set_tenant
from core.periods import Precision, first_day, last_day


@dataclass
class Seeding:
    """What is made so far, by the keys that the texts use."""

    today: date
    workspace: Workspace
    members: dict[str, Member] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    statuses: dict[tuple[str, str], Status] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.workspace.timezone)

    def actor(self, key: str) -> Actor:
        return self.members[key].actor()

    def moment(self, offset: int, minute: int = 600) -> datetime:
        """A moment so many days from today; never in the future."""
        at = datetime.combine(self.today, time(), UTC) + timedelta(days=offset, minutes=minute)
        return min(at, timezone.now() - timedelta(minutes=5))


def seed() -> Workspace:
    """Make the whole company; returns its workspace. All or nothing, but for the scores, which follow."""
    with transaction.atomic():
        making = _company()
        _items(making)
        _details(making)
        _history(making)
        plan(making)
        sprint(making)
        release(making)
        aim(making)
        invest(making)
        describe(making)
        shape(making)
        rate_blindly(making)
        talk(making)
        tell_recent(making)
    for product in making.products.values():
        request_scores(product.pk, None, workspace_id=making.workspace.pk, cause="scoring_model.changed")
        recompute(product)
    return making.workspace


def _company() -> Seeding:
    workspace = Workspace.objects.create(
        name=company.WORKSPACE_NAME, slug=company.WORKSPACE_SLUG, timezone=company.WORKSPACE_TIME_ZONE
    )
    set_tenant(workspace.pk)
    making = Seeding(
        today=timezone.now().astimezone(ZoneInfo(workspace.timezone)).date(), workspace=workspace
    )
    for person in company.PEOPLE:
        user = User.objects.create_user(
            person.email, company.PASSWORD, name=person.name, timezone=person.time_zone
        )
        making.members[person.key] = Member.objects.create(
            workspace=workspace, user=user, name=person.name, email=person.email, role=person.role,
            job_title=person.job_title,
        )  # fmt: skip
    for team in company.TEAMS:
        made = Team.objects.create(workspace=workspace, name=team.name, capacity=team.capacity)
        TeamMember.objects.bulk_create(
            TeamMember(workspace=workspace, team=made, member=making.members[key]) for key in team.members
        )
        making.teams[team.key] = made
    for product in company.PRODUCTS:
        _product(making, product)
    return making


def _product(making: Seeding, demo: DemoProduct) -> None:
    product = create_product(
        making.workspace, by=system_actor(making.workspace.pk), key=demo.key, name=demo.name, vision=demo.vision,
        workflow=[(status.name, status.category) for status in demo.statuses], preset=demo.preset,
        teams=[making.teams[key] for key in demo.teams],
    )  # fmt: skip
    making.products[demo.key] = product
    by_name = {status.name: status for status in product.statuses.all()}
    for status in demo.statuses:
        making.statuses[demo.key, status.key] = by_name[status.name]
    for label in demo.labels:
        if label.name not in making.labels:
            making.labels[label.name] = Label.objects.create(
                workspace=making.workspace, name=label.name, hue=label.hue
            )


def _items(making: Seeding) -> None:
    ranks = {item.ref: key for demo in company.PRODUCTS for item, key in _with_ranks(ranked(demo))}
    making.ids.update((item.ref, uuid_utils.compat.uuid7()) for item in all_items())
    copy_rows(Item, ITEM_COLUMNS, (_item_row(making, item, ranks[item.ref]) for item in all_items()))
    for key, product in making.products.items():
        product.next_number = 1 + sum(item.product == key for item in all_items())
        product.save(update_fields=["next_number"])


def _with_ranks(items: list[DemoItem]) -> Iterator[tuple[DemoItem, str]]:
    return zip(items, rank.spread(None, None, len(items)), strict=True)


ITEM_COLUMNS = [
    "id", "workspace_id", "version", "created_at", "updated_at", "product_id", "number", "kind", "title", "description",
    "parent_id", "status_id", "category", "rank", "assignee_id", "team_id", "estimate", "start_on", "start_precision",
    "due_on", "due_precision", "created_by_id", "closed_at",
]  # fmt: skip


def _item_row(making: Seeding, item: DemoItem, key: str) -> list[Any]:
    status = making.statuses[item.product, item.status]
    changes = [change for change in all_changes() if change.ref == item.ref]
    created = making.moment(item.created)
    touched = making.moment(changes[-1].offset, changes[-1].minute) if changes else created
    start, start_precision = _day(making, item.start, first_day)
    due, due_precision = _day(making, item.due, last_day)
    if start and due and start > due:
        start = due
    return [
        making.ids[item.ref], making.workspace.pk, 1 + len(changes), created, touched,
        making.products[item.product].pk, item.number, item.kind, item.title, item.description.strip(),
        making.ids[item.parent] if item.parent else None, status.pk, status.category, key,
        making.members[item.assignee].pk if item.assignee else None,
        making.teams[item.team].pk if item.team else None,
        None if item.estimate is None else Decimal(str(item.estimate)),
        start, start_precision, due, due_precision, making.members[item.creator].pk,
        touched if status.category in ("done", "dropped") else None,
    ]  # fmt: skip


def _day(making: Seeding, demo: DemoDate | None, snap: Any) -> tuple[date | None, str]:
    if demo is None:
        return None, Precision.DAY.value
    precision = Precision(demo.precision)
    return snap(making.today + timedelta(days=demo.offset), precision), precision.value


def _details(making: Seeding) -> None:
    """Labels, ratings, acceptance criteria, comments and watchers."""
    workspace = making.workspace
    criteria = {
        (row.product_id, row.key): row
        for product in making.products.values()
        for row in product.criteria.all()
    }
    labels, ratings, accepted, comments, watchers = [], [], [], [], []
    for item in all_items():
        at = {"workspace": workspace, "item_id": making.ids[item.ref]}
        labels += [ItemLabel(**at, label=making.labels[name]) for name in item.labels]
        ratings += [
            Rating(**at, criterion=criteria[making.products[item.product].pk, key], value=Decimal(str(value)))
            for key, value in item.ratings.items()
        ]
        accepted += [
            AcceptanceCriterion(**at, text=criterion.text, is_met=criterion.met, position=position)
            for position, criterion in enumerate(item.criteria)
        ]
        comments += [
            Comment(
                **at,
                author=making.members[said.by],
                author_name=making.members[said.by].name,
                text=said.body.strip(),
            )
            for said in item.comments
        ]
        people = dict.fromkeys([*item.watchers, item.creator, *([item.assignee] if item.assignee else [])])
        watchers += [Watcher(**at, member=making.members[key]) for key in people]
    ItemLabel.objects.bulk_create(labels)
    Rating.objects.bulk_create(ratings)
    AcceptanceCriterion.objects.bulk_create(accepted)
    Watcher.objects.bulk_create(watchers)
    Comment.objects.bulk_create(comments)
    said_at = [making.moment(said.offset, 540 + n % 300) for n, said in enumerate(_comments())]
    for comment, moment in zip(comments, said_at, strict=True):
        comment.created_at = comment.updated_at = moment
    Comment.objects.bulk_update(comments, ["created_at", "updated_at"])


def _comments() -> list[Any]:
    return [said for item in all_items() for said in item.comments]


def _history(making: Seeding) -> None:
    """Every creation, change and comment as an event of its day, by who did it."""
    items = {item.ref: item for item in all_items()}
    told: list[tuple[Actor, datetime, Record]] = []
    for item in items.values():
        row = _record(making, item, "item.created", {"title": [None, item.title]})
        told.append((making.actor(item.creator).anew(), making.moment(item.created), row))
    for change in all_changes():
        row = _record(making, items[change.ref], "item.updated", *_change(making, items[change.ref], change))
        told.append((making.actor(change.by).anew(), making.moment(change.offset, change.minute), row))
    for comment in Comment.objects.filter(workspace=making.workspace).select_related(
        "item__product", "author"
    ):
        data = {
            "product": str(comment.item.product_id), "on": str(comment.item_id), "key": comment.item.key,
            "title": comment.item.title, "text": comment.text[:500],
        }  # fmt: skip
        row = Record("comment.created", "comment", comment.pk, comment.item.key, data=data)
        told.append((comment.author.actor().anew(), comment.created_at, row))
    record_history(sorted(told, key=lambda one: one[1]))
    learn_words(making.workspace.pk)


def _record(
    making: Seeding,
    item: DemoItem,
    verb: str,
    changes: dict[str, list[Any]],
    names: dict[str, str] | None = None,
) -> Record:
    data = {
        "product": str(making.products[item.product].pk),
        "key": item.key,
        "title": item.title,
        "names": names or {},
    }
    return Record(verb, "item", making.ids[item.ref], item.key, changes, data)


def _change(
    making: Seeding, item: DemoItem, change: DemoChange
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """The change in an event's plain values, and the names of the rows it refers to."""
    both = (change.before, change.after)
    if change.field in ("status", "assignee"):
        rows = [_row(making, item, change.field, key) for key in both]
        names = {str(row.pk): str(row) for row in rows if row}
        return {change.field: [str(row.pk) if row else None for row in rows]}, names
    if change.field in ("due_on", "start_on"):
        days = [(making.today + timedelta(days=int(text))).isoformat() if text else None for text in both]
        return {change.field: days}, {}
    return {change.field: list(both)}, {}


def _row(making: Seeding, item: DemoItem, kind: str, key: str | None) -> Status | Member | None:
    if key is None:
        return None
    return making.statuses[item.product, key] if kind == "status" else making.members[key]
