"""`release:` in the query language; named in the setting QUERY_FIELDS."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from backlog.searchable import QueryField, Scope
from core.query import Field, Term
from core.query.schema import Choice
from roadmap.models import Release, ReleaseItem

NEXT, NONE = "next", "none"


def query_fields(scope: Scope) -> Mapping[str, QueryField]:
    """`release:"1.2"`, `release:next`, `release:none`. Names are read when one is typed: one statement.

    `next` is of each product the release that comes first by its day, among those that are not out.
    """
    names = _Names(scope.workspace_id)
    described = _("A release, the next one, or none.")
    field = Field(
        "choice", values=names.read, words=(NEXT, NONE), description=described, offers=names.offered
    )
    return {"release": QueryField(field, names.condition)}


class _Names:
    """The releases of a workspace by name, in lower case; two products may call theirs alike."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id

    @cached_property
    def rows(self) -> list[tuple[str, UUID, str]]:
        """Name, id, product; those that are not out first, by their days."""
        found = Release.objects.filter(workspace=self.workspace_id)
        newest = found.order_by(
            F("released_at").desc(nulls_first=True), F("date").asc(nulls_last=True), "name"
        )
        return list(newest.values_list("name", "pk", "product__name"))

    def read(self) -> dict[str, list[UUID]]:
        known: dict[str, list[UUID]] = defaultdict(list)
        for name, pk, _product in self.rows:
            known[name.lower()].append(pk)
        return known

    def offered(self, _typed: str) -> list[Choice]:
        """Each name once, as it is written, with whose it is."""
        products: dict[str, list[str]] = defaultdict(list)
        for name, _pk, product in self.rows:
            products[name].append(product)
        return [Choice(name, ", ".join(of)) for name, of in products.items()]

    def condition(self, term: Term) -> Q:
        texts = [value.text.lower() for value in term.values]
        places = ReleaseItem.objects.filter(workspace=self.workspace_id)
        found, wanted = Q(pk__in=[]), [pk for text in texts for pk in self._named(text)]
        if NONE in texts:
            found |= ~Q(Exists(places.filter(item=OuterRef("pk"))))
        if NEXT in texts:
            open_ones = Release.objects.filter(
                workspace=self.workspace_id, released_at=None, date__isnull=False
            )
            first = open_ones.order_by("product", "date", "pk").distinct("product")
            found |= Q(pk__in=places.filter(release__in=first.values("pk")).values("item"))
        return found | Q(pk__in=places.filter(release__in=wanted).values("item")) if wanted else found

    def _named(self, text: str) -> list[UUID]:
        return [] if text in (NEXT, NONE) else self.read().get(text, [])
