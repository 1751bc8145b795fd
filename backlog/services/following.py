"""Saved views follow what they name: a label that is merged, a person, status or sprint that is called something else."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor, system_actor
from activity.models import Event
from activity.services import Record, record_many
from backlog.models import Category, SavedView, Status
from backlog.search import schema
from backlog.searchable import Scope
from backlog.searchable.own import ALL, OPEN
from backlog.services.saved_views import data_of, label_of
from core.errors import Conflict
from core.query import QuerySchema
from core.query.renaming import renamed

# Events that may give something another name by which queries name it; of higher apps too, which say so in `changes`.
RENAMING = frozenset(
    {
        "custom_field.updated", "label.merged", "label.updated", "member.updated", "objective.updated",
        "release.updated", "sprint.updated", "status.updated", "team.updated",
    }
)  # fmt: skip
PERSON, STATUS = "member", "status"
LONGEST = SavedView._meta.get_field("query").max_length or 0
FOLLOWED = "saved_view.followed"


@dataclass(frozen=True, slots=True)
class Renaming:
    """What was called `old` is called `new`; `field` is its name in the query language, PERSON for all fields of people."""

    event: Event
    field: str
    old: str
    new: str


def follow_names(events: Sequence[Event]) -> None:
    """Write the new name into the saved views that name it by the old one, private ones too; undone with the renaming.

    What means something else still, or again, stays: a status of another product, a name that a second label got. So
    does a query that would become too long. Cost: two statements where no view names it, else about ten.
    """
    renamings = [one for event in events for one in _renamings(event)]
    views = _naming(events[0].workspace_id, renamings)
    if not views:
        return
    words = _Words(events[0].workspace_id)
    changed: dict[UUID, SavedView] = {}
    for one in renamings:
        rows = []
        for view in views:
            text = renamed(view.query, one.old, one.new, concerns=partial(words.lost, one, view.product_id))
            if text != view.query and len(text) <= LONGEST:
                rows.append(_followed(view, text))
                changed[view.pk] = view
        record_many(rows, by=_actor(one.event))
    SavedView.objects.bulk_update(changed.values(), ["query", "version", "updated_at"])


@transaction.atomic
def lead_back(pk: UUID, before: str, after: str, *, by: Actor) -> None:
    """The old name again in a view that followed, if its query is still that. Raises Conflict. Cost: 3 statements."""
    views = SavedView.objects.select_for_update(no_key=True)
    view = views.filter(workspace_id=by.workspace_id, pk=pk, query=after).first()
    if view is None:
        raise Conflict(_("Someone has changed it since."))
    row = _followed(view, before)
    view.save(update_fields=["query", "version", "updated_at"])
    record_many([row], by=by)


def _renamings(event: Event) -> Iterator[Renaming]:
    if event.verb == "label.merged":
        if "into_name" in event.data:
            yield Renaming(event, "label", event.data["name"], event.data["into_name"])
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


def _naming(workspace_id: UUID, renamings: Sequence[Renaming]) -> list[SavedView]:
    """The views, locked, whose queries hold one of the old names. One statement."""
    if not renamings:
        return []
    views = SavedView.objects.select_for_update(no_key=True).filter(workspace_id=workspace_id)
    holds = reduce(or_, (Q(query__icontains=_as_stored(one.old)) for one in renamings))
    return list(views.filter(holds).order_by("pk"))


def _as_stored(name: str) -> str:
    """The longest piece of a name that stands in a query as it is; quotes have a backslash there."""
    return max(re.split(r'["\\\\]', name), key=len)


class _Words:
    """What words mean in a workspace by now; each field is asked once."""

    def __init__(self, workspace_id: UUID) -> None:
        self.schema: QuerySchema = schema(Scope(system_actor(workspace_id), timezone.localdate()))
        self.known: dict[str, frozenset[str]] = {}
        self.steps: dict[UUID, frozenset[str]] = {}

    def lost(self, one: Renaming, product_id: UUID, field: str) -> bool:
        """Whether the old name stands for it in this field, and for nothing else by now, in a view of this product."""
        described = self.schema.fields.get(field)
        if described is None or one.field != (PERSON if described.kind == "person" else field):
            return False
        known = self._steps(product_id) if field == STATUS else self._known(field, described.accepted)
        return one.old.casefold() not in known

    def _known(self, field: str, accepted: Callable[[], Sequence[str]]) -> frozenset[str]:
        if field not in self.known:
            self.known[field] = frozenset(word.casefold() for word in accepted())
        return self.known[field]

    def _steps(self, product_id: UUID) -> frozenset[str]:
        """A view shows one product's items, so another's steps of that name do not count."""
        if product_id not in self.steps:
            names = Status.objects.filter(product=product_id).values_list("name", flat=True)
            fixed = (OPEN, ALL, *Category.values)
            self.steps[product_id] = frozenset(name.casefold() for name in (*names, *fixed))
        return self.steps[product_id]


def _followed(view: SavedView, text: str) -> Record:
    changes = {"query": [view.query, text]}
    view.query, view.version, view.updated_at = text, view.version + 1, timezone.now()
    return Record(FOLLOWED, "savedview", view.pk, label_of(view), changes, data_of(view))


def _actor(event: Event) -> Actor:
    """Who gave the new name, in the same act."""
    return Actor(
        event.workspace_id,
        kind=event.actor_kind,
        member_id=event.actor_id,
        via=event.via,
        action=event.action,
    )
