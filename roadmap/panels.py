"""What roadmaps add to the backlog's pages; named in the settings ITEM_PANELS and MY_WORK_PANELS."""

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Workspace
from activity.actors import Actor
from backlog.models import Item
from backlog.panels import Link, Panel
from roadmap.models import Entry, Roadmap
from roadmap.objective_queries import served_by
from roadmap.preview import draw_previews
from roadmap.queries import roadmaps_of

MOST = 6


def roadmaps_of_item(item: Item, actor: Actor) -> list[Panel]:
    """The roadmaps that show the item and that the actor may read; each ends the item's throughline. Two statements."""
    entries = list(
        Entry.objects.filter(item=item, roadmap__in=Roadmap.objects.live_to(actor))
        .select_related("roadmap", "lane")
        .order_by("roadmap__name")
    )
    if not entries:
        return []
    slug = _slug(actor)
    rows = [(entry, reverse("roadmap:roadmap", args=[slug, entry.roadmap_id])) for entry in entries]
    links: list[Link] = [{"url": url, "text": entry.roadmap.name, "icon": "map"} for entry, url in rows]
    return [
        {
            "title": _("On roadmaps"),
            "template": "roadmap/_item_panel.html",
            "context": {"rows": rows},
            "links": links,
        }
    ]


def goals_of_item(item: Item, actor: Actor) -> list[Panel]:
    """The objectives that the item serves, with what it does for them and, once it is done, how their key results moved since; not
    the one that it serves first as long as there is nothing to say of it. Two statements where there are any, four for a done one.
    """
    found = [one for one in served_by(item) if not one.is_primary or one.note or one.moved]
    if not found:
        return []
    slug = _slug(actor)
    rows = [(one, reverse("roadmap:objective", args=[slug, one.objective.pk])) for one in found]
    template = "roadmap/goals/_item_panel.html"
    return [{"title": _("For its goals"), "template": template, "context": {"rows": rows}}]


def roadmaps_to_read(actor: Actor) -> list[Panel]:
    """The roadmaps the actor may read, lately published ones first. Three statements."""
    lately = F("published_at").desc(nulls_last=True)
    found = list(roadmaps_of(actor).order_by(lately, "name")[:MOST])
    if not found:
        return []
    context = {"cards": draw_previews(found, by=actor, today=timezone.localdate())}
    return [{"title": _("Roadmaps"), "template": "roadmap/_work_panel.html", "context": context}]


def _slug(actor: Actor) -> str:
    return Workspace.objects.values_list("slug", flat=True).get(pk=actor.workspace_id)
