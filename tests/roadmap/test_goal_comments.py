"""Comments on objectives: whoever reads goals asks, whoever plans answers; on the page, by the API, in the inbox, live."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.dispatch import bundles
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Comment
from backlog.services.discussion import add_comment, delete_comment
from backlog.services.reactions import react
from core.errors import Conflict
from notifications.handlers import inbox
from notifications.models import Notification
from roadmap.discussions import MOST_SAID, discussion_of
from roadmap.models import Objective
from roadmap.services.objectives import delete_objective
from tests.backlog.statements import counted
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item, make_member, make_objective, make_product

V1 = "/api/v1/comments/"
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def objective(workspace: Workspace, product_manager: Member) -> Objective:
    made = make_objective(workspace, "Pay at once", owner=product_manager)
    Event.objects.all().delete()
    return made


@pytest.fixture
def reader(client_of: ClientOf, stakeholder: Member) -> Client:
    """The stakeholder's browser."""
    return client_of(stakeholder)


@pytest.fixture
def api(stakeholder: Member) -> APIClient:
    """The API as the stakeholder's browser reaches it; their role has no tokens."""
    client = APIClient()
    client.force_login(stakeholder.user)  # type: ignore[arg-type]
    client.credentials(HTTP_X_WORKSPACE="acme")
    return client


def at(name: str, objective: Objective, *args: Any) -> str:
    return reverse(f"roadmap:{name}", args=["acme", objective.pk, *args])


def said(objective: Objective, member: Member) -> list[str]:
    return [row.comment.text for row in discussion_of(objective, member.workspace, member.actor()).said]


def told() -> set[tuple[str, str]]:
    """Hand everything to the handler; returns who was told what, as (name, kind)."""
    inbox.handle([event for event in Event.objects.order_by("id") if event.verb in inbox.verbs])
    return set(Notification.objects.values_list("member__name", "kind"))


def test_a_stakeholder_asks_and_is_answered(
    reader: Client, client_of: ClientOf, product_manager: Member, objective: Objective
) -> None:
    asked = reader.post(at("comment_on_objective", objective), {"text": "Why *so* late?"})
    assert asked["Location"] == at("objective", objective) + "#comments"
    url = at("comment_on_objective", objective)
    answer = client_of(product_manager).post(url, {"text": "Soon."}, headers=SCRIPT)
    assert answer.content.decode().count('class="comment"') == 2
    assert "Why <em>so</em> late?" in reader.get(at("objective", objective)).content.decode()


def test_ones_own_words_change_and_come_back(
    reader: Client, stakeholder: Member, objective: Objective
) -> None:
    comment = add_comment(objective, by=stakeholder.actor(), text="Frist")
    reader.post(at("change_objective_comment", objective, comment.pk), {"text": "First", "version": "1"})
    gone = reader.post(at("remove_objective_comment", objective, comment.pk), headers=SCRIPT)
    assert "First" not in gone.content.decode()
    reader.post(json.loads(gone["HX-Trigger"])["toast"]["undoUrl"])
    assert said(objective, stakeholder) == ["First"]


def test_a_plain_form_keeps_what_was_typed(reader: Client, objective: Objective) -> None:
    answer = reader.post(at("comment_on_objective", objective), {"text": "x" * 20_001})
    assert (answer.status_code, "x" * 20_001 in answer.content.decode()) == (422, True)


def test_a_comment_answers_under_its_own_objective_alone(
    reader: Client, stakeholder: Member, objective: Objective, workspace: Workspace
) -> None:
    other = add_comment(make_objective(workspace, "Other"), by=stakeholder.actor(), text="There")
    assert reader.post(at("remove_objective_comment", objective, other.pk)).status_code == 404


def test_what_is_said_goes_with_its_objective_and_comes_back(
    api: APIClient, objective: Objective, stakeholder: Member, by: Actor
) -> None:
    comment = add_comment(objective, by=stakeholder.actor(), text="Still there?")
    doing = by.anew()
    delete_objective(objective, by=doing)
    assert api.get(f"{V1}{comment.pk}/").status_code == 404
    for act in (delete_comment, lambda row, by: react(row, by=by, sign="heart", on=True)):
        with pytest.raises(Conflict, match="deleted"):
            act(comment, by=stakeholder.actor())
    assert undo_action(doing.action, by=by).refused == []
    assert said(objective, stakeholder) == ["Still there?"]


