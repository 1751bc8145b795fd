"""Who reaches which address of the app; tests/verdicts.py explains the words."""

from tests.sprints import estimation_access, report_access, sprint_access
from tests.verdicts import Arguments, Table, World

ACCESS: Table = {**sprint_access.ACCESS, **report_access.ACCESS, **estimation_access.ACCESS}


def make(world: World) -> Arguments:
    """One of each."""
    return {**sprint_access.make(world), **report_access.make(world), **estimation_access.make(world)}
