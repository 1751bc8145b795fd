"""Rows that many values name by key, id or name: each kind read once, whatever the number of values."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import Item, Label, Status
from backlog.queries.references import ME, items_with_keys


class NamedRows:
    """What a workspace's members, teams, labels and some products' statuses are called, in lower case.

    `keys` are those of the items that may be named. `people` says whether a member's name will do where an e-mail
    address or id is meant. One statement for each kind, when it is first asked for.
    """

    def __init__(
        self, actor: Actor, *, products: Iterable[UUID] = (), keys: Iterable[str] = (), people: bool = False
    ) -> None:
        self.actor, self.products, self.people = actor, set(products), people
        self.keys = {key.upper(): key for key in keys}

    def status(self, product_id: UUID, word: str) -> Status:
        """The product's status of that name or id. Raises ValidationError, as the others do."""
        found = self._statuses.get((product_id, word.lower()))
        return found or _refuse(_("The product has no status “%(word)s”."), word)

    def assignee(self, word: str) -> Member:
        """The active member of that e-mail address or id, or oneself for “me”."""
        name = str(self.actor.member_id) if word.lower() == ME else word.lower()
        found = self._members.get(name, [])
        if len(found) > 1:
            raise ValidationError(_("Several members are called “%(word)s”.") % {"word": word})
        return found[0] if found else _refuse(_("There is no active member “%(word)s”."), word)

    def team(self, word: str) -> Team:
        """The team of that name or id."""
        return self._teams.get(word.lower()) or _refuse(_("There is no team “%(word)s”."), word)

    def item(self, key: str) -> Item:
        """The item with that key, of today or former."""
        return self._items.get(key.upper()) or _refuse(_("There is no item “%(word)s”."), key)

    def label(self, word: str) -> Label | None:
        """The label of that name in any case, None where it is still to be made."""
        return self._labels.get(" ".join(word.lower().split()))

    @cached_property
    def _statuses(self) -> dict[tuple[UUID, str], Status]:
        rows = list(Status.objects.filter(workspace=self.actor.workspace_id, product__in=self.products))
        return {(row.product_id, word): row for row in rows for word in (row.name.lower(), str(row.pk))}

    @cached_property
    def _members(self) -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = defaultdict(list)
        for row in Member.objects.active().filter(workspace=self.actor.workspace_id):
            words = {str(row.pk), row.email.lower()} | ({row.name.lower()} if self.people else set())
            for word in words - {""}:
                found[word].append(row)
        return dict(found)

    @cached_property
    def _teams(self) -> dict[str, Team]:
        rows = list(Team.objects.filter(workspace=self.actor.workspace_id))
        return {word: row for row in rows for word in (row.name.lower(), str(row.pk))}

    @cached_property
    def _labels(self) -> dict[str, Label]:
        rows = Label.objects.filter(workspace=self.actor.workspace_id)
        return {row.name.lower(): row for row in rows}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return items_with_keys(self.actor.workspace_id, self.keys)


def _refuse(sentence: str, word: str) -> Any:
    raise ValidationError(sentence % {"word": word[:100]})
