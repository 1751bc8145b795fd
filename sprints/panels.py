"""What sprints add to the backlog's pages; named in the setting ITEM_PANELS."""

from django.urls import reverse
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item
from backlog.panels import Panel
from sprints.queries.sprints import places_of
from sprints.services.planning import HERE


def sprints_of_item(item: Item, actor: Actor) -> list[Panel]:
    """The sprints that the item has been in; where it is now is a property of it. One statement."""
    rows = [
        (place, reverse("sprints:sprint", args=[item.workspace.slug, item.product.key, place.sprint_id]))
        for place in places_of(item)
        if place.outcome != HERE
    ]
    if not rows:
        return []
    return [
        {"title": _("Earlier sprints"), "template": "sprints/_item_panel.html", "context": {"rows": rows}}
    ]
