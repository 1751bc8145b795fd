"""The demo company's roadmaps: lanes, entries, two editions each, a scenario, and a share link for those that are shared."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from backlog.models import Item
from config.demo.roadmaps import ROADMAPS
from config.demo.talk import say
from config.demo.types import DemoRoadmap
from config.demo.voices import LINK
from config.demo.what_ifs import try_out
from roadmap.models import Edition, Roadmap
from roadmap.services.entries import add_entry
from roadmap.services.lanes import add_lane
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import create_roadmap
from roadmap.services.sharing import create_share_link

if TYPE_CHECKING:
    from config.demo.seed import Seeding

NEWCOMERS = 3  # entries that came after the first edition, so that the second one has something to tell


def plan(making: "Seeding") -> None:
    """Make the roadmaps by their own services."""
    for demo in ROADMAPS:
        _plan(making, demo)


def _plan(making: "Seeding", demo: DemoRoadmap) -> None:
    owner = making.members[demo.owner]
    roadmap = create_roadmap(
        making.workspace,
        by=owner.actor(),
        name=demo.name,
        purpose=demo.purpose,
        visibility=demo.visibility,
        owner=owner,
    )
    lanes = {
        lane.key: add_lane(roadmap, by=owner.actor(), name=lane.name, note=lane.note) for lane in demo.lanes
    }
    items = {
        item.pk: item for item in Item.objects.filter(workspace=making.workspace).select_related("product")
    }
    for mark in demo.milestones:
        on = making.today + timedelta(days=mark.offset)
        add_milestone(roadmap, by=owner.actor(), name=mark.name, on=on)
    for number, entry in enumerate(demo.entries):
        if number == len(demo.entries) - NEWCOMERS:
            _first_edition(making, roadmap, demo)
        placed = add_entry(
            roadmap, items[making.ids[entry.ref]], by=owner.actor(), lane=lanes[entry.lane], horizon=entry.horizon,
            public_title=entry.title, public_note=entry.note, confidence=entry.confidence,
        )  # fmt: skip
        say(making, placed, entry.comments)
    publish(roadmap, by=owner.actor(), note="After the planning of last week")
    named = {ref: items[pk] for ref, pk in making.ids.items() if pk in items}
    try_out(roadmap, demo, named, lanes, owner.actor)
    if demo.visibility == Roadmap.Visibility.WORKSPACE:
        create_share_link(roadmap, by=owner.actor(), name="Company meeting")
        create_share_link(roadmap, by=owner.actor(), name=LINK, precision="quarter", takes_comments=True)


def _first_edition(making: "Seeding", roadmap: Roadmap, demo: DemoRoadmap) -> None:
    edition = publish(roadmap, by=making.members[demo.owner].actor(), note="First version")
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now() - timedelta(days=34))
