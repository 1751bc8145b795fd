"""What items are put into that belongs to a higher app: a sprint, a release, an objective, a theme.

Each is one Container, named in the setting ITEM_CONTAINERS by its dotted path. From it come a property on the item's
page, a grouping of the backlog whose rows can be dragged, a line of the bulk form, and an item's field in the API; all
of them are called by its `name`. An item is in one of them at a time, and its own row says nothing of it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item, Product


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is, and the address of its page."""

    pk: UUID
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Where items could be put; `note` tells it from others of that name."""

    pk: UUID
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a group of the backlog, and its place among the groups (`order`).

    `template` is included beside the name with `head` = `context`.
    """

    order: Any
    name: str
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


class Container:
    """One kind of place. Its methods run one statement each unless they say otherwise."""

    name: str
    icon: str
    label: str | Promise
    nothing: str | Promise  # what the group of those that are in none is called
    document: str  # SQL: what the API shows of item `i`, as JSON
    steps = True  # its place is a step of the throughline
    leads = False  # its place stands before the item in the throughline, and what is below an item goes there with it

    @property
    def column(self) -> str:
        """What `joined` adds to items."""
        return f"in_{self.name}_id"

    def joined(self, items: QuerySet[Item]) -> QuerySet[Item]:
        """The items with the id of their place as `column`, by a join. Runs nothing."""
        raise NotImplementedError

    def held(self) -> Q:
        """The condition on items to be in one. Runs nothing."""
        raise NotImplementedError

    def places(self, items: Collection[UUID], *, slug: str) -> dict[UUID, Place]:
        """Where these items are, by item; those that are in none are left out. `slug` is the workspace's."""
        raise NotImplementedError

    def choices(self, product: Product, *, by: Actor) -> list[Choice]:
        """Where items of the product can be put, the nearest first."""
        raise NotImplementedError

    def heads(self, product: Product, values: Collection[str]) -> dict[str, Head]:
        """The heads of the places with these ids, and of empty ones that wait for items, by id. A fixed number of statements."""
        raise NotImplementedError

    def known(self, by: Actor) -> Iterable[tuple[UUID, str]]:
        """Every place of the workspace that a request may name: (id, name)."""
        raise NotImplementedError

    def put(self, items: Sequence[Item], into: UUID | None, *, by: Actor) -> None:
        """Put the items into a place, None: into none. Raises ValidationError, PermissionDenied, Conflict."""
        raise NotImplementedError

    def named(self, text: str, *, by: Actor) -> UUID:
        """The place that a request means by its id or name. Raises ValidationError for none and for several."""
        rows = list(self.known(by))
        low = " ".join(text.lower().split())
        found = [pk for pk, name in rows if low in (str(pk), name.lower())]
        if len(found) == 1:
            return found[0]
        words = {"what": str(self.label).lower(), "name": text[:100]}
        if found:
            raise ValidationError(_("Several are called “%(name)s” (%(what)s). Send the id.") % words)
        raise ValidationError(_("There is no %(what)s “%(name)s”.") % words)


@cache
def containers() -> Mapping[str, Container]:
    """Those of the setting ITEM_CONTAINERS, by name, in its order."""
    found: list[Container] = [import_string(path) for path in settings.ITEM_CONTAINERS]
    return {one.name: one for one in found}


def put_into(items: Sequence[Item], wanted: Mapping[str, UUID | None], *, by: Actor) -> None:
    """Put the items into each of the places, by the names of their kinds. Raises as `Container.put`."""
    for name, into in wanted.items():
        containers()[name].put(items, into, by=by)
