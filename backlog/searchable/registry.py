"""What a field of the query language is, and where the fields of a search come from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from activity.actors import Actor
from core.query import Field, QuerySchema, Term


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom and when something is searched. `today` is the member's day."""

    actor: Actor
    today: date

    @property
    def workspace_id(self) -> UUID:
        return self.actor.workspace_id


@dataclass(frozen=True, slots=True)
class QueryField:
    """One field: what may be typed, and the condition on items that a checked term stands for.

    `compile` leaves negation aside: it is applied to what it returns. `sort` is the expression that `sort:` puts items in
    order by, where the field is sortable and no column of theirs (`backlog.search.SORTS`).
    """

    field: Field
    compile: Callable[[Term], Q]
    sort: Any = None


Factory = Callable[[Scope], Mapping[str, QueryField]]


class Registry(Mapping[str, QueryField]):
    """The fields of one search by name. A factory is called when a name is asked for that none before it knew, so that
    a query which needs no field of it costs nothing; to list the names all are called.
    """

    def __init__(self, scope: Scope, factories: Sequence[Factory]) -> None:
        self._scope = scope
        self._waiting = list(factories)
        self._known: dict[str, QueryField] = {}

    def __getitem__(self, name: str) -> QueryField:
        while name not in self._known and self._waiting:
            self._ask_next()
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        while self._waiting:
            self._ask_next()
        return iter(self._known)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def schema(self) -> QuerySchema:
        """The same fields for checking and completing what is typed."""
        return QuerySchema(_Fields(self))

    def _ask_next(self) -> None:
        """The first factory to name a field has it, and its fields stand first where all are listed."""
        for name, found in self._waiting.pop(0)(self._scope).items():
            self._known.setdefault(name, found)


class _Fields(Mapping[str, Field]):
    """A registry as the schema reads it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def __getitem__(self, name: str) -> Field:
        return self._registry[name].field

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry)

    def __len__(self) -> int:
        return len(self._registry)


def registered() -> list[Factory]:
    """What the setting QUERY_FIELDS names."""
    return [import_string(path) for path in settings.QUERY_FIELDS]
