"""Roadmaps by query, and filters that people left, follow what they name: labels, statuses that are called something else."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.dispatch import client
from activity.models import Event
from activity.tasks import drain
from activity.undo import undo_action
from backlog.models import Label, Product, SavedView, Status
from backlog.services.items import update_item
from backlog.services.labels import label_named, merge_label, update_label
from backlog.services.products import update_status
from backlog.services.saved_views import save_view
from roadmap.handlers import queries
from roadmap.models import Roadmap, RoadmapLook
from roadmap.services.following import follow_names
from roadmap.services.joining import follow_query
from roadmap.services.roadmaps import create_roadmap, delete_roadmap, keep_look, restore_roadmap
from tests.factories import make_item, make_product
from tests.together import together


@pytest.fixture
def label(workspace: Workspace, by: Actor) -> Label:
    return label_named(workspace, "Payments", by=by.anew())


@pytest.fixture
def automatic(workspace: Workspace, label: Label, by: Actor) -> Roadmap:
    return create_roadmap(workspace, by=by.anew(), name="Paying", query="label:payments kind:epic")


def query_of(roadmap: Roadmap) -> str:
    drain(str(roadmap.workspace_id))
    roadmap.refresh_from_db()
    return roadmap.query


def filter_of(roadmap: Roadmap, member: Member) -> str:
    drain(str(roadmap.workspace_id))
    look: dict[str, str] = RoadmapLook.objects.get(roadmap=roadmap, member=member).look
    return look["query"]


def rename(label: Label, by: Actor, name: str) -> None:
    update_label(label, by=by, name=name)
    drain(str(label.workspace_id))


def test_a_label_that_is_renamed(automatic: Roadmap, label: Label, by: Actor) -> None:
    rename(label, by, "Card payments")
    assert query_of(automatic) == 'label:"Card payments" kind:epic'
    assert automatic.version == 2


def test_what_is_on_it_stays_and_new_ones_join(
    automatic: Roadmap, label: Label, web: Product, by: Actor
) -> None:
    old = make_item(web, "Wallets", kind="epic", labels=[label])
    follow_query(automatic)
    rename(label, by, "Cards")
    make_item(web, "Refunds", kind="epic", labels=[label])
    follow_query(automatic)
    assert {entry.item.title for entry in automatic.entries.all()} == {old.title, "Refunds"}


def test_it_is_by_who_renamed_and_in_their_act(
    automatic: Roadmap, label: Label, product_manager: Member, by: Actor
) -> None:
    rename(label, by, "Cards")
    event = Event.objects.get(verb="roadmap.followed")
    assert (event.actor_id, event.action, event.object_label) == (product_manager.pk, by.action, "Paying")
    assert event.changes == {"query": ["label:payments kind:epic", "label:Cards kind:epic"]}


def test_a_renaming_taken_back(automatic: Roadmap, label: Label, by: Actor) -> None:
    rename(label, by, "Cards")
    assert undo_action(by.action, by=by).refused == []
    assert query_of(automatic) == "label:payments kind:epic"


def test_a_label_that_is_merged_and_parted_again(
    automatic: Roadmap, label: Label, web: Product, product_manager: Member, by: Actor
) -> None:
    cards = label_named(automatic.workspace, "Cards", by=by.anew())
    make_item(web, labels=[label])
    keep_look(automatic, product_manager, look={"colour": "team"}, query="label:Cards,Payments")
    merge_label(label, into=cards, by=by)
    assert query_of(automatic) == "label:Cards kind:epic"
    assert filter_of(automatic, product_manager) == "label:Cards"
    assert undo_action(by.action, by=by).refused == []
    assert query_of(automatic) == "label:payments kind:epic"
    assert filter_of(automatic, product_manager) == "label:Cards,Payments"


def test_what_was_changed_since_is_not_taken_back(automatic: Roadmap, label: Label, by: Actor) -> None:
    rename(label, by, "Cards")
    Roadmap.objects.filter(pk=automatic.pk).update(query="label:Cards")
    assert [why for _what, why in undo_action(by.action, by=by).refused] == ["Someone has changed it since."]


@pytest.mark.django_db(transaction=True)
def test_one_renaming_goes_back_while_another_is_followed(
    web: Product, workspace: Workspace, label: Label, by: Actor
) -> None:
    other, query = label_named(workspace, "Later", by=by.anew()), "label:Payments,Later"
    for number in range(12):
        save_view(web, by=by.anew(), name=f"View {number}", query=query)
        create_roadmap(workspace, by=by.anew(), name=f"Roadmap {number}", query=query)
    rename(label, by, "Cards")
    update_label(other, by=by.anew(), name="Now")
    assert together(lambda: undo_action(by.action, by=by), lambda: drain(str(workspace.pk))) == []
    drain(str(workspace.pk))
    for model in (SavedView, Roadmap):
        assert set(model.objects.values_list("query", flat=True)) == {"label:Payments,Now"}


def test_a_status_is_lost_when_no_product_has_it(web: Product, workspace: Workspace, owner: Member) -> None:
    app = make_product(workspace, "APP")
    automatic = create_roadmap(workspace, by=owner.actor(), name="Now", query='status:"In progress"')
    mine, other = (Status.objects.get(product=each, name="In progress") for each in (web, app))
    update_status(mine, by=owner.actor(), name="Doing")
    assert query_of(automatic) == 'status:"In progress"'
    update_status(other, by=owner.actor(), name="At it")
    assert query_of(automatic) == 'status:"At it"'


def test_a_filter_that_somebody_left(
    automatic: Roadmap, label: Label, contributor: Member, by: Actor
) -> None:
    keep_look(automatic, contributor, look={"colour": "team"}, query="label:payments")
    rename(label, by, "Cards")
    assert filter_of(automatic, contributor) == "label:Cards"
    assert RoadmapLook.objects.get().look["colour"] == "team"
    event = Event.objects.get(verb="roadmap_filter.followed")
    assert (event.object_label, event.data["only"]) == ("A private filter", str(contributor.pk))


def test_what_others_learn_of_a_private_roadmap(
    workspace: Workspace, label: Label, owner: Member, by: Actor
) -> None:
    create_roadmap(workspace, by=owner.actor(), name="Secret", query="label:payments", visibility="private")
    rename(label, by, "Cards")
    event = Event.objects.get(verb="roadmap.followed")
    assert (event.object_label, event.data["owner"]) == ("A private roadmap", str(owner.pk))


def test_a_deleted_one_follows_too(automatic: Roadmap, label: Label, by: Actor) -> None:
    delete_roadmap(automatic, by=by.anew())
    rename(label, by, "Cards")
    restore_roadmap(automatic, by=by.anew())
    assert query_of(automatic) == "label:Cards kind:epic"


def test_having_followed_it_looks_again(
    automatic: Roadmap, label: Label, by: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    rename(label, by, "Cards")
    queued = f"queued:default:roadmap.tasks.follow:{automatic.pk}"
    client().delete(queued)
    event = Event.objects.get(verb="roadmap.followed")
    assert event.verb in queries.verbs
    with django_capture_on_commit_callbacks(execute=True):
        queries.handle([event])
    assert client().exists(queued)


def test_many_cost_no_more(
    workspace: Workspace, label: Label, by: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        create_roadmap(workspace, by=by.anew(), name=f"Roadmap {number}", query="label:payments")
    drain(str(workspace.pk))
    update_label(label, by=by, name="Cards")
    event = Event.objects.filter(verb="label.updated")
    with django_assert_num_queries(5):
        follow_names(list(event))
    assert Roadmap.objects.filter(query="label:Cards").count() == 30


def test_news_without_a_name_cost_nothing(
    automatic: Roadmap, web: Product, by: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    update_item(make_item(web), by=by, fields={"title": "Other"})
    event = list(Event.objects.filter(verb="item.updated"))
    with django_assert_num_queries(0):
        follow_names(event)
