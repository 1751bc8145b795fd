from datetime import date

import pytest

from accounts.models import Team
from activity.actors import Actor
from backlog.models import Item
from backlog.search import search_items
from core.query import QueryError
from sprints.models import Sprint
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items, remove_items
from sprints.services.sprints import create_sprint
from tests.backlog.statements import counted
from tests.sprints.conftest import END, START


@pytest.fixture
def planned(sprint: Sprint, team: Team, items: list[Item], by: Actor) -> Sprint:
    """WEB-1 and WEB-2 run in Sprint 7, WEB-3 waits in Sprint 8."""
    add_items(sprint, items[:2], by=by)
    start_sprint(sprint, by=by)
    add_items(create_sprint(team, by=by, start_on=START, end_on=END), items[2:3], by=by)
    return sprint


def found(text: str, by: Actor) -> list[str]:
    rows = search_items(Item.objects.select_related("product"), text, actor=by, today=date(2026, 6, 2))
    return sorted(item.key for item in rows)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("sprint:current", ["WEB-1", "WEB-2"]),
        ("sprint:next", ["WEB-3"]),
        ("sprint:none", ["WEB-4"]),
        ("-sprint:none", ["WEB-1", "WEB-2", "WEB-3"]),
        ('sprint:"Sprint 7"', ["WEB-1", "WEB-2"]),
        ('sprint:current,"sprint 8"', ["WEB-1", "WEB-2", "WEB-3"]),
        ("sprint:none,next", ["WEB-3", "WEB-4"]),
    ],
)
def test_a_sprint_is_found_by_its_place_or_its_name(
    planned: Sprint, by: Actor, text: str, keys: list[str]
) -> None:
    assert found(text, by) == keys


def test_a_closed_sprint_still_finds_what_it_held(planned: Sprint, items: list[Item], by: Actor) -> None:
    remove_items(planned, items[:1], by=by)
    close_sprint(planned, by=by, otherwise="backlog")
    assert found('sprint:"Sprint 7"', by) == ["WEB-2"]
    assert found("sprint:current", by) == []


def test_a_mistake_names_the_nearest(planned: Sprint, by: Actor) -> None:
    with pytest.raises(QueryError, match="current"):
        found("sprint:curent", by)


def test_names_are_read_only_where_they_are_needed(planned: Sprint, by: Actor) -> None:
    with counted() as plain:
        found("sprint:current", by)
    assert len(plain) <= 2
