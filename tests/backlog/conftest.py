"""What most tests of the backlog begin with; a test that needs it otherwise says so in its own file."""

import pytest
from django.test import Client

from accounts.models import Member, Workspace
from backlog.models import Item, Product
from tests.conftest import ClientOf
from tests.factories import make_item, make_product
from tests.valkey import own_valkey

__all__ = ["own_valkey"]


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB")


@pytest.fixture
def item(product: Product) -> Item:
    return make_item(product, "Pay by bank transfer")


@pytest.fixture
def client(client_of: ClientOf, product_owner: Member) -> Client:
    """A product owner's browser."""
    return client_of(product_owner)
