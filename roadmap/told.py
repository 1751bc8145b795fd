"""What stakeholders are told of items that a goal, a theme or a release names to them: titles as the roadmaps that they read have them.

They do not read the backlog. A public title is there so that the item's own is not told; where the one that an item has stands
only on a roadmap whose editions alone they read, the item is not named at all.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.queries.brief import brief
from roadmap.models import Entry, Roadmap


def told_to(actor: Actor, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Of rows that point at an `item` those that may be named to the actor, each with `told_title`. Runs nothing."""
    if may(actor, Right.READ_BACKLOG):
        own: QuerySet[Any] = rows.annotate(told_title=F("item__title"))
        return own
    titled = Entry.objects.filter(item=OuterRef("item")).exclude(public_title="")
    here = titled.filter(roadmap__in=Roadmap.objects.live_to(actor)).order_by("pk")
    other = titled.filter(roadmap__in=Roadmap.objects.visible_to(actor))
    public = Subquery(here.values("public_title")[:1])
    named = rows.annotate(public=public).filter(Q(public__isnull=False) | ~Exists(other))
    told: QuerySet[Any] = named.annotate(told_title=Coalesce("public", "item__title"))
    return told


def told_brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """As `brief`, of a row with `told_title`."""
    return brief({**row, "item__title": row["told_title"]})
