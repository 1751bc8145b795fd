"""The pages of reports and their API."""

import pytest
from django.test import Client

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.services.words import learn_words
from sprints.models import Sprint
from tests.backlog.statements import counted
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item, make_team
from tests.sprints.story import at, close, june, tell
from tests.sprints.test_reports_forecast import finish

HOME = "/w/acme/reports/"
VIEWS = ("velocity", "flow", "cycle", "forecast")


@pytest.fixture
def reader(client_of: ClientOf, contributor: Member) -> Client:
    return client_of(contributor)


@pytest.fixture
def closed(sprint: Sprint, items: list[Item], by: Actor) -> Sprint:
    tell(sprint, items, by=by)
    close(sprint, items, by=by)
    return sprint


def test_the_report_says_the_numbers(reader: Client, closed: Sprint) -> None:
    text = reader.get(f"/w/acme/sprints/{closed.pk}/report/").content.decode()
    assert "11 of 19 points are done." in text
    assert all(
        words in text for words in ("Carried over", "Back to the backlog", "estimate 5 → 8", "+8", "−8")
    )


def test_items_may_be_counted_instead(reader: Client, closed: Sprint) -> None:
    text = reader.get(f"/w/acme/sprints/{closed.pk}/report/", {"by": "items"}).content.decode()
    assert "2 of 4 items are done." in text


def test_a_planned_sprint_has_no_charts(reader: Client, sprint: Sprint) -> None:
    text = reader.get(f"/w/acme/sprints/{sprint.pk}/report/").content.decode()
    assert "has not been started" in text
    assert "chart-plot" not in text


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_an_empty_workspace(view: str, reader: Client) -> None:
    answer = reader.get(HOME, {"view": view})
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_chart_and_its_table(
    view: str, reader: Client, closed: Sprint, web: Product, by: Actor
) -> None:
    finish(web, 5, by)
    make_item(web)
    with at(june(30, 12).replace(month=7)):
        text = reader.get(HOME, {"view": view, "weeks": "26"}).content.decode()
    assert "chart-plot" in text
    assert "As a table" in text
    assert "style=" not in text


@pytest.mark.parametrize("view", VIEWS[1:])
def test_a_mistake_in_the_query_is_said(view: str, reader: Client, web: Product) -> None:
    answer = reader.get(HOME, {"view": view, "q": "kind:stroy"})
    assert answer.status_code == 422
    assert "stroy" in answer.content.decode()


@pytest.mark.parametrize("view", VIEWS[1:])
def test_a_mistyped_word_is_put_right(view: str, reader: Client, web: Product) -> None:
    make_item(web, "Payment fails")
    learn_words(web.workspace_id)
    page = reader.get(HOME, {"view": view, "q": "paymnet"}).content.decode()
    assert f'href="?view={view}&amp;q=payment">Did you mean payment?</a>' in page


@pytest.mark.parametrize("asked", [{"view": "pie"}, {"team": "x"}, {"view": "flow", "product": "NONE"}])
def test_what_is_not_there_is_404(asked: dict[str, str], reader: Client) -> None:
    assert reader.get(HOME, asked).status_code == 404


def test_a_query_narrows_the_list_not_the_pace(reader: Client, web: Product, by: Actor) -> None:
    finish(web, 5, by)
    make_item(web, kind="bug")
    with at(june(30, 12).replace(month=7)):
        text = reader.get(HOME, {"view": "forecast", "q": "kind:bug"}).content.decode()
    assert "1 open item is likely to be done by" in text
    assert "It stands on" in text


def test_velocity_costs_the_same_for_many_teams(reader: Client, closed: Sprint, team: Team) -> None:
    reader.get(HOME, {"team": str(team.pk)})
    with counted() as few:
        reader.get(HOME, {"team": str(team.pk)})
    for _n in range(5):
        make_team(team.workspace)
    with counted() as many:
        reader.get(HOME, {"team": str(team.pk)})
    assert len(many) == len(few)


def test_the_api_gives_the_same_numbers(api_of: ApiOf, owner: Member, closed: Sprint) -> None:
    report = api_of(owner).get(f"/api/v1/sprints/{closed.pk}/report/").json()
    assert [report[name] for name in ("committed", "scope", "done", "remaining")] == [8, 19, 11, 8]
    assert {row["item"]: row["outcome"] for row in report["items"]}["WEB-2"] == "carried"


def test_the_api_refuses_a_sprint_that_is_planned(api_of: ApiOf, owner: Member, sprint: Sprint) -> None:
    assert api_of(owner).get(f"/api/v1/sprints/{sprint.pk}/report/").status_code == 409


def test_the_api_forecasts_a_query(api_of: ApiOf, owner: Member, web: Product, by: Actor) -> None:
    finish(web, 4, by)
    make_item(web, kind="bug")
    with at(june(1, 12).replace(month=7)):
        found = api_of(owner).get("/api/v1/reports/forecast/?q=kind:bug&product=WEB").json()
    assert (found["items"], found["refused"]) == (1, None)
    assert [row["date"] for row in found["dates"]] == ["2026-07-08"] * 3


@pytest.mark.parametrize(
    ("path", "name"),
    [("velocity/", "team"), ("flow/?weeks=99", "weeks"), ("forecast/?q=kind:stroy", "q"), ("flow/?team=none", "team"),
     ("cycle-times/?product=NO", "product"), ("velocity/?team=Checkout&by=hours", "by")],
)  # fmt: skip
def test_the_api_names_a_wrong_parameter(
    path: str, name: str, api_of: ApiOf, owner: Member, team: Team
) -> None:
    answer = api_of(owner).get(f"/api/v1/reports/{path}")
    assert answer.status_code == 422
    assert name in answer.content.decode()


@pytest.mark.parametrize("path", ["velocity/?team=checkout", "flow/?weeks=4", "cycle-times/?weeks=26"])
def test_the_api_offers_every_report(path: str, api_of: ApiOf, owner: Member, closed: Sprint) -> None:
    assert api_of(owner).get(f"/api/v1/reports/{path}").status_code == 200
