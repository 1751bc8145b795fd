"""The rows in which an open page shows the bars of a timeline, so that what is drawn again leaves them there (`packing.py`).

They are in the cache alone: where it has forgotten them, the timeline is packed as for one who opens it.
"""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.core.cache import cache

from backlog.queries.references import uuid_or_none
from roadmap.layout import rows_of
from roadmap.packing import Kept
from roadmap.presentation import TimelineView

SECONDS = 3600


class PageRows:
    """What one page, called by an id that it was given, shows of something (`of`: a roadmap, a scenario)."""

    def __init__(self, of: UUID, page: str = "") -> None:
        known = uuid_or_none(page)
        self.is_open = known is not None
        self.page = str(known or uuid4())
        self._key = f"roadmap-rows:{of}:{self.page}"

    def kept(self) -> Mapping[str, Kept]:
        """Where its bars stand; empty for a page that is only being opened."""
        found = cache.get(self._key) if self.is_open else None
        return {pk: Kept(*values) for pk, values in (found or {}).items()}

    def shown(self, view: TimelineView) -> TimelineView:
        """The view for the page, which knows its id by it; where its bars stand is remembered for an hour."""
        rows = {pk: (one.lane, one.row, one.first, one.last) for pk, one in rows_of(view.layout).items()}
        cache.set(self._key, rows, SECONDS)
        return replace(view, page=self.page)
