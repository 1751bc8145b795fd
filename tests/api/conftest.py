"""Who calls, and what there is to call for."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from tests.conftest import ApiOf
from tests.factories import make_item, make_product


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB", name="Web shop")


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product, f"Item {number}") for number in range(1, 6)]


@pytest.fixture
def api(api_of: ApiOf, product_owner: Member) -> APIClient:
    """A product owner's token."""
    return api_of(product_owner)


@pytest.fixture
def manager(api_of: ApiOf, product_manager: Member) -> APIClient:
    """A product manager's token."""
    return api_of(product_manager)


@pytest.fixture
def elsewhere(stranger: Member) -> Item:
    """An item of another workspace."""
    return make_item(make_product(stranger.workspace, "OTHER"))
