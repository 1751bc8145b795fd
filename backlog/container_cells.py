"""Editing in place where an item is: its sprint, its release, its objective, its theme. The fields of its own are `backlog.cells`'."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.cells import ChoiceCell, Option
from backlog.containers import Container, Place, containers
from backlog.models import Item, Product
from core.errors import OutOfDate


class ContainerCell(ChoiceCell):
    """A choice among the places that items of the product can be put into, and none."""

    def __init__(self, container: Container) -> None:
        super().__init__(container.name, container.label)
        self.container = container

    def value(self, item: Item) -> str:
        """One statement."""
        place = self._place(item)
        return str(place.pk) if place else ""

    def shown(self, item: Item) -> str:
        """One statement."""
        place = self._place(item)
        return place.name if place else str(self.container.nothing)

    def options(
        self, item: Item | None, *, product: Product, by: Actor, today: date, text: str = ""
    ) -> list[Option]:
        """Also the place where the item is, which may be past. Two statements."""
        place = self._place(item) if item else None
        current = "?" if item is None else str(place.pk) if place else ""
        rows = [(str(one.pk), one.name, one.note) for one in self.container.choices(product, by=by)]
        if place and current not in {pk for pk, _name, _note in rows}:
            rows.insert(0, (current, place.name, ""))
        none = Option("", str(self.container.nothing), chosen=current == "")
        return [none, *(Option(pk, name, chosen=pk == current, note=note) for pk, name, note in rows)]

    def put(self, item: Item, *, by: Actor, values: Sequence[str], old: str | None) -> bool:
        """Put the item where `values` says, out of where the person saw it (`old`, None: unknown); True where it moved.

        Raises ValidationError, PermissionDenied, Conflict, OutOfDate.
        """
        wanted, now = self.wanted(values[0] if values else ""), self.value(item)
        to = str(wanted) if wanted else ""
        if old is not None and now not in (old, to):
            raise OutOfDate(_("Someone else has just changed this."), current=item)
        if now != to:
            self.container.put([item], wanted, by=by)
        return now != to

    def wanted(self, text: str) -> UUID | None:
        """The place that a form sends; None for none. Raises ValidationError."""
        try:
            return UUID(text) if text else None
        except ValueError:
            raise ValidationError(_("This is no longer there. Choose another one.")) from None

    def _place(self, item: Item) -> Place | None:
        return self.container.places([item.pk], slug="-").get(item.pk)


def container_cell(name: str) -> ContainerCell | None:
    """The cell of a kind of place; None for anything else. No query."""
    return ContainerCell(containers()[name]) if name in containers() else None


def container_cells() -> list[ContainerCell]:
    """Those of all kinds of places. No query."""
    return [ContainerCell(one) for one in containers().values()]
