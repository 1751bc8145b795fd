"""The release and the objective as something that items are put into; named in the setting ITEM_CONTAINERS."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Right, require
from activity.actors import Actor
from backlog.containers import Choice, Container, Head, Place
from backlog.models import Item, Product
from roadmap.models import ItemObjective, Objective, Release, ReleaseItem
from roadmap.objective_queries import outline, tree_order
from roadmap.places import with_sums
from roadmap.progress import Goal
from roadmap.release_queries import with_progress
from roadmap.services import objective_items, release_items


class ReleaseContainer(Container):
    """An item's release, of its own product or of another one."""

    name = "release"
    icon = "rocket"
    label = gettext_lazy("Release")
    nothing = gettext_lazy("No release")
    document = """(SELECT json_build_object('id', x.id, 'name', x.name)
                     FROM roadmap_releaseitem xi JOIN roadmap_release x ON x.id = xi.release_id
                    WHERE xi.item_id = i.id)"""

    def joined(self, items: QuerySet[Item]) -> QuerySet[Item]:
        return items.annotate(in_release_id=F("release_places__release"))

    def held(self) -> Q:
        return Q(Exists(ReleaseItem.objects.filter(item=OuterRef("pk"))))

    def places(self, items: Collection[UUID], *, slug: str) -> dict[UUID, Place]:
        found = ReleaseItem.objects.filter(item__in=list(items))
        return {
            item: Place(pk, name, reverse("roadmap:release", args=[slug, pk]))
            for item, pk, name in found.values_list("item", "release", "release__name")
        }

    def choices(self, product: Product, *, by: Actor) -> list[Choice]:
        """What is not out yet: the product's own by their days, then those of others."""
        rows = Release.objects.filter(workspace=product.workspace_id, released_at=None).select_related(
            "product"
        )
        own = Case(When(product=product, then=Value(0)), default=Value(1))
        found = rows.order_by(own, "product__name", F("date").asc(nulls_last=True), "name")
        return [Choice(row.pk, row.name, _note(row, product)) for row in found]

    def heads(self, product: Product, values: Collection[str]) -> dict[str, Head]:
        """By their days, those that are out after those to come. One statement."""
        mine = Q(product=product, released_at=None) | Q(pk__in=list(values))
        rows = with_progress(Release.objects.filter(mine, workspace=product.workspace_id)).select_related(
            "product"
        )
        today = timezone.localdate()
        return {
            str(one.pk): Head(
                (one.released_at is not None, one.date or date.max, one.name.lower()),
                one.name,
                "roadmap/releases/_group_head.html",
                {"release": one, "today": today, "is_own": one.product_id == product.pk},
            )
            for one in rows
        }

    def known(self, by: Actor) -> Iterable[tuple[UUID, str]]:
        return Release.objects.filter(workspace=by.workspace_id).values_list("pk", "name")

    def put(self, items: Sequence[Item], into: UUID | None, *, by: Actor) -> None:
        require(by, Right.GROOM)
        if into is None:
            release_items.leave_release(items, by=by)
            return
        release = Release.objects.filter(pk=into, workspace=by.workspace_id).first()
        if release is None:
            raise ValidationError({self.name: _("There is no such release.")})
        release_items.add_items(release, items, by=by)


def _note(release: Release, product: Product) -> str:
    day = date_format(release.date, "j M Y") if release.date else _("no date")
    return day if release.product_id == product.pk else f"{release.product.name} · {day}"


RELEASE = ReleaseContainer()


class ObjectiveContainer(Container):
    """The objective that an item serves first; what it contributes to beside that is no place of it."""

    name = "objective"
    icon = "goal"
    label = gettext_lazy("Objective")
    nothing = gettext_lazy("No objective")
    leads = True
    document = """(SELECT json_build_object('id', x.id, 'name', x.name)
                     FROM roadmap_itemobjective xi JOIN roadmap_objective x ON x.id = xi.objective_id
                    WHERE xi.item_id = i.id AND xi.is_primary)"""

    def joined(self, items: QuerySet[Item]) -> QuerySet[Item]:
        first = FilteredRelation("objective_places", condition=Q(objective_places__is_primary=True))
        return items.annotate(in_objective=first).annotate(in_objective_id=F("in_objective__objective"))

    def held(self) -> Q:
        return Q(Exists(ItemObjective.objects.filter(item=OuterRef("pk"), is_primary=True)))

    def places(self, items: Collection[UUID], *, slug: str) -> dict[UUID, Place]:
        found = ItemObjective.objects.filter(item__in=list(items), is_primary=True)
        return {
            item: Place(pk, name, reverse("roadmap:objective", args=[slug, pk]))
            for item, pk, name in found.values_list("item", "objective", "objective__name")
        }

    def choices(self, product: Product, *, by: Actor) -> list[Choice]:
        """The open ones of the whole workspace, as they stand in their tree."""

        def under(goals: Sequence[Goal], above: str) -> list[Choice]:
            found: list[Choice] = []
            for goal in goals:
                one = goal.objective
                if one.state == Objective.State.OPEN:
                    found.append(Choice(one.pk, one.name, above))
                found += under(goal.children, one.name)
            return found

        return under(outline(product.workspace_id), "")

    def heads(self, product: Product, values: Collection[str]) -> dict[str, Head]:
        """The open ones in the order of their tree, those that are closed after them; without those that only items of other
        products serve. Two statements.
        """
        order = {pk: place for place, pk in enumerate(tree_order(product.workspace_id))}
        places = ItemObjective.objects.filter(objective=OuterRef("pk"))
        waiting = Exists(places.filter(item__product=product)) | ~Exists(places)
        shown = Q(waiting, state=Objective.State.OPEN) | Q(pk__in=list(values))
        rows = with_sums(Objective.objects.filter(shown, workspace=product.workspace_id))
        return {
            str(one.pk): Head(
                (one.state != Objective.State.OPEN, order[one.pk]),
                one.name,
                "roadmap/goals/_group_head.html",
                {"objective": one},
            )
            for one in rows
        }

    def known(self, by: Actor) -> Iterable[tuple[UUID, str]]:
        return Objective.objects.filter(workspace=by.workspace_id).values_list("pk", "name")

    def put(self, items: Sequence[Item], into: UUID | None, *, by: Actor) -> None:
        require(by, Right.GROOM)
        if into is None:
            objective_items.leave_primary(items, by=by)
            return
        objective = Objective.objects.filter(pk=into, workspace=by.workspace_id).first()
        if objective is None:
            raise ValidationError({self.name: _("There is no such objective.")})
        objective_items.add_items(objective, items, by=by)


OBJECTIVE = ObjectiveContainer()
