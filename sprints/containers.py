"""The sprint as something that items are put into; named in the setting ITEM_CONTAINERS."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from backlog.containers import Choice, Container, Head, Place
from backlog.models import Item, Product
from sprints.models import Sprint, SprintItem, SprintState
from sprints.queries.loads import loads_of
from sprints.services.planning import HERE, add_items, leave_sprints

OPEN = (SprintState.ACTIVE, SprintState.PLANNED)


class SprintContainer(Container):
    """An item's current sprint; those that are closed keep what they held."""

    name = "sprint"
    icon = "timer"
    label = gettext_lazy("Sprint")
    nothing = gettext_lazy("No sprint")
    document = """(SELECT json_build_object('id', x.id, 'name', x.name)
                     FROM sprints_sprintitem xi JOIN sprints_sprint x ON x.id = xi.sprint_id
                    WHERE xi.item_id = i.id AND xi.outcome = '')"""

    def joined(self, items: QuerySet[Item]) -> QuerySet[Item]:
        here = FilteredRelation("sprint_places", condition=Q(sprint_places__outcome=HERE))
        return items.annotate(in_sprint=here).annotate(in_sprint_id=F("in_sprint__sprint"))

    def held(self) -> Q:
        return Q(Exists(SprintItem.objects.filter(item=OuterRef("pk"), outcome=HERE)))

    def places(self, items: Collection[UUID], *, slug: str) -> dict[UUID, Place]:
        """The sprint's page is shown as the item's product sees it."""
        rows = SprintItem.objects.filter(item__in=list(items), outcome=HERE)
        found = rows.values_list("item", "item__product__key", "sprint", "sprint__name")
        return {
            item: Place(pk, name, reverse("sprints:sprint", args=[slug, product, pk]))
            for item, product, pk, name in found
        }

    def choices(self, product: Product, *, by: Actor) -> list[Choice]:
        """The sprints of the product's teams that run or are to come, by their first days."""
        rows = Sprint.objects.filter(team__in=product.teams.all(), state__in=OPEN).select_related("team")
        return [Choice(row.pk, row.name, _note(row)) for row in rows.order_by("start_on", "team__name")]

    def heads(self, product: Product, values: Collection[str]) -> dict[str, Head]:
        """The one that runs first, then those to come, each with what is planned against what fits. Six statements."""
        mine = Q(team__in=product.teams.all(), state__in=OPEN)
        rows = Sprint.objects.filter(mine | Q(pk__in=list(values)), workspace_id=product.workspace_id)
        found = list(rows.select_related("team"))
        unit = Workspace.objects.values_list("estimate_unit", flat=True).get(pk=product.workspace_id)
        loads = loads_of(found, unit=unit)
        return {
            str(one.pk): Head(
                (one.state != SprintState.ACTIVE, one.start_on, one.name.lower()),
                one.name,
                "sprints/_group_head.html",
                {"sprint": one, "load": loads[one.pk]},
            )
            for one in found
        }

    def known(self, by: Actor) -> Iterable[tuple[UUID, str]]:
        rows = Sprint.objects.filter(workspace=by.workspace_id, state__in=OPEN)
        return rows.values_list("pk", "name")

    def put(self, items: Sequence[Item], into: UUID | None, *, by: Actor) -> None:
        require(by, Right.GROOM)
        if into is None:
            leave_sprints(items, by=by)
            return
        sprint = Sprint.objects.filter(pk=into, workspace=by.workspace_id).first()
        if sprint is None:
            raise ValidationError({self.name: _("There is no such sprint.")})
        add_items(sprint, items, by=by)


def _note(sprint: Sprint) -> str:
    days = f"{date_format(sprint.start_on, 'j M')} – {date_format(sprint.end_on, 'j M')}"
    return f"{sprint.team.name} · {days}"


SPRINT = SprintContainer()
