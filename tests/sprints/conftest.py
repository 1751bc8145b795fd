"""A team of two with a planned sprint and a small backlog; 1 to 12 June 2026 has ten working days."""

from datetime import date

import pytest

from accounts.models import Member, Team, Workspace
from activity.actors import Actor
from backlog.models import Item, Product
from sprints.models import Sprint
from sprints.services.sprints import create_sprint
from tests.factories import make_item, make_product, make_team

START, END = date(2026, 6, 1), date(2026, 6, 12)


@pytest.fixture
def by(product_owner: Member) -> Actor:
    return product_owner.actor()


@pytest.fixture
def team(workspace: Workspace, product_owner: Member, contributor: Member) -> Team:
    return make_team(workspace, "Checkout", members=[product_owner, contributor], capacity=20)


@pytest.fixture
def web(workspace: Workspace, team: Team) -> Product:
    return make_product(workspace, "WEB", name="Web checkout", teams=[team])


@pytest.fixture
def items(web: Product) -> list[Item]:
    """WEB-1 to WEB-4 with 3, 5, 8 and no points."""
    return [make_item(web, f"Item {n}", estimate=points) for n, points in enumerate((3, 5, 8, None), 1)]


@pytest.fixture
def sprint(team: Team, by: Actor) -> Sprint:
    return create_sprint(team, by=by, name="Sprint 7", goal="Pay by bank", start_on=START, end_on=END)
