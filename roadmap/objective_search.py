"""`objective:` in the query language; named in the setting QUERY_FIELDS."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backlog.searchable import QueryField, Scope
from core.query import Field, Term
from core.query.schema import Choice
from roadmap.models import ItemObjective, Objective

NONE = "none"


def query_fields(scope: Scope) -> Mapping[str, QueryField]:
    """`objective:"Buy in a minute"`, `objective:none`: what an item serves first. Names are read when one is typed: one statement."""
    names = _Names(scope.workspace_id)
    described = _("The objective that it serves first, or none.")
    field = Field("choice", values=names.read, words=(NONE,), description=described, offers=names.offered)
    return {"objective": QueryField(field, names.condition)}


class _Names:
    """The objectives of a workspace by name, in lower case; two may be called alike."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id

    @cached_property
    def rows(self) -> list[tuple[str, UUID, str | None]]:
        """Name, id, what it stands below; the open ones first."""
        found = Objective.objects.filter(workspace=self.workspace_id)
        closed = Case(When(state=Objective.State.OPEN, then=Value(0)), default=Value(1))
        ordered = found.order_by(closed, "name")
        return list(ordered.values_list("name", "pk", "parent__name"))

    def read(self) -> dict[str, list[UUID]]:
        known: dict[str, list[UUID]] = defaultdict(list)
        for name, pk, _above in self.rows:
            known[name.lower()].append(pk)
        return known

    def offered(self, _typed: str) -> list[Choice]:
        """Each name once, as it is written, with what it stands below."""
        above: dict[str, list[str]] = defaultdict(list)
        for name, _pk, parent in self.rows:
            above[name] += [parent] if parent else []
        return [Choice(name, ", ".join(parents)) for name, parents in above.items()]

    def condition(self, term: Term) -> Q:
        texts = [value.text.lower() for value in term.values]
        places = ItemObjective.objects.filter(workspace=self.workspace_id, is_primary=True)
        wanted = [pk for text in texts if text != NONE for pk in self.read().get(text, [])]
        found = Q(pk__in=places.filter(objective__in=wanted).values("item")) if wanted else Q(pk__in=[])
        return found | ~Q(Exists(places.filter(item=OuterRef("pk")))) if NONE in texts else found
