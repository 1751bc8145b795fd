"""The theme as something that items are put into; named in the setting ITEM_CONTAINERS."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Right, require
from activity.actors import Actor
from backlog.containers import Choice, Container, Head, Place
from backlog.models import Item, Product
from roadmap.models import Theme, ThemeItem
from roadmap.places import with_sums
from roadmap.services import theme_items


class ThemeContainer(Container):
    """An item's theme, the same for all products."""

    name = "theme"
    icon = "palette"
    label = gettext_lazy("Theme")
    nothing = gettext_lazy("No theme")
    steps = False
    document = """(SELECT json_build_object('id', x.id, 'name', x.name)
                     FROM roadmap_themeitem xi JOIN roadmap_theme x ON x.id = xi.theme_id
                    WHERE xi.item_id = i.id)"""

    def joined(self, items: QuerySet[Item]) -> QuerySet[Item]:
        return items.annotate(in_theme_id=F("theme_places__theme"))

    def held(self) -> Q:
        return Q(Exists(ThemeItem.objects.filter(item=OuterRef("pk"))))

    def places(self, items: Collection[UUID], *, slug: str) -> dict[UUID, Place]:
        found = ThemeItem.objects.filter(item__in=list(items))
        return {
            item: Place(pk, name, reverse("roadmap:theme", args=[slug, pk]))
            for item, pk, name in found.values_list("item", "theme", "theme__name")
        }

    def choices(self, product: Product, *, by: Actor) -> list[Choice]:
        """All of the workspace, in their order."""
        rows = Theme.objects.filter(workspace=product.workspace_id).order_by("position", "pk")
        return [Choice(pk, name) for pk, name in rows.values_list("pk", "name")]

    def heads(self, product: Product, values: Collection[str]) -> dict[str, Head]:
        """All of the workspace, in their order. One statement."""
        rows = with_sums(Theme.objects.filter(workspace=product.workspace_id)).order_by("position", "pk")
        return {
            str(one.pk): Head(at, one.name, "roadmap/themes/_group_head.html", {"theme": one})
            for at, one in enumerate(rows)
        }

    def known(self, by: Actor) -> Iterable[tuple[UUID, str]]:
        return Theme.objects.filter(workspace=by.workspace_id).values_list("pk", "name")

    def put(self, items: Sequence[Item], into: UUID | None, *, by: Actor) -> None:
        require(by, Right.GROOM)
        if into is None:
            theme_items.leave_theme(items, by=by)
            return
        theme = Theme.objects.filter(pk=into, workspace=by.workspace_id).first()
        if theme is None:
            raise ValidationError({self.name: _("There is no such theme.")})
        theme_items.add_items(theme, items, by=by)


THEME = ThemeContainer()
