"""What members see who have no part in planning: the roadmap as it is now, or the last published edition and no more."""

from datetime import UTC, date

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Comment
from backlog.services.discussion import add_comment
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import update_entry
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import keep_edition_of_the_night, publish
from roadmap.services.roadmaps import update_roadmap
from tests.conftest import ClientOf
from tests.roadmap.conftest import text


@pytest.fixture
def reader(client_of: ClientOf, stakeholder: Member) -> Client:
    return client_of(stakeholder)


@pytest.fixture
def published(roadmap: Roadmap, entries: list[Entry], by: Actor) -> Roadmap:
    """Readers see edition 1; since then a title, a lane and a milestone have changed."""
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    publish(roadmap, by=by)
    update_entry(entries[0], by=by, fields={"public_title": "Zebra"})
    add_milestone(roadmap, by=by, name="Zebra day", on=date(2027, 3, 1))
    add_comment(entries[0], by=by, text="Zebra?")
    assert keep_edition_of_the_night(roadmap)
    return roadmap


def pages(roadmap: Roadmap, entry: Entry) -> list[str]:
    home = f"/w/{roadmap.workspace.slug}/"
    one = f"{home}roadmaps/{roadmap.pk}/"
    day = timezone.localdate(timezone=UTC).isoformat()
    views = [f"{one}?view={view}" for view in ("timeline", "horizons", "list")]
    more = [
        f"{one}{name}/" for name in ("timeline", "horizons", "changes", "editions", f"entries/{entry.pk}")
    ]
    api = [f"/api/v1/{name}/?roadmap={roadmap.pk}" for name in ("entries", "lanes", "milestones", "editions")]
    return [
        home,
        f"{home}roadmaps/",
        *views,
        *more,
        *api,
        f"/api/v1/roadmaps/{roadmap.pk}/changes/",
        f"{one}changes/?since=1&until={day}",
    ]


def test_readers_see_what_was_published(published: Roadmap, reader: Client) -> None:
    page = text(reader, f"/w/{published.workspace.slug}/roadmaps/{published.pk}/")
    assert "Pay by bank transfer" in page
    assert "Edition 1" in page


def test_nothing_newer_is_told_anywhere(published: Roadmap, entries: list[Entry], reader: Client) -> None:
    headers = {"X-Workspace": published.workspace.slug}
    for address in pages(published, entries[0]):
        assert "Zebra" not in reader.get(address, headers=headers).content.decode(), address


def test_as_it_is_now_all_of_it_is_told(
    published: Roadmap, entries: list[Entry], reader: Client, by: Actor
) -> None:
    update_roadmap(published, by=by, fields={"readers_see": "live"})
    told = [address for address in pages(published, entries[0]) if "Zebra" in text(reader, address)]
    assert len(told) >= 6


def test_who_reads_the_backlog_sees_the_plan(
    published: Roadmap, client_of: ClientOf, contributor: Member
) -> None:
    assert "Zebra" in text(client_of(contributor), f"/w/{published.workspace.slug}/roadmaps/{published.pk}/")


def test_before_the_first_edition_there_is_nothing(roadmap: Roadmap, reader: Client, by: Actor) -> None:
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    page = text(reader, f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/")
    assert "Nothing has been published yet" in page
    assert "Nothing changed" in text(reader, f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/changes/")


def test_readers_compare_editions(published: Roadmap, reader: Client, by: Actor) -> None:
    publish(published, by=by)
    page = text(reader, f"/w/{published.workspace.slug}/roadmaps/{published.pk}/changes/")
    assert "Zebra" in page
    assert "from edition 1 to edition 3" in page


def test_the_settings_say_it(published: Roadmap, manager: Client) -> None:
    page = text(manager, f"/w/{published.workspace.slug}/roadmaps/{published.pk}/settings/")
    assert "The last published edition" in page


def test_the_card_is_that_of_the_edition(published: Roadmap, reader: Client) -> None:
    page = text(reader, f"/w/{published.workspace.slug}/roadmaps/")
    assert "3 items" in page
    assert "Faster payment · Trust" in page


def test_what_is_said_beside_editions_is_no_reason_to_tell(
    published: Roadmap, entries: list[Entry], reader: Client, manager: Client, by: Actor
) -> None:
    publish(published, by=by)
    Comment.objects.all().delete()
    add_comment(entries[0], by=by, text="Quagga")
    page = f"/w/{published.workspace.slug}/roadmaps/{published.pk}/changes/?since=1&until=3"
    assert "Quagga" in text(manager, page)
    assert "Quagga" not in text(reader, page)
    headers = {"X-Workspace": published.workspace.slug}
    api = f"/api/v1/roadmaps/{published.pk}/changes/?since=1"
    assert "Quagga" not in reader.get(api, headers=headers).content.decode()


def test_the_api_tells_nobody_but_planners_what_chooses_the_items(
    published: Roadmap,
    lanes: list[Lane],
    client_of: ClientOf,
    stakeholder: Member,
    contributor: Member,
    by: Actor,
) -> None:
    horizons = [{"id": "now", "name": "Zebra"}, {"name": "Someday"}]
    fields = {"query": "kind:epic", "joined_lane_id": lanes[0].pk, "horizons": horizons}
    update_roadmap(published, by=by, fields=fields)
    headers = {"X-Workspace": published.workspace.slug}
    answers = [client_of(who).get("/api/v1/roadmaps/", headers=headers) for who in (stakeholder, contributor)]
    shown = [answer.json()["results"][0] for answer in answers]
    told = [(row["query"], bool(row["joined_lane"]), len(row["horizons"])) for row in shown]
    assert told == [("", False, 0), ("kind:epic", True, 2)]
