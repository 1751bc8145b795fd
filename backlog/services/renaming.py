"""What queries name is called something else: the one road by which whatever holds a query follows."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor, system_actor
from activity.models import Event
from activity.services import Record, record_many
from backlog.models import Category, Status
from backlog.search import schema
from backlog.searchable import Scope
from backlog.searchable.own import ALL, OPEN
from core.errors import Conflict
from core.query import QuerySchema
from core.query.renaming import renamed

# Events that may give something another name by which queries name it; of higher apps too, which say so in `changes`.
RENAMING = frozenset(
    {
        "custom_field.updated", "label.merged", "label.updated", "member.updated", "objective.updated",
        "release.updated", "sprint.updated", "status.updated", "team.updated",
        "theme.merged", "theme.updated",
    }
)  # fmt: skip
_MERGED = frozenset({"label.merged", "theme.merged"})
PERSON, STATUS = "member", "status"
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Followers(Generic[Row]):
    """Rows of a model that hold a query, in `column` (as a filter says it), of `longest` characters at most.

    `rewrite` gives a row another query and returns what tells of it; `fields` are what it sets. `product_of` is the product
    whose items alone the query is about, None where it is about those of all.
    """

    model: type[Row]
    column: str
    longest: int
    fields: Sequence[str]
    text_of: Callable[[Row], str]
    product_of: Callable[[Row], UUID | None]
    rewrite: Callable[[Row, str], Record]

    def locked(self, workspace_id: UUID) -> "QuerySet[Row]":
        """All of a workspace, for update."""
        rows: QuerySet[Row] = self.model._default_manager.filter(workspace_id=workspace_id)
        return rows.select_for_update(no_key=True)


@dataclass(frozen=True, slots=True)
class Renaming:
    """What was called `old` is called `new`; `field` is its name in the query language, PERSON for all fields of people."""

    event: Event
    field: str
    old: str
    new: str


def follow(events: Sequence[Event], followers: Followers[Row]) -> None:
    """Write the new name into the queries that name it by the old one, by who gave it and in their act.

    What means something else still, or again, stays: a status of another product, a name that a second label got. So
    does a query that would become too long. Cost: one statement where no query names it, else about ten.
    """
    workspace_id = events[0].workspace_id
    renamings = [one for event in events for one in _renamings(event)]
    rows = _naming(workspace_id, renamings, followers)
    if not rows:
        return
    words = _Words(workspace_id)
    changed: dict[Any, Row] = {}
    for one in renamings:
        told = []
        for row in rows:
            before = followers.text_of(row)
            text = renamed(
                before, one.old, one.new, concerns=partial(words.lost, one, followers.product_of(row))
            )
            if text != before and len(text) <= followers.longest:
                told.append(followers.rewrite(row, text))
                changed[row.pk] = row
        record_many(told, by=_actor(one.event))
    followers.model._default_manager.bulk_update(changed.values(), followers.fields)


def hold_followers(ids: Sequence[UUID], followers: Followers[Row], *, by: Actor) -> None:
    """Lock rows that followed in the one order that `follow` locks them in too. One statement, none without rows."""
    if ids:
        list(followers.locked(by.workspace_id).filter(pk__in=ids).order_by("pk").values_list("pk"))


@transaction.atomic
def lead_back(pk: UUID, followers: Followers[Row], before: str, after: str, *, by: Actor) -> None:
    """The old name again in a row that followed, if its query is still that. Raises Conflict. Cost: 3 statements."""
    row = followers.locked(by.workspace_id).filter(pk=pk, **{followers.column: after}).first()
    if row is None:
        raise Conflict(_("Someone has changed it since."))
    told = followers.rewrite(row, before)
    row.save(update_fields=followers.fields)
    record_many([told], by=by)


def _renamings(event: Event) -> Iterator[Renaming]:
    if event.verb in _MERGED:
        if "into_name" in event.data:
            yield Renaming(event, event.object_type, event.data["name"], event.data["into_name"])
    elif event.verb == "custom_field.updated":
        before, after = event.changes.get("choices", ((), ()))
        if len(before) == len(after):
            for old, new in zip(before, after, strict=True):
                if old not in after and new not in before:
                    yield Renaming(event, event.data["key"], old, new)
    elif "name" in event.changes:
        yield from _names(event, *event.changes["name"])


def _names(event: Event, old: str, new: str) -> Iterator[Renaming]:
    """People are also called by their first names, which others may have too: the new name is written in full."""
    yield Renaming(event, event.object_type, old, new)
    if event.object_type == PERSON and old.split():
        yield Renaming(event, PERSON, old.split()[0], new)


def _naming(workspace_id: UUID, renamings: Sequence[Renaming], followers: Followers[Row]) -> list[Row]:
    """The rows, locked, whose queries hold one of the old names. One statement."""
    if not renamings:
        return []
    holds = (Q(**{f"{followers.column}__icontains": _as_stored(one.old)}) for one in renamings)
    return list(followers.locked(workspace_id).filter(reduce(or_, holds)).order_by("pk"))


def _as_stored(name: str) -> str:
    """The longest piece of a name that stands in a query as it is; quotes have a backslash there."""
    return max(re.split(r'["\\\\]', name), key=len)


class _Words:
    """What words mean in a workspace by now; each field is asked once."""

    def __init__(self, workspace_id: UUID) -> None:
        self.schema: QuerySchema = schema(Scope(system_actor(workspace_id), timezone.localdate()))
        self.known: dict[str, frozenset[str]] = {}
        self.steps: dict[UUID, frozenset[str]] = {}

    def lost(self, one: Renaming, product_id: UUID | None, field: str) -> bool:
        """Whether the old name stands for it in this field, and for nothing else by now, in a query about this product's items."""
        described = self.schema.fields.get(field)
        if described is None or one.field != (PERSON if described.kind == "person" else field):
            return False
        if field == STATUS and product_id is not None:
            return one.old.casefold() not in self._steps(product_id)
        return one.old.casefold() not in self._known(field, described.accepted)

    def _known(self, field: str, accepted: Callable[[], Sequence[str]]) -> frozenset[str]:
        if field not in self.known:
            self.known[field] = frozenset(word.casefold() for word in accepted())
        return self.known[field]

    def _steps(self, product_id: UUID) -> frozenset[str]:
        """Another product's steps of that name do not count."""
        if product_id not in self.steps:
            names = Status.objects.filter(product=product_id).values_list("name", flat=True)
            fixed = (OPEN, ALL, *Category.values)
            self.steps[product_id] = frozenset(name.casefold() for name in (*names, *fixed))
        return self.steps[product_id]


def _actor(event: Event) -> Actor:
    """Who gave the new name, in the same act."""
    return Actor(
        event.workspace_id,
        kind=event.actor_kind,
        member_id=event.actor_id,
        via=event.via,
        action=event.action,
    )
