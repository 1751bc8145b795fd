"""Creating a product, its settings, labels."""

import pytest
from django.test import Client

from accounts.models import Member, Workspace
from backlog.forms import suggested_key
from backlog.models import Label, Product
from backlog.services.items import update_item
from tests.conftest import ClientOf
from tests.factories import make_item, make_label, make_product, make_team


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB", name="Web checkout")


@pytest.fixture
def client(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Web checkout", set(), "WEB"), ("Web checkout", {"WEB"}, "WEBC"), ("Web", {"WEB"}, "WEB2"),
        ("3D viewer", set(), "DVI"), ("Ü", set(), "PRD"), ("", set(), "PRD"), ("X", set(), "PRD"),
    ],
)  # fmt: skip
def test_a_key_is_suggested(name: str, taken: set[str], key: str) -> None:
    assert suggested_key(name, taken) == key


def test_a_product_is_created_with_its_model(client: Client, workspace: Workspace) -> None:
    team = make_team(workspace)
    given = {"name": "Web checkout", "key": "", "preset": "wsjf", "teams": [str(team.pk)]}
    response = client.post("/w/acme/products/new/", given)
    made = Product.objects.get(key="WEB")
    assert response["Location"] == "/w/acme/p/WEB/backlog/"
    assert (list(made.teams.all()), made.scoring_models.get(is_active=True).preset) == ([team], "wsjf")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Web", "key": "WEB"}, "Another product has this key."),
        ({"name": "Web", "key": "W"}, "Two to ten capital letters"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_mistake_keeps_what_was_typed(
    client: Client, product: Product, given: dict[str, str], said: str
) -> None:
    response = client.post("/w/acme/products/new/", {"preset": "rice", "vision": "Kept words", **given})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Kept words" in response.content.decode()


def test_name_and_vision_change_once(client: Client, product: Product) -> None:
    given = {"name": "Checkout", "vision": "In a minute", "version": "1"}
    assert client.post("/w/acme/p/WEB/settings/", given).status_code == 302
    product.refresh_from_db()
    assert (product.name, product.vision) == ("Checkout", "In a minute")
    assert client.post("/w/acme/p/WEB/settings/", {**given, "name": "Late"}).status_code == 412


def test_steps_are_added_renamed_and_removed(client: Client, product: Product) -> None:
    client.post("/w/acme/p/WEB/settings/steps/", {"name": "Testing", "category": "active"})
    step = product.statuses.get(name="Testing")
    client.post(f"/w/acme/p/WEB/settings/steps/{step.pk}/", {"name": "In test"})
    names = list(product.statuses.values_list("name", flat=True))
    assert names == ["Backlog", "Ready", "In progress", "In review", "In test", "Done", "Dropped"]
    client.post(f"/w/acme/p/WEB/settings/steps/{step.pk}/delete/")
    assert not product.statuses.filter(pk=step.pk).exists()


def test_a_step_moves_among_those_of_its_category(client: Client, product: Product) -> None:
    step = product.statuses.get(name="In progress")
    answer = client.post(f"/w/acme/p/WEB/settings/steps/{step.pk}/", {"place": "3"})
    assert answer["Location"].endswith(f"#step-{step.pk}")
    client.post(f"/w/acme/p/WEB/settings/steps/{step.pk}/", {"place": "5"})
    names = list(product.statuses.values_list("name", flat=True))
    assert names == ["Backlog", "Ready", "In review", "In progress", "Done", "Dropped"]


def test_a_step_with_items_stays(client: Client, product: Product) -> None:
    step = make_item(product).status
    page = client.post(f"/w/acme/p/WEB/settings/steps/{step.pk}/delete/", follow=True)
    assert "Items are in this status." in page.content.decode()
    assert product.statuses.filter(pk=step.pk).exists()


def test_a_step_of_another_product_is_not_there(
    client: Client, product: Product, workspace: Workspace
) -> None:
    other = make_product(workspace, "APP").statuses.all()[0]
    assert client.post(f"/w/acme/p/WEB/settings/steps/{other.pk}/", {"name": "X"}).status_code == 404


def test_labels_are_renamed_coloured_and_removed(client: Client, product: Product, owner: Member) -> None:
    label, item = make_label(product.workspace, "payments"), make_item(product)
    update_item(item, by=owner.actor(), fields={"labels": [label]})
    client.post(f"/w/acme/settings/labels/{label.pk}/", {"name": "paying", "hue": "25"})
    assert Label.objects.values_list("name", "hue").get(pk=label.pk) == ("paying", 25)
    assert "1 item" in client.get("/w/acme/settings/labels/").content.decode()
    client.post(f"/w/acme/settings/labels/{label.pk}/delete/")
    assert list(item.labels.all()) == []


def test_a_label_is_merged_into_another(client: Client, product: Product) -> None:
    old, new = (make_label(product.workspace, name) for name in ("pay", "payments"))
    item = make_item(product, labels=[old])
    page = client.post(f"/w/acme/settings/labels/{old.pk}/merge/", {"into": " Payments "}, follow=True)
    assert "pay is payments now." in page.content.decode()
    assert (list(item.labels.all()), list(Label.objects.all())) == ([new], [new])


@pytest.mark.parametrize(
    ("into", "said"),
    [("pay", "A label cannot be merged into itself."), ("nix", "There is no label “nix”.")],
)
def test_a_label_that_cannot_be_merged(client: Client, workspace: Workspace, into: str, said: str) -> None:
    label = make_label(workspace, "pay")
    page = client.post(f"/w/acme/settings/labels/{label.pk}/merge/", {"into": into}, follow=True)
    assert said in page.content.decode()
    assert Label.objects.get() == label


def test_two_labels_of_one_name_are_refused(client: Client, workspace: Workspace) -> None:
    make_label(workspace, "a")
    other = make_label(workspace, "b")
    page = client.post(f"/w/acme/settings/labels/{other.pk}/", {"name": "A"}, follow=True)
    assert "There is a label of this name already." in page.content.decode()


def test_a_label_of_the_same_name_is_said(client: Client, workspace: Workspace) -> None:
    make_label(workspace, "payments")
    page = client.post("/w/acme/settings/labels/", {"name": "Payments"}, follow=True)
    assert "There is a label of this name already." in page.content.decode()
    assert Label.objects.count() == 1
