"""Saved views follow what they name: labels, statuses, people, sprints that are called something else."""

from datetime import date

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Workspace
from accounts.services import update_profile
from activity.models import Event
from activity.tasks import drain
from activity.undo import undo_action
from backlog.models import CustomField, Label, Product, SavedView, Status
from backlog.services.custom_fields import create_field, update_field
from backlog.services.following import follow_names
from backlog.services.labels import label_named, merge_label, update_label
from backlog.services.products import update_status
from backlog.services.saved_views import save_view
from sprints.services.sprints import create_sprint, update_sprint
from tests.factories import make_item, make_member, make_product, make_team


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB")


@pytest.fixture
def label(workspace: Workspace, product_owner: Member) -> Label:
    return label_named(workspace, "Payments", by=product_owner.actor())


def saved(product: Product, member: Member, query: str, name: str = "Mine") -> SavedView:
    return save_view(product, by=member.actor(), name=name, query=query)


def query_of(view: SavedView) -> str:
    drain(str(view.workspace_id))
    view.refresh_from_db()
    return view.query


def test_a_label_that_is_renamed(product: Product, label: Label, product_owner: Member) -> None:
    label_named(product.workspace, "Later", by=product_owner.actor())
    view = saved(product, product_owner, "payments -label:LATER,payments due<2w sort:-score")
    update_label(label, by=product_owner.actor(), name="Card payments")
    assert query_of(view) == 'payments -label:LATER,"Card payments" due<2w sort:-score'
    assert view.version == 2


def test_a_renaming_taken_back(product: Product, label: Label, product_owner: Member) -> None:
    view, by = saved(product, product_owner, "label:payments"), product_owner.actor()
    update_label(label, by=by, name="Cards")
    assert query_of(view) == "label:Cards"
    assert undo_action(by.action, by=by).refused == []
    assert query_of(view) == "label:payments"


def test_a_label_that_is_merged_and_parted_again(
    product: Product, label: Label, product_owner: Member, contributor: Member
) -> None:
    cards, by = label_named(product.workspace, "Cards", by=product_owner.actor()), product_owner.actor()
    make_item(product, labels=[label])
    both, theirs = (
        saved(product, product_owner, "label:Cards,Payments"),
        saved(product, contributor, "label:Payments"),
    )
    merge_label(label, into=cards, by=by)
    assert (query_of(both), query_of(theirs)) == ("label:Cards", "label:Cards")
    assert undo_action(by.action, by=by).refused == []
    assert (query_of(both), query_of(theirs)) == ("label:Cards,Payments", "label:Payments")


def test_what_was_changed_since_is_not_taken_back(
    product: Product, label: Label, product_owner: Member
) -> None:
    view, by = saved(product, product_owner, "label:payments"), product_owner.actor()
    update_label(label, by=by, name="Cards")
    drain(str(product.workspace_id))
    SavedView.objects.filter(pk=view.pk).update(query="label:Cards due<2w")
    assert [why for _what, why in undo_action(by.action, by=by).refused] == ["Someone has changed it since."]
    assert query_of(view) == "label:Payments due<2w"


def test_a_renaming_that_cannot_be_taken_back_leaves_what_followed(
    product: Product, label: Label, product_owner: Member
) -> None:
    view, by = saved(product, product_owner, "label:payments"), product_owner.actor()
    update_label(label, by=by, name="Cards")
    drain(str(product.workspace_id))
    label_named(product.workspace, "Payments", by=product_owner.actor())
    undone = undo_action(by.action, by=by)
    assert ([what for what, _why in undone.refused], undone.labels) == (["Cards"], [])
    assert query_of(view) == "label:Cards"


def test_what_followed_goes_back_with_the_name_or_not_at_all(product: Product, product_owner: Member) -> None:
    person = make_member(product.workspace, name="Ada Byron")
    view = saved(product, product_owner, "assignee:ada")
    assert person.user is not None
    update_profile(person.user, name="Augusta King", timezone="UTC", language="en")
    assert query_of(view) == 'assignee:"Augusta King"'
    event = Event.objects.get(verb="saved_view.followed")
    with pytest.raises(Http404):  # nobody is given a former name by an undo
        undo_action(event.action, by=person.actor())
    assert query_of(view) == 'assignee:"Augusta King"'


