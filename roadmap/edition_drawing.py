"""An edition as members look at it: the same three views as the roadmap's, drawn from a document, nothing in them moves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from roadmap.axis import Zoom
from roadmap.document import Document
from roadmap.layout import lay_out
from roadmap.presentation import present_timeline
from roadmap.shared import bars_of, horizons_of, lanes_of, list_of, mark_of

VIEWS = ("timeline", "horizons", "list")


def draw_edition(
    document: Document, view: str, *, zoom: Zoom, today: date, url: str, urls: Mapping[str, str]
) -> dict[str, Any]:
    """What the partial of a view needs, under the name it knows; `url` answers the timeline at another zoom, `urls` are the
    addresses of entries by reference. No queries.
    """
    if view == "horizons":
        return {"horizons": horizons_of(document, today, urls)}
    if view == "list":
        return {"lanes": list_of(document, today, urls)}
    marks = [mark_of(mark) for mark in document.get("milestones", [])]
    layout = lay_out(lanes_of(document), bars_of(document, urls), zoom=zoom, today=today, marks=marks)
    return {"timeline": present_timeline(layout, today=today, url=url, can_edit=False, can_fold=False)}
