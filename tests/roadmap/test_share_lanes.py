"""Lanes made of a field tell it only to who is told of that field."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from roadmap.audience import Audience, for_audience, renamed_alike
from roadmap.document import FIELDS, document
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import update_entry
from roadmap.services.objective_items import add_items
from roadmap.services.objectives import create_objective
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import update_roadmap
from roadmap.services.sharing import create_share_link, token_of
from tests.factories import make_team

ALL = frozenset(FIELDS)


@pytest.fixture
def told(
    roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor, contributor: Member
) -> Roadmap:
    """Its first item is Cora's, for a goal, below the second one."""
    team = make_team(roadmap.workspace, "Payments")
    update_item(items[0], by=by, fields={"assignee": contributor, "parent": items[1], "team": team})
    add_items(create_objective(roadmap.workspace, by=by, name="Fewer lost baskets"), items[:1], by=by)
    return roadmap


def lanes_from(told: Roadmap, by: Actor, source: str, group: str = "") -> dict[str, Any]:
    update_roadmap(told, by=by, fields={"lanes_from": source, "grouped_by": group})
    told.refresh_from_db()
    return document(told)


@pytest.mark.parametrize(
    ("source", "field", "word"),
    [("assignee", "owner", "Cora"), ("objective", "goal", "Fewer lost baskets")],
)
@pytest.mark.parametrize("group", ["", "team"])
def test_no_lane_tells_what_is_hidden(
    source: str, field: str, word: str, group: str, told: Roadmap, by: Actor
) -> None:
    made = lanes_from(told, by, source, group)
    shown = for_audience(made, Audience(ALL - {field}))
    assert word not in str(shown)
    assert (shown["lanes"], "lane" in shown["entries"][0]) == ([], False)
    assert word in str(for_audience(made, Audience(ALL))["lanes"])


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_no_page_tells_it(view: str, told: Roadmap, by: Actor, client: Client) -> None:
    """Not the page, not the frame, not what changed: an edition by person came before one by goal."""
    lanes_from(told, by, "assignee")
    publish(told, by=by)
    lanes_from(told, by, "objective")
    publish(told, by=by)
    site = ["https://wiki.example.com"]
    link = create_share_link(
        told, by=by, name="Board", fields=ALL - {"owner", "goal"}, embed_sites=site, source="live"
    )
    pages = [client.get(f"/{door}/{token_of(link)}/", {"view": view}).content for door in ("share", "embed")]
    assert not [word for word in (b"Cora", b"Fewer lost") if word in b"".join(pages)]
    assert b"Pay by bank transfer" in pages[0]


def test_its_lanes_alone_also_where_they_have_no_names(
    told: Roadmap, by: Actor, contributor: Member, client: Client
) -> None:
    lanes_from(told, by, "assignee")
    link = create_share_link(
        told, by=by, name="Board", fields=["lane"], lanes=[str(contributor.pk)], source="live"
    )
    page = client.get(f"/share/{token_of(link)}/").content
    assert (b"Pay by bank transfer" in page, b"Apple Pay" in page, b"Cora" in page) == (True, False, False)


def test_an_edition_that_does_not_say_what_lanes_are_made_of(told: Roadmap, by: Actor) -> None:
    made = lanes_from(told, by, "assignee")
    del made["lanes_from"]
    assert "Cora" not in str(for_audience(made, Audience(ALL - {"owner"})))
    own = lanes_from(told, by, "")
    del own["lanes_from"]
    assert len(for_audience(own, Audience(ALL - {"owner"}))["lanes"]) == 2


def test_a_parent_without_a_public_title_gives_no_lane_its_own(
    told: Roadmap, entries: list[Entry], by: Actor
) -> None:
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    made, audience = lanes_from(told, by, "parent"), Audience(ALL, titles="only_public")
    assert "Apple Pay" not in str(for_audience(made, audience))
    update_entry(entries[1], by=by, fields={"public_title": "A new wallet"})
    shown = for_audience(document(told), audience)
    assert [lane["name"] for lane in shown["lanes"]] == ["A new wallet"]
    assert {entry["lane"] for entry in shown["entries"]} == {shown["lanes"][0]["ref"], ""}


def test_no_former_lane_tells_a_title_that_is_hidden_since(
    told: Roadmap, entries: list[Entry], by: Actor
) -> None:
    former = lanes_from(told, by, "parent")
    update_entry(entries[1], by=by, fields={"public_title": "A new wallet"})
    assert "Apple Pay" not in str(for_audience(renamed_alike(former, document(told)), Audience(ALL)))
