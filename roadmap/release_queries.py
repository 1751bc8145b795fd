"""What the pages, the API and the groups of releases read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from activity.actors import Actor
from backlog.models import Item
from backlog.queries.brief import BRIEF, IN_ORDER, Brief
from roadmap import places
from roadmap.models import LaunchStep, Release, ReleaseItem
from roadmap.places import DONE, LIVING
from roadmap.services.launch_templates import ORDER
from roadmap.told import told_brief, told_to

RELEASED_SHOWN = 24  # of those that are out, the newest


@dataclass(frozen=True, slots=True)
class Releases:
    """A workspace's releases: those to come by their days, those without a day last; then those that are out."""

    coming: list[Release]
    released: list[Release]


@dataclass(frozen=True, slots=True)
class Shipped(Brief):
    """An item of a release that is planned for `day`."""

    day: date | None

    @property
    def is_late(self) -> bool:
        """It is open, and due after the release's day."""
        return bool(self.is_open and self.due_on and self.day and self.due_on > self.day)


class Narrow(TextChoices):
    """What a reader looks at of a release."""

    ALL = "all", _("Everything")
    OPEN = "open", _("Still to do")
    LATE = "late", _("Late")


def with_progress(releases: "QuerySet[Release]") -> "QuerySet[Release]":
    """How far each is (`places.with_sums`), its `open_count`, and the `late_count` of open items that are due after its day.

    One statement with the rows themselves.
    """
    is_open = LIVING & ~DONE
    late = is_open & Q(places__item__due_on__gt=F("date"))
    counted = {"open_count": Count("places", filter=is_open), "late_count": Count("places", filter=late)}
    found: QuerySet[Release] = places.with_sums(releases).annotate(**counted)
    return found


def releases_of(workspace_id: UUID) -> Releases:
    """The workspace's releases with their progress and products. Two statements."""
    rows = with_progress(Release.objects.filter(workspace=workspace_id)).select_related("product")
    coming = rows.filter(released_at=None).order_by(F("date").asc(nulls_last=True), "name")
    released = rows.exclude(released_at=None).order_by("-released_at", "-pk")
    return Releases(list(coming), list(released[:RELEASED_SHOWN]))


def with_steps(releases: "QuerySet[Release]") -> "QuerySet[Release]":
    """How many steps its launch checklist has, `step_count`, and how many are done, `steps_done`. Runs nothing."""
    steps = LaunchStep.objects.filter(release=OuterRef("pk")).order_by().values("release")
    counted = {
        name: Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
        for name, rows in (("step_count", steps), ("steps_done", steps.exclude(done_at=None)))
    }
    found: QuerySet[Release] = releases.annotate(**counted)
    return found


def release_of(workspace_id: UUID, pk: UUID) -> Any:
    """The workspace's release with its progress, the number of its steps and its product, or 404. One statement."""
    rows = with_steps(with_progress(Release.objects.filter(workspace=workspace_id)))
    return get_object_or_404(rows.select_related("product"), pk=pk)


def steps_of(release: Release) -> list[LaunchStep]:
    """Its launch checklist with the owners, by the steps' days. One statement."""
    return list(LaunchStep.objects.filter(release=release).select_related("owner").order_by(*ORDER))


def items_of(release: Release, actor: Actor) -> list[Shipped]:
    """What is in the release, as far as the actor is told of it: open items first, by product and rank. One statement."""
    inside = told_to(actor, ReleaseItem.objects.filter(release=release, item__deleted_at=None))
    found = inside.order_by(*IN_ORDER).values("told_title", *BRIEF)
    shipped = [Shipped(**told_brief(row), day=release.date) for row in found]
    return sorted(shipped, key=lambda row: not row.is_open)


def narrowed(rows: Sequence[Shipped], narrow: str) -> list[Shipped]:
    """Those of the rows that a reader looks at."""
    if narrow == Narrow.OPEN:
        return [row for row in rows if row.is_open]
    return [row for row in rows if row.is_late] if narrow == Narrow.LATE else list(rows)


def candidates(release: Release, text: str, *, actor: Actor, today: date) -> list[Item]:
    """What can be put in: items that the query fits, else the product's that are in no release. See `places.candidates`."""
    anywhere = ReleaseItem.objects.filter(item=OuterRef("pk"))
    others = Item.objects.filter(~Exists(anywhere.filter(release=release)), workspace_id=release.workspace_id)
    free = Q(~Exists(anywhere), product=release.product_id)
    return places.candidates(others, text, usual=free, actor=actor, today=today)


def people_late(rows: Sequence[Shipped]) -> list[tuple[str, int]]:
    """Whose items are late and how many, the most first; "" for nobody's."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.is_late:
            name = row.assignee.name if row.assignee else ""
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
