"""What an item is linked with, seen from its side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from backlog.models import Item, ItemLink
from backlog.models.products import OPEN_CATEGORIES

# What a link is called from either end; this is the order in which they are shown and offered.
RELATIONS: dict[str, tuple[str, bool, str | Promise]] = {
    "blocked_by": (ItemLink.Kind.BLOCKS, False, gettext_lazy("Blocked by")),
    "blocks": (ItemLink.Kind.BLOCKS, True, gettext_lazy("Blocks")),
    "relates": (ItemLink.Kind.RELATES, True, gettext_lazy("Relates to")),
    "duplicates": (ItemLink.Kind.DUPLICATES, True, gettext_lazy("Duplicates")),
    "duplicated_by": (ItemLink.Kind.DUPLICATES, False, gettext_lazy("Duplicated by")),
}
_AROUND = ("product", "status", "assignee")


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """The links of one relation, with the item at the other end of each; `waiting`: blockers that are open."""

    relation: str
    name: str | Promise
    rows: list[tuple[ItemLink, Item]]

    @property
    def waiting(self) -> int:
        return sum(item.is_open for _link, item in self.rows) if self.relation == "blocked_by" else 0


def links_of(item: Item) -> list[LinkGroup]:
    """The item's links by relation, those to deleted items left out; empty groups too. One statement."""
    ends = [f"{end}__{name}" for end in ("source", "target") for name in _AROUND]
    both = Q(source=item, target__deleted_at=None) | Q(target=item, source__deleted_at=None)
    links = list(ItemLink.objects.filter(both).select_related("source", "target", *ends).order_by("id"))
    return [
        LinkGroup(relation, name, list(_seen_from(item, links, kind, outward)))
        for relation, (kind, outward, name) in RELATIONS.items()
    ]


def blocked_count() -> Coalesce:
    """For `.annotate()` of items: how many open items block it. By the index of `target`."""
    blockers = ItemLink.objects.filter(
        target=OuterRef("pk"), kind=ItemLink.Kind.BLOCKS,
        source__deleted_at=None, source__category__in=OPEN_CATEGORIES,
    )  # fmt: skip
    counted = blockers.order_by().values("target").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _seen_from(
    item: Item, links: Iterable[ItemLink], kind: str, outward: bool
) -> Iterable[tuple[ItemLink, Item]]:
    """Relating is the same from both ends."""
    for link in links:
        out = link.source_id == item.pk
        if link.kind == kind and (out == outward or kind == ItemLink.Kind.RELATES):
            yield link, link.target if out else link.source
