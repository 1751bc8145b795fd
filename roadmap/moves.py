"""What the timeline sends when several bars were moved together, read and checked."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Member, Team
from backlog.models import Item, Product
from backlog.queries.references import uuid_or_none
from backlog.services.bulk import MOST
from core.periods import Precision
from roadmap.lanes_from import PLACED, wanted
from roadmap.models import Lane, LaneSource, Roadmap
from roadmap.queries import entries_named
from roadmap.services.moving import DATES, EntryMove

_PRECISIONS = frozenset(Precision)


class Places:
    """What the rows of a roadmap (`lanes_from.py`) mean for what stands in them, each looked up once."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
        self._known: dict[tuple[str, str], Any] = {}
        self._lanes: dict[str, Lane] | None = None

    def fields(self, row: str) -> dict[str, Any]:
        """By field what stands in the row: `lane`, or the item's team, assignee, parent, product, theme, objective (an id).

        None for nothing. Raises ValidationError for a row that is none. One statement at most for each field.
        """
        return {source or "lane": self._one(source, pk) for source, pk in wanted(self.roadmap, row).items()}

    def _one(self, source: str, pk: str) -> Any:
        if not pk:
            return None
        if (source, pk) not in self._known:
            self._known[source, pk] = self._found(source, pk)
        if self._known[source, pk] is None:
            raise ValidationError(_("It is no longer on this roadmap. Reload the page."))
        return self._known[source, pk]

    def _found(self, source: str, pk: str) -> Any:
        if not source:
            self._lanes = self._lanes or {str(lane.pk): lane for lane in self.roadmap.lanes.all()}
            return self._lanes.get(pk)
        known = uuid_or_none(pk)
        if source in PLACED:
            return known
        rows: Any = _TABLES[source].filter(workspace=self.roadmap.workspace_id)
        return rows.filter(pk=known).first() if known else None


_TABLES: dict[str, Any] = {
    LaneSource.TEAM: Team.objects.all(),
    LaneSource.PRODUCT: Product.objects.all(),
    LaneSource.ASSIGNEE: Member.objects.all(),
    LaneSource.PARENT: Item.objects.all(),
}


def read_moves(text: str, roadmap: Roadmap) -> list[EntryMove]:
    """The moves that a JSON list of objects holds: `entry`, any of DATES and `lane` (a row), and under `from_` what was seen.

    Raises ValidationError with a sentence for people. Two statements, and one for each place.
    """
    rows = _listed(text)
    entries = entries_named(roadmap, list(rows))
    if len(entries) < len(rows):
        raise ValidationError(_("It is no longer on this roadmap. Reload the page."))
    places = Places(roadmap)
    return [
        EntryMove(entries[pk], _values(row, "", places), _values(row, "from_", places))
        for pk, row in rows.items()
    ]


def _listed(text: str) -> dict[UUID, Mapping[str, Any]]:
    try:
        rows = json.loads(text)
        found = {pk: row for row in rows if (pk := uuid_or_none(row["entry"]))}
    except (ValueError, TypeError, KeyError):
        raise _unreadable() from None
    if not found or len(found) < len(rows) or len(found) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
    return found


def _values(row: Mapping[str, Any], prefix: str, places: Places) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: _value(name, value) for name in DATES if (value := row.get(prefix + name)) is not None
    }
    lane = row.get(f"{prefix}lane")
    if lane is not None and not isinstance(lane, str):
        raise _unreadable()
    return found if lane is None else {**found, **places.fields(lane)}


def _value(name: str, value: Any) -> Any:
    if name.endswith("_precision"):
        if value not in _PRECISIONS:
            raise _unreadable()
        return value
    try:
        return date.fromisoformat(value) if value else None
    except (ValueError, TypeError):
        raise _unreadable() from None


def _unreadable() -> ValidationError:
    return ValidationError(_("This date or place cannot be used."))
