"""What sprints add to the backlog's pages; named in the setting ITEM_PANELS."""

from django.urls import reverse
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item
from backlog.panels import Link, Panel
from sprints.queries.sprints import places_of
from sprints.services.planning import HERE


def sprints_of_item(item: Item, actor: Actor) -> list[Panel]:
    """The item's sprint and those it has been in; the current one is a step of the item's throughline. One statement."""
    places = places_of(item)
    if not places:
        return []
    rows = [
        (place, reverse("sprints:sprint", args=[item.workspace.slug, item.product.key, place.sprint_id]))
        for place in places
    ]
    links: list[Link] = [
        {"url": url, "text": place.sprint.name, "icon": "timer"}
        for place, url in rows
        if place.outcome == HERE
    ]
    context = {"rows": rows}
    return [
        {"title": _("Sprint"), "template": "sprints/_item_panel.html", "context": context, "links": links}
    ]
