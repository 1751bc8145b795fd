"""The order of the few rows that a product's settings list."""

from collections.abc import Sequence
from typing import Any


def put_at(row: Any, rows: Sequence[Any], position: int) -> list[int]:
    """Give the row this place (from 0) among `rows`, its siblings and itself; returns its place before and after, [] where
    it stays.

    Archived siblings keep out of the way, last. One statement where something moved.
    """
    before = place_of(row, rows)
    others = [other for other in rows if other.pk != row.pk]
    shown = [other for other in others if getattr(other, "archived_at", None) is None]
    at = max(0, min(position, len(shown)))
    ordered = [*shown[:at], row, *shown[at:], *(other for other in others if other not in shown)]
    changed = [other for place, other in enumerate(ordered) if other.position != place]
    for place, other in enumerate(ordered):
        other.position = place
    type(row)._default_manager.bulk_update(changed, ["position"])
    return [before, at] if changed else []


def place_of(row: Any, rows: Sequence[Any]) -> int:
    """The place (from 0) that `put_at` would leave the row at."""
    others = [other for other in rows if other.pk != row.pk and getattr(other, "archived_at", None) is None]
    return sum((other.position, other.pk) < (row.position, row.pk) for other in others)