def test_a_comment_is_about_one_thing(objective: Objective, workspace: Workspace) -> None:
    item = make_item(make_product(workspace))
    with pytest.raises(IntegrityError, match="comment_on_one_thing"), transaction.atomic():
        Comment.objects.create(workspace=workspace, text="Both", objective=objective, item=item)


def test_another_workspaces_objective_cannot_be_commented(objective: Objective, stranger: Member) -> None:
    with pytest.raises(Conflict):
        add_comment(objective, by=stranger.actor(), text="Hi")
    smuggled = Comment.objects.create(workspace=stranger.workspace, objective=objective, text="Hi")
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    smuggled.delete()


def test_by_api(api: APIClient, api_of: ApiOf, stranger: Member, objective: Objective) -> None:
    made = api.post(V1, {"objective": str(objective.pk), "text": "Why?"})
    shown = made.json()
    assert (made.status_code, shown["item"], shown["entry"], shown["objective"]) == (
        201, None, None, str(objective.pk),
    )  # fmt: skip
    changed = api.patch(made["Location"], {"text": "When?"}, HTTP_IF_MATCH=made["ETag"]).json()
    assert api.get(V1, {"objective": str(objective.pk)}).json()["results"] == [changed]
    assert api.get(V1, {"objective": "x"}).json()["errors"][0]["parameter"] == "objective"
    theirs = api_of(stranger).post(V1, {"objective": str(objective.pk), "text": "Hi"})
    assert theirs.json()["errors"][0]["pointer"] == "/objective"
    both = {"objective": str(objective.pk), "entry": str(objective.pk), "text": "Hi"}
    assert api.post(V1, both).status_code == 422


def test_its_owner_and_who_is_named_are_told(
    objective: Objective, stakeholder: Member, contributor: Member
) -> None:
    add_comment(objective, by=stakeholder.actor(), text=f"When, @{contributor.name}?")
    assert told() == {("Mia Manager", "commented"), ("Cora Contributor", "mentioned")}


def test_who_asked_is_told_the_answer(
    objective: Objective, stakeholder: Member, product_manager: Member, client_of: ClientOf
) -> None:
    add_comment(objective, by=stakeholder.actor(), text="When?")
    add_comment(objective, by=product_manager.actor(), text="In March.")
    assert ("Stan Stakeholder", "commented") in told()
    page = client_of(stakeholder).get("/w/acme/inbox/").content.decode()
    assert (f'href="{at("objective", objective)}#comments"' in page, "Pay at once" in page) == (True, True)


def test_without_an_owner_whoever_plans_is_told(
    workspace: Workspace, stakeholder: Member, owner: Member, product_manager: Member
) -> None:
    add_comment(make_objective(workspace, "Nobody's"), by=stakeholder.actor(), text="Whose is it?")
    assert told() == {(planner.name, "commented") for planner in (owner, product_manager)}


def test_what_was_deleted_is_not_told(objective: Objective, stakeholder: Member, by: Actor) -> None:
    add_comment(objective, by=stakeholder.actor(), text="When?")
    delete_objective(objective, by=by)
    assert told() == set()


def statements(client: Client, url: str) -> int:
    with counted() as found:
        assert client.get(url, headers=SCRIPT).status_code == 200
    return len(found)


def test_many_comments_cost_what_one_does(
    reader: Client, objective: Objective, owner: Member, workspace: Workspace
) -> None:
    add_comment(objective, by=owner.actor(), text="One")
    urls = [at("objective", objective), at("objective_comments", objective)]
    reader.get(urls[0])
    few = [statements(reader, url) for url in urls]
    more = [make_member(workspace) for _ in range(3)]
    for number in range(MOST_SAID + 5):
        add_comment(objective, by=more[number % 3].actor(), text=f"Word {number}")
    assert [statements(reader, url) for url in urls] == [cost + 1 for cost in few]  # how many there are
    before = reader.get(urls[0]).content.decode().split("?before=")[1].split("#")[0]
    assert "One" in reader.get(urls[0], {"before": before}).content.decode()


def test_news_say_where_it_was_said(objective: Objective, stakeholder: Member) -> None:
    add_comment(objective, by=stakeholder.actor(), text="When?")
    event = Event.objects.get(verb="comment.created")
    (message,) = bundles([event], event.action)
    assert (message["kind"], message["objective"]) == ("comment", str(objective.pk))
