"""What the rows of a workspace are called, as the query language reads them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from accounts.models import Member, Team
from backlog.models import Label, Status
from core.query import Choice


class Names:
    """What the rows of a workspace are called, in lower case, and their ids; each read when first asked for."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id

    @cached_property
    def statuses(self) -> dict[str, list[UUID]]:
        return _ids(Status.objects.filter(workspace=self.workspace_id).values_list("name", "pk"))

    @cached_property
    def labels(self) -> dict[str, list[UUID]]:
        return _ids(Label.objects.filter(workspace=self.workspace_id).values_list("name", "pk"))

    @cached_property
    def teams(self) -> dict[str, list[UUID]]:
        return _ids(Team.objects.filter(workspace=self.workspace_id).values_list("name", "pk"))

    @cached_property
    def people(self) -> dict[str, list[UUID]]:
        """By name, by e-mail, and by first name where only one has it."""
        rows = self._members
        known = _ids((name, pk) for name, _email, _active, pk in rows)
        known |= _ids((email, pk) for _name, email, _active, pk in rows if email)
        firsts = _ids((name.split()[0], pk) for name, _email, _active, pk in rows if name.split())
        return {first: ids for first, ids in firsts.items() if len(ids) == 1} | known

    def offered_people(self, _typed: str) -> list[Choice]:
        """Each active member once, by name; by e-mail where the name does not say who is meant."""
        people = self.people
        choices = [
            Choice(name if len(people[name.lower()]) == 1 else email, email)
            for name, email, active, _pk in self._members
            if active and name
        ]
        return sorted((choice for choice in choices if choice.value), key=lambda choice: choice.value.lower())

    @cached_property
    def _members(self) -> list[tuple[str, str, bool, UUID]]:
        rows = Member.objects.filter(workspace=self.workspace_id)
        return [
            (name, email, ended is None, pk)
            for name, email, ended, pk in rows.values_list("name", "email", "deactivated_at", "pk")
        ]


def _ids(rows: Iterable[tuple[str, UUID]]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for name, pk in rows:
        found[name.lower()].append(pk)
    return dict(found)
