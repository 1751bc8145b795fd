"""Who reaches which address of reports; tests/verdicts.py explains the words."""

from datetime import date

from accounts.permissions import Right
from sprints.services.closing import start_sprint
from sprints.services.sprints import create_sprint
from tests.factories import make_team
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_BACKLOG)

ACCESS: Table = {
    "sprints:reports": page(READERS),
    "sprints:report": page(READERS),
    "api:sprints-report": api(READERS),
    **{f"api:reports-{name}": api(READERS, stranger="own") for name in ("velocity", "flow", "cycle-times", "forecast")},
}  # fmt: skip


def make(world: World) -> Arguments:
    """A sprint that has started."""
    by = world.member("owner").actor()
    team = make_team(world.workspace, "Zebra reports")
    sprint = create_sprint(team, by=by, start_on=date(2026, 6, 1), end_on=date(2026, 6, 12))
    start_sprint(sprint, by=by)
    return {"sprints:report": {"pk": sprint.pk}, "api:sprints-report": {"pk": sprint.pk}}
