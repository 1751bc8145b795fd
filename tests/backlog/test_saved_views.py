"""Saved views: who sees and changes them, what is refused, and taking it back."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Workspace
from activity.models import Event
from activity.undo import undo_action
from backlog.models import DefaultView, Product, SavedView
from backlog.queries.saved_views import PLAIN, views_of
from backlog.services.saved_views import begin_with, delete_view, save_view, update_view
from core.errors import OutOfDate
from tests.factories import make_member, make_product


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB")


def names(product: Product, member: Member) -> list[str]:
    return [row.view.name for row in views_of(product, actor=member.actor()).rows]


def saved(product: Product, member: Member, name: str = "Mine", **fields: Any) -> SavedView:
    return save_view(product, by=member.actor(), name=name, **fields)


def test_private_views_are_their_owners_alone(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    private = saved(product, product_owner)
    saved(product, product_owner, "Ours", is_shared=True)
    assert names(product, product_owner) == ["Mine", "Ours"]
    assert names(product, contributor) == ["Ours"]
    with pytest.raises(Http404):
        views_of(product, actor=contributor.actor(), wanted=str(private.pk))
    with pytest.raises(Http404):
        update_view(private, by=contributor.actor(), name="Yours")


def test_shared_views_are_changed_by_owner_and_groomers(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    theirs = saved(product, contributor, is_shared=True)
    update_view(theirs, by=product_owner.actor(), name="Ours")
    with pytest.raises(PermissionDenied):
        update_view(saved(product, product_owner, is_shared=True), by=contributor.actor(), name="x")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "x" * 81), ("name", "TAKEN"), ("query", "statsu:x"), ("query", "x" * 1001),
        ("columns", ["a", "a"]), ("columns", "status"), ("columns", ["<b>"]), ("widths", {"status": 5}),
        ("widths", {"status": "80"}), ("widths", []), ("group_by", "a b"), ("is_shared", "perhaps"),
    ],
)  # fmt: skip
def test_refuses_by_field(product: Product, product_owner: Member, field: str, value: Any) -> None:
    saved(product, product_owner, "Taken")
    with pytest.raises(ValidationError) as refused:
        saved(product, product_owner, **{"name": "New", field: value})
    assert list(refused.value.message_dict) == [field]


def test_an_old_version_is_refused(product: Product, product_owner: Member) -> None:
    view = saved(product, product_owner)
    update_view(view, by=product_owner.actor(), query="kind:bug")
    with pytest.raises(OutOfDate):
        update_view(view, by=product_owner.actor(), query="kind:epic", expected_version=1)


def test_one_begins_with_a_view_of_ones_own_choice(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    view = saved(product, product_owner, is_shared=True)
    begin_with(product, by=contributor.actor(), page="backlog", view=view)
    begin_with(product, by=contributor.actor(), page="backlog", view=view)
    chosen = views_of(product, actor=contributor.actor()).chosen
    assert chosen
    assert chosen.view == view
    assert chosen.first
    assert views_of(product, actor=contributor.actor(), wanted=PLAIN).chosen is None
    assert views_of(product, actor=product_owner.actor()).chosen is None


def test_what_is_no_longer_shared_is_no_ones_beginning(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    view = saved(product, product_owner, is_shared=True)
    begin_with(product, by=contributor.actor(), page="backlog", view=view)
    update_view(view, by=product_owner.actor(), is_shared=False)
    assert views_of(product, actor=contributor.actor()).chosen is None


def test_undo_brings_a_deleted_view_back_to_all(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    view = saved(
        product, product_owner, is_shared=True, columns=["status"], widths={"status": 90}, query="kind:bug"
    )
    begin_with(product, by=contributor.actor(), page="backlog", view=view)
    by = product_owner.actor()
    delete_view(view, by=by)
    assert not DefaultView.objects.exists()
    assert undo_action(by.action, by=product_owner.actor()).refused == []
    chosen = views_of(product, actor=contributor.actor()).chosen
    assert chosen
    assert (chosen.view.pk, chosen.view.widths, chosen.view.owner) == (
        view.pk,
        {"status": 90},
        product_owner,
    )


def test_undo_of_a_change_leaves_what_changed_since(product: Product, product_owner: Member) -> None:
    view, by = saved(product, product_owner), product_owner.actor()
    update_view(view, by=by, name="Bugs", query="kind:bug")
    update_view(view, by=product_owner.actor(), name="All bugs")
    undo_action(by.action, by=product_owner.actor())
    view.refresh_from_db()
    assert (view.name, view.query) == ("All bugs", "")


def test_events_do_not_name_private_views(product: Product, product_owner: Member) -> None:
    saved(product, product_owner, "Who to promote")
    saved(product, product_owner, "Bugs", is_shared=True)
    labels = (
        Event.objects.filter(verb="saved_view.created").order_by("id").values_list("object_label", flat=True)
    )
    assert list(labels) == ["A private view", "Bugs"]


def test_the_menu_costs_one_statement(
    product: Product, product_owner: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        saved(product, make_member(product.workspace), f"View {number}", is_shared=True)
    with django_assert_num_queries(1):
        assert len(views_of(product, actor=product_owner.actor()).rows) == 5