def test_a_name_that_has_come_back_stays(product: Product, label: Label, product_owner: Member) -> None:
    view = saved(product, product_owner, "label:payments")
    update_label(label, by=product_owner.actor(), name="Cards")
    label_named(product.workspace, "Payments", by=product_owner.actor())
    assert query_of(view) == "label:payments"


def test_a_status_of_this_product_alone(product: Product, product_owner: Member, owner: Member) -> None:
    other = make_product(product.workspace, "APP")
    mine, others = (saved(one, product_owner, 'status:done,"in progress"') for one in (product, other))
    update_status(Status.objects.get(product=product, name="In progress"), by=owner.actor(), name="Doing")
    assert query_of(mine) == "status:done,Doing"
    assert query_of(others) == 'status:done,"in progress"'


def test_a_status_that_is_called_as_its_category(
    product: Product, product_owner: Member, owner: Member
) -> None:
    view = saved(product, product_owner, "status:ready")
    update_status(Status.objects.get(product=product, name="Ready"), by=owner.actor(), name="Next up")
    assert query_of(view) == "status:ready"


def test_people_in_every_field_of_people(product: Product, product_owner: Member, owner: Member) -> None:
    person = make_member(product.workspace, name="Ada Byron")
    create_field(product, by=owner.actor(), name="Expert", form=CustomField.Form.PEOPLE)
    view = saved(product, product_owner, 'assignee:"ada byron",me -watching:ada expert:ada label:none')
    assert person.user is not None
    update_profile(person.user, name="Augusta King", timezone="UTC", language="en")
    changed = 'assignee:"Augusta King",me -watching:"Augusta King" expert:"Augusta King" label:none'
    assert query_of(view) == changed


def test_a_custom_choice(product: Product, product_owner: Member, owner: Member) -> None:
    field = create_field(product, by=owner.actor(), name="Tier", form="choice", choices=["Gold", "Silver"])
    view = saved(product, product_owner, "tier:gold")
    update_field(field, by=owner.actor(), choices=["Platinum", "Silver"])
    assert query_of(view) == "tier:Platinum"


def test_a_sprint_of_the_app_above(product: Product, product_owner: Member) -> None:
    first, last = date(2026, 6, 1), date(2026, 6, 12)
    team, by = make_team(product.workspace, "Zebra"), product_owner.actor()
    sprint = create_sprint(team, by=by, name="Sprint 1", start_on=first, end_on=last)
    view = saved(product, product_owner, 'sprint:"Sprint 1",current')
    update_sprint(sprint, by=by, fields={"name": "Polish"})
    assert query_of(view) == "sprint:Polish,current"


def test_a_name_in_quotes_that_makes_the_query_too_long(
    product: Product, label: Label, product_owner: Member
) -> None:
    update_label(label, by=product_owner.actor(), name='"Pay" \\ later')
    view = saved(product, product_owner, 'label:"\\"pay\\" \\\\ later"')
    long = saved(product, product_owner, view.query + " " + "x" * 970, "Long")
    update_label(label, by=product_owner.actor(), name="Deferred payments of all kinds")
    assert query_of(view) == 'label:"Deferred payments of all kinds"'
    assert query_of(long).endswith("x" * 970)
    assert long.version == 1


def test_what_others_learn_of_a_private_view(
    product: Product, label: Label, contributor: Member, product_owner: Member
) -> None:
    view = saved(product, contributor, "label:payments", "My secret")
    update_label(label, by=product_owner.actor(), name="Cards")
    drain(str(product.workspace_id))
    event = Event.objects.get(verb="saved_view.followed", object_id=view.pk)
    assert (event.object_label, event.data["only"]) == ("A private view", str(contributor.pk))


def test_many_views_cost_no_more(
    product: Product,
    label: Label,
    product_owner: Member,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        saved(product, product_owner, "label:payments", f"View {number}")
    drain(str(product.workspace_id))
    update_label(label, by=product_owner.actor(), name="Cards")
    event = Event.objects.filter(verb="label.updated")
    with django_assert_num_queries(4):
        follow_names(list(event))
    assert SavedView.objects.filter(query="label:Cards").count() == 30
