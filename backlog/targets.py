"""What people comment on: items, and what higher apps name in the setting COMMENT_TARGETS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, require
from activity.actors import Actor
from backlog.models import Item
from backlog.queries.references import items_with_keys
from core.errors import Conflict

# The foreign keys of Comment, one of which says what it is about; and what is loaded with it to judge that.
ABOUT = ("item", "entry", "objective")
RELATED = ("item__product", "entry", "objective")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the events of a comment say of the thing it is about: its `label`, and the ids that surround it."""

    label: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Target(Protocol):
    """One kind of thing that people comment on; `field` is the foreign key of Comment that points at it."""

    field: str

    def readable(self, actor: Actor) -> Q:
        """Which comments of this kind the actor may read, as far as what they are about is there. No query."""

    def subject(self, row: Any, actor: Actor) -> Subject:
        """What events say of the row. Raises PermissionDenied or Conflict where the actor may not read it."""

    def named(self, name: str, actor: Actor) -> Any:
        """The row that a caller of the API names so. Raises PermissionDenied, Http404 with a sentence. One statement."""


class Items:
    """Comments of items are for who may read the backlog."""

    field = "item"

    def readable(self, actor: Actor) -> Q:
        living = Q(item__isnull=False, item__deleted_at=None)
        return living if may(actor, Right.READ_BACKLOG) else Q(pk__in=[])

    def subject(self, row: Item, actor: Actor) -> Subject:
        require(actor, Right.READ_BACKLOG)
        if row.deleted_at is not None:
            raise Conflict(_("The item has been deleted."))
        near = {"product": str(row.product_id), "on": str(row.pk), "item": str(row.pk)}
        return Subject(row.key, {**near, "key": row.key, "title": row.title})

    def named(self, name: str, actor: Actor) -> Item:
        require(actor, Right.READ_BACKLOG)
        found = items_with_keys(actor.workspace_id, {self.field: name})
        if self.field not in found:
            raise Http404(_("There is no item “%(key)s”.") % {"key": name})
        return found[self.field]


@cache
def targets() -> dict[str, Target]:
    """Every kind by its `field`, in the order of the setting."""
    found: list[Target] = [import_string(path)() for path in settings.COMMENT_TARGETS]
    return {target.field: target for target in found}


def target_of(row: Any) -> Target:
    """The kind that a row is of."""
    return targets()[row._meta.model_name]


def subject_of(row: Any, actor: Actor) -> Subject:
    """`Target.subject` of a row of any kind. Raises PermissionDenied, Conflict."""
    return target_of(row).subject(row, actor)


def readable_comments(actor: Actor) -> Q:
    """Which of the workspace's comments the actor may read. No query."""
    readable = reduce(or_, (target.readable(actor) for target in targets().values()))
    return Q(workspace=actor.workspace_id, deleted_at=None) & readable
