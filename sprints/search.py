"""`sprint:` in the query language; named in the setting QUERY_FIELDS."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from backlog.searchable import QueryField, Scope
from core.query import Field, Term
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.planning import HERE

CURRENT, NEXT, NONE = "current", "next", "none"


def query_fields(scope: Scope) -> Mapping[str, QueryField]:
    """`sprint:current`, `sprint:next`, `sprint:none`, `sprint:"Sprint 12"`. Names are read when one is typed: one statement.

    `current` is the sprint that runs, each team's own; `next` the first that its team has planned. A closed sprint's name
    finds what was in it when it closed.
    """
    names = _Names(scope.workspace_id)
    described = _("A sprint, the one that runs, the next one, or none.")
    field = Field("choice", values=names.read, words=(CURRENT, NEXT, NONE), description=described)
    return {"sprint": QueryField(field, names.condition)}


class _Names:
    """The sprints of a workspace by name, in lower case; two teams may call theirs alike."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id
        self.known: dict[str, list[UUID]] | None = None

    def read(self) -> dict[str, list[UUID]]:
        if self.known is None:
            found: dict[str, list[UUID]] = defaultdict(list)
            rows = Sprint.objects.filter(workspace=self.workspace_id).order_by("-start_on")
            for name, pk in rows.values_list("name", "pk"):
                found[name.lower()].append(pk)
            self.known = dict(found)
        return self.known

    def condition(self, term: Term) -> Q:
        texts = [value.text.lower() for value in term.values]
        found, named = Q(pk__in=[]), [text for text in texts if text not in (CURRENT, NEXT, NONE)]
        places = SprintItem.objects.filter(workspace=self.workspace_id)
        here = places.filter(outcome=HERE)
        if NONE in texts:
            found |= ~Q(Exists(here.filter(item=OuterRef("pk"))))
        if CURRENT in texts:
            found |= Q(pk__in=here.filter(sprint__state=SprintState.ACTIVE).values("item"))
        if NEXT in texts:
            first = Sprint.objects.filter(team=OuterRef("sprint__team"), state=SprintState.PLANNED)
            is_first = Q(sprint=Subquery(first.order_by("start_on", "pk").values("pk")[:1]))
            found |= Q(pk__in=here.filter(is_first).values("item"))
        if named:
            ids = [pk for text in named for pk in self.read().get(text, ())]
            still = places.exclude(outcome=SprintItem.Outcome.REMOVED).filter(sprint__in=ids)
            found |= Q(pk__in=still.values("item"))
        return found
