"""`theme:` in the query language; named in the setting QUERY_FIELDS."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backlog.searchable import QueryField, Scope
from core.query import Field, Term
from core.query.schema import Choice
from roadmap.models import Theme, ThemeItem

NONE = "none"


def query_fields(scope: Scope) -> Mapping[str, QueryField]:
    """`theme:trust`, `theme:none`. Names are read when one is typed: one statement."""
    names = _Names(scope.workspace_id)
    described = _("The theme it belongs to, or none.")
    field = Field("choice", values=names.read, words=(NONE,), description=described, offers=names.offered)
    return {"theme": QueryField(field, names.condition)}


class _Names:
    """The themes of a workspace by name, in lower case."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id

    @cached_property
    def rows(self) -> list[tuple[str, UUID]]:
        """Name and id, in their order."""
        found = Theme.objects.filter(workspace=self.workspace_id).order_by("position", "pk")
        return list(found.values_list("name", "pk"))

    def read(self) -> dict[str, UUID]:
        return {name.lower(): pk for name, pk in self.rows}

    def offered(self, _typed: str) -> list[Choice]:
        return [Choice(name) for name, _pk in self.rows]

    def condition(self, term: Term) -> Q:
        texts = [value.text.lower() for value in term.values]
        known = self.read()
        wanted = [known[text] for text in texts if text in known]
        places = ThemeItem.objects.filter(workspace=self.workspace_id)
        found = Q(pk__in=places.filter(theme__in=wanted).values("item")) if wanted else Q(pk__in=[])
        return found | ~Q(Exists(places.filter(item=OuterRef("pk")))) if NONE in texts else found
