"""A product to import into, and a folder of its own for each test's files."""

from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Workspace
from backlog.models import Product
from tests.factories import make_product


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB")
