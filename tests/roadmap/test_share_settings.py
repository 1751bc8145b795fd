"""What one says of a link in its form and by the API, and how often it was opened."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertNumQueries
from rest_framework.test import APIClient

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from core.errors import Conflict
from roadmap.models import Entry, Lane, Roadmap, ShareLink
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, revoke_share_link, token_of, update_share_link
from roadmap.share_forms import ShareForm
from tests.conftest import ApiOf, ClientOf
from tests.roadmap.conftest import HTMX, undo_of

PEOPLE = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
LINKS = "/api/v1/share-links/"


@pytest.fixture
def link(roadmap: Roadmap, by: Actor) -> ShareLink:
    return create_share_link(roadmap, by=by, name="Board")


@pytest.fixture
def form(roadmap: Roadmap, link: ShareLink) -> str:
    return f"/w/acme/roadmaps/{roadmap.pk}/share/{link.pk}/"


@pytest.fixture
def visit(link: ShareLink, client: Client) -> Callable[..., ShareLink]:
    def visited(**headers: str) -> ShareLink:
        client.get(f"/share/{token_of(link)}/", headers={**PEOPLE, **headers})
        return ShareLink.objects.get()

    return visited


def filled(form: ShareForm) -> dict[str, Any]:
    """What a browser sends of a form that nobody has touched."""
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}


def test_it_is_changed_in_its_form(form: str, link: ShareLink, lanes: list[Lane], manager: Client) -> None:
    values = {"name": "Customers", "source": "live", "titles": "only_public", "precision": "quarter",
              "fields_shown": ["dates"], "lanes": [str(lanes[0].pk)], "embed_sites": "wiki.example.com\n",
              "expires_on": "2031-12-31"}  # fmt: skip
    assert manager.post(form, values).status_code == 302
    link.refresh_from_db()
    shown = (link.name, link.source, link.titles, link.precision, link.fields, link.lanes, link.embed_sites)
    assert shown == (
        "Customers",
        "live",
        "only_public",
        "quarter",
        ["dates"],
        [str(lanes[0].pk)],
        ["https://wiki.example.com"],
    )
    assert link.last_moment == datetime(2031, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_the_form_shows_what_is_and_saving_it_changes_nothing(
    form: str, link: ShareLink, by: Actor, lanes: list[Lane], manager: Client
) -> None:
    ends = datetime(2032, 1, 1, tzinfo=UTC)
    fields = {"lanes": [str(lanes[1].pk), ""], "expires_at": ends, "password": "correct horse battery"}
    update_share_link(link, by=by, fields=fields)
    manager.post(form, filled(manager.get(form).context["form"]))
    assert ShareLink.objects.get().version == 2


def test_undo_shows_it_as_before(form: str, link: ShareLink, by: Actor, manager: Client) -> None:
    update_share_link(link, by=by, fields={"expires_at": datetime(2032, 1, 1, tzinfo=UTC)})
    values = {
        "name": "Board",
        "source": "published",
        "titles": "internal",
        "fields_shown": ["dates", "owner"],
    }
    answer = manager.post(form, values, headers=HTMX)
    manager.post(undo_of(answer["HX-Trigger"]))
    now = ShareLink.objects.get()
    assert (now.titles, "owner" in now.fields, now.expires_at) == (
        "public",
        False,
        datetime(2032, 1, 1, tzinfo=UTC),
    )


def test_two_who_change_different_things_keep_both(
    form: str, link: ShareLink, by: Actor, manager: Client
) -> None:
    values = filled(manager.get(form).context["form"])
    update_share_link(
        link, by=by, fields={"precision": "quarter", "expires_at": datetime(2032, 1, 1, tzinfo=UTC)}
    )
    assert manager.post(form, {**values, "name": "Customers"}).status_code == 302
    now = ShareLink.objects.get()
    assert (now.name, now.precision, now.expires_at) == (
        "Customers",
        "quarter",
        datetime(2032, 1, 1, tzinfo=UTC),
    )


def test_two_who_change_the_same_see_both(form: str, link: ShareLink, by: Actor, manager: Client) -> None:
    values = filled(manager.get(form).context["form"])
    update_share_link(link, by=by, fields={"precision": "quarter"})
    answer = manager.post(form, {**values, "precision": "half"}, headers=HTMX)
    assert (answer.status_code, ShareLink.objects.get().precision) == (422, "quarter")
    shown = answer.context["form"]
    assert (shown.errors["precision"], shown["precision"].value()) == (
        ["Someone else has just changed this to “quarter”."],
        "half",
    )


def test_an_end_in_another_zone_is_undone(link: ShareLink, product_manager: Member, manager: Client) -> None:
    by = product_manager.actor().anew()
    update_share_link(
        link, by=by, fields={"expires_at": datetime(2032, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))}
    )
    manager.post(f"/w/acme/undo/{by.action}/", headers=HTMX)
    assert ShareLink.objects.get().expires_at is None


def test_no_undo_brings_a_password_back(form: str, link: ShareLink, by: Actor, manager: Client) -> None:
    values = {"name": "Board", "source": "published", "titles": "public", "password": "correct horse battery"}
    answer = manager.post(form, values, headers=HTMX)
    assert "cannot be brought back" in manager.post(undo_of(answer["HX-Trigger"]), headers=HTMX)["HX-Trigger"]
    assert ShareLink.objects.get().password_hash


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"embed_sites": "https://*.example.com"}, "embed_sites"),
        ({"password": "short"}, "password"),
        ({"password": "correct horse battery", "embed_sites": "wiki.example.com"}, "embed_sites"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    form: str, values: dict[str, str], field: str, manager: Client
) -> None:
    answer = manager.post(
        form, {"name": "Board", "source": "live", "titles": "public", **values}, headers=HTMX
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_lane_of_another_roadmap_is_refused(link: ShareLink, by: Actor) -> None:
    with pytest.raises(ValidationError, match="lane"):
        update_share_link(link, by=by, fields={"lanes": [str(link.pk)]})


def test_a_lane_that_is_gone_stays_named_and_shows_nothing(
    form: str, link: ShareLink, lanes: list[Lane], by: Actor, manager: Client
) -> None:
    row = str(lanes[0].pk)
    update_share_link(link, by=by, fields={"lanes": [row]})
    lanes[0].delete()
    assert "no longer there" in manager.get(form).content.decode()
    assert update_share_link(link, by=by, fields={"name": "Few", "lanes": [row]}).lanes == [row]


def test_a_revoked_link_stays_as_it_was(link: ShareLink, form: str, by: Actor, manager: Client) -> None:
    revoke_share_link(link, by=by)
    with pytest.raises(Conflict):
        update_share_link(link, by=by, fields={"name": "New"})
    assert manager.get(form).status_code == 404


def test_only_who_plans_changes_it(link: ShareLink, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied, match="product manager"):
        update_share_link(link, by=product_owner.actor(), fields={"name": "New"})


def test_nothing_changed_is_no_event(link: ShareLink, by: Actor) -> None:
    update_share_link(link, by=by, fields={"name": " Board ", "lanes": []})
    assert not Event.objects.filter(verb="share_link.updated").exists()


def test_by_the_api(api_of: ApiOf, product_manager: Member, roadmap: Roadmap, lanes: list[Lane]) -> None:
    api: APIClient = api_of(product_manager)
    made = api.post(
        LINKS, {"roadmap": str(roadmap.pk), "name": "Board", "shown": ["dates"], "precision": "half"}
    ).json()
    assert (made["precision"], made["titles"], made["has_password"], made["embed_url"]) == (
        "half",
        "public",
        False,
        "",
    )
    url = f"{LINKS}{made['id']}/"
    changed = api.patch(url, {"lanes": [str(lanes[0].pk)], "embed_sites": ["wiki.example.com"]}).json()
    assert (changed["embed_sites"], changed["version"]) == (["https://wiki.example.com"], 2)
    assert "/embed/" in changed["embed_url"]
    refused = api.patch(url, {"password": "correct horse battery"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/embed_sites")
    told = api.patch(url, {"password": "correct horse battery", "embed_sites": []})
    assert told.json()["has_password"]
    assert b"correct" not in told.content + api.get(url).content


def test_an_edition_tells_stakeholders_no_inner_title(
    client_of: ClientOf,
    stakeholder: Member,
    manager: Client,
    roadmap: Roadmap,
    entries: list[Entry],
    by: Actor,
) -> None:
    url, here = f"/api/v1/editions/{publish(roadmap, by=by).pk}/", {"X-Workspace": "acme"}
    assert "own_title" not in client_of(stakeholder).get(url, headers=here).content.decode()
    assert "own_title" in manager.get(url, headers=here).content.decode()


def test_visits_are_counted(visit: Callable[..., ShareLink]) -> None:
    visit()
    link = visit(**{"Sec-Fetch-Site": "cross-site"})
    assert (link.opened, link.version) == (2, 1)
    assert link.last_opened_at
    assert (timezone.now() - link.last_opened_at).total_seconds() < 60


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "curl/8.0"},
        {"User-Agent": ""},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Purpose": "prefetch"},
    ],
)
def test_robots_and_steps_within_the_page_are_not(
    headers: dict[str, str], visit: Callable[..., ShareLink]
) -> None:
    assert visit(**headers).opened == 0


def test_who_comes_in_by_a_password_is_counted_once(link: ShareLink, by: Actor, client: Client) -> None:
    update_share_link(link, by=by, fields={"password": "correct horse battery"})
    url = f"/share/{token_of(link)}/"
    client.get(url, headers=PEOPLE)
    client.post(f"{url}unlock/", {"password": "correct horse battery"}, headers=PEOPLE)
    client.get(url, headers={**PEOPLE, "Sec-Fetch-Site": "same-origin"})
    assert ShareLink.objects.get().opened == 1


def test_a_visit_costs_three_statements(link: ShareLink, client: Client) -> None:
    with assertNumQueries(3):
        client.get(f"/share/{token_of(link)}/", headers=PEOPLE)


def test_the_list_costs_the_same_for_many(
    roadmap: Roadmap, link: ShareLink, lanes: list[Lane], by: Actor, manager: Client
) -> None:
    url = f"/w/acme/roadmaps/{roadmap.pk}/share/"
    manager.get(url)
    with CaptureQueriesContext(connection) as one:
        manager.get(url)
    for number in range(5):
        create_share_link(roadmap, by=by, name=f"Link {number}", lanes=[""], embed_sites=["a.example"])
    with assertNumQueries(len(one)):
        manager.get(url)
