"""A roadmap whose query can no longer be read says so to those who can mend it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.services.labels import delete_label, label_named
from roadmap.models import Roadmap
from roadmap.services.joining import mistake_in_query
from roadmap.services.roadmaps import create_roadmap
from tests.conftest import ClientOf
from tests.roadmap.conftest import text
from tests.roadmap.test_pages import at

SAID = "No item joins or leaves:"


@pytest.fixture
def frozen(workspace: Workspace, by: Actor) -> Roadmap:
    """Its label has been deleted."""
    label = label_named(workspace, "Payments", by=by.anew())
    made = create_roadmap(workspace, by=by.anew(), name="Paying", query="label:payments")
    delete_label(label, by=by.anew())
    return made


@pytest.mark.parametrize("view", ["timeline", "list"])
def test_the_page_says_so(manager: Client, frozen: Roadmap, view: str) -> None:
    page = text(manager, f"{at('roadmap', frozen.pk)}?view={view}")
    assert SAID in page
    assert "“label” has no value “payments”." in page
    assert f'href="{at("settings", frozen.pk)}#id_query"' in page


def test_not_to_who_cannot_mend_it(client_of: ClientOf, contributor: Member, frozen: Roadmap) -> None:
    assert SAID not in text(client_of(contributor), at("roadmap", frozen.pk))


def test_the_settings_say_it_beside_the_field(manager: Client, frozen: Roadmap) -> None:
    page = text(manager, at("settings", frozen.pk))
    assert "“label” has no value “payments”." in page
    assert page.count("field-error") == 1


def test_the_rest_can_still_be_saved(manager: Client, frozen: Roadmap) -> None:
    values = {"name": "Renamed", "visibility": "workspace", "query": "label:payments"}
    assert manager.post(at("settings", frozen.pk), values).status_code == 302


@pytest.mark.parametrize("query", ["", "kind:epic"])
def test_one_that_can_be_read_is_silent(manager: Client, workspace: Workspace, by: Actor, query: str) -> None:
    made = create_roadmap(workspace, by=by, name="Epics", query=query)
    assert SAID not in text(manager, at("roadmap", made.pk))
    assert "field-error" not in text(manager, at("settings", made.pk))


@pytest.mark.parametrize(("query", "most"), [("", 0), ("kind:epic", 0), ("label:none status:open", 2)])
def test_it_costs_a_statement_for_each_kind_of_names(
    workspace: Workspace, by: Actor, query: str, most: int
) -> None:
    made = create_roadmap(workspace, by=by, name="Epics", query=query)
    with CaptureQueriesContext(connection) as caught:
        assert mistake_in_query(made) is None
    assert len(caught) == most
