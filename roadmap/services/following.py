"""Roadmaps follow what their queries name, and so do the filters that people left on them."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from activity.models import Event
from activity.services import Record
from backlog.services.renaming import Followers, follow
from roadmap.models import LONGEST_QUERY, Roadmap, RoadmapLook

FOLLOWED, FILTER_FOLLOWED = "roadmap.followed", "roadmap_filter.followed"


def follow_names(events: Sequence[Event]) -> None:
    """Write new names into the queries and filters that have the old ones; undone with the renaming.

    A roadmap is about the items of all products: a status that one of them still has keeps its name. Deleted ones follow
    too, since they may be brought back. Cost: two statements where none names it, else about ten each.
    """
    follow(events, ROADMAPS)
    follow(events, FILTERS)


def _followed(roadmap: Roadmap, text: str) -> Record:
    changes = {"query": [roadmap.query, text]}
    roadmap.query, roadmap.version, roadmap.updated_at = text, roadmap.version + 1, timezone.now()
    return Record(FOLLOWED, "roadmap", roadmap.pk, _label(roadmap), changes, roadmap.about())


def _filter_followed(look: RoadmapLook, text: str) -> Record:
    changes = {"query": [look.look["query"], text]}
    look.look = {**look.look, "query": text}
    data = {"on": str(look.roadmap_id), "only": str(look.member_id)}
    return Record(FILTER_FOLLOWED, "roadmaplook", look.pk, _("A private filter"), changes, data)


def _label(roadmap: Roadmap) -> str:
    """What the event calls it: who renames a label need not know of somebody's private roadmap."""
    is_private = roadmap.visibility == Roadmap.Visibility.PRIVATE
    return _("A private roadmap") if is_private else roadmap.name


ROADMAPS = Followers(
    model=Roadmap,
    column="query",
    longest=LONGEST_QUERY,
    fields=("query", "version", "updated_at"),
    text_of=lambda roadmap: roadmap.query,
    product_of=lambda _roadmap: None,
    rewrite=_followed,
)
FILTERS = Followers(
    model=RoadmapLook,
    column="look__query",
    longest=LONGEST_QUERY,
    fields=("look",),
    text_of=lambda look: look.look["query"],
    product_of=lambda _look: None,
    rewrite=_filter_followed,
)
