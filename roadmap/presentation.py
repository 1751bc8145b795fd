"""The timeline in words and marks: what the templates under templates/roadmap/ print, worked out once.

Views call `present_timeline` and hand the result to `roadmap/_timeline.html` under the name `timeline`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.periods import Precision, label
from roadmap.axis import Zoom
from roadmap.layout import Bar, BarSpec, Timeline


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar as `_bar.html` prints it; `classes` has every state, `soft` is "", "start", "due" or "both"."""

    bar: Bar
    name: str
    classes: str
    soft: str
    start: str
    due: str


@dataclass(frozen=True, slots=True)
class LaneView:
    """A lane with its bars; the lane of homeless bars has the empty id and a name of its own."""

    id: str
    name: str
    note: str
    height: int
    bars: tuple[BarView, ...]


@dataclass(frozen=True, slots=True)
class ZoomChoice:
    """One button of the zoom control."""

    value: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything `roadmap/_timeline.html` needs, in the context as `timeline`.

    `url` answers the partial for `?zoom=`; `can_edit` decides whether anything can be dragged; `texts` is the
    JSON of the sentences the browser says. Every bar that may be moved has a `move_url` in its BarSpec.
    """

    layout: Timeline
    lanes: tuple[LaneView, ...]
    zooms: tuple[ZoomChoice, ...]
    unscheduled: tuple[BarSpec, ...]
    url: str
    can_edit: bool
    texts: str
    range: str
    today: str

    @property
    def start(self) -> str:
        """The window's first day as ISO text."""
        return self.layout.window.start.isoformat()

    @property
    def unit(self) -> str:
        return self.layout.zoom.unit.value

    @property
    def shows_weekends(self) -> bool:
        return self.layout.zoom is Zoom.WEEKS

    @property
    def is_empty(self) -> bool:
        return not any(lane.bars for lane in self.lanes) and not self.unscheduled


def present_timeline(layout: Timeline, *, today: date, url: str, can_edit: bool) -> TimelineView:
    """The view of a laid-out roadmap in the active language. Costs O(bars), no queries."""
    return TimelineView(
        layout=layout,
        lanes=tuple(
            LaneView(
                id=lane.spec.id,
                name=lane.spec.name or _("No lane"),
                note=lane.spec.note,
                height=round(lane.height),
                bars=tuple(_bar_view(bar, today) for bar in lane.bars),
            )
            for lane in layout.lanes
        ),
        zooms=tuple(ZoomChoice(zoom.value, name, zoom is layout.zoom) for zoom, name in _zoom_names()),
        unscheduled=layout.unscheduled,
        url=url,
        can_edit=can_edit,
        texts=json.dumps(_texts()),
        range=_range(layout),
        today=today.isoformat(),
    )


def dates_text(spec: BarSpec, today: date) -> str:
    """The dates of an entry as a person reads them: a span, one period ("Q1 2027"), "from Dec", "until Dec"."""
    start = label(spec.start, spec.start_precision, today) if spec.start else ""
    due = label(spec.due, spec.due_precision, today) if spec.due else ""
    if start and due:
        if start == due:
            return start
        said_once = spec.start and spec.due and spec.start.year == spec.due.year
        return f"{start.removesuffix(f' {spec.due:%Y}') if said_once else start} – {due}"
    if start:
        return pgettext("dates of a bar", "from %(start)s") % {"start": start}
    return pgettext("dates of a bar", "until %(due)s") % {"due": due} if due else _("not scheduled")


def _bar_view(bar: Bar, today: date) -> BarView:
    spec = bar.spec
    return BarView(
        bar=bar,
        name=", ".join(_facts(bar, today)),
        classes=" ".join(_classes(bar)),
        soft="both"
        if bar.soft_start and bar.soft_due
        else ("start" * bar.soft_start or "due" * bar.soft_due),
        start=spec.start.isoformat() if spec.start else "",
        due=spec.due.isoformat() if spec.due else "",
    )


def _facts(bar: Bar, today: date) -> Iterable[str]:
    """What a screen reader and the tooltip say of a bar, the most telling first."""
    spec = bar.spec
    yield f"{spec.key} {spec.title}"
    yield dates_text(spec, today)
    if bar.is_overdue:
        yield _("overdue")
    if spec.status:
        yield spec.status
    if spec.progress > 0:
        yield _("%(percent)d%% done") % {"percent": round(min(spec.progress, 1) * 100)}
    if spec.confidence:
        yield _confidence_names()[spec.confidence]
    if spec.owner_name:
        yield spec.owner_name
    if spec.comments:
        yield ngettext("%(count)d comment", "%(count)d comments", spec.comments) % {"count": spec.comments}
    if bar.is_clash:
        first, last = bar.spec.children_span or (today, today)
        yield _("beyond its dates: children run %(first)s – %(last)s") % {
            "first": label(first, Precision.DAY, today),
            "last": label(last, Precision.DAY, today),
        }


def _classes(bar: Bar) -> Iterable[str]:
    yield f"is-{bar.spec.status_category}"
    if bar.spec.confidence in ("low", "medium"):
        yield f"is-{bar.spec.confidence}"
    if bar.is_overdue:
        yield "is-overdue"
    if bar.span.assumed:
        yield "is-assumed"
    if bar.is_title_outside:
        yield "is-outside"
    if bar.is_clash:
        yield "is-clash"


def _confidence_names() -> dict[str, str]:
    return {"high": _("high confidence"), "medium": _("medium confidence"), "low": _("low confidence")}


def _zoom_names() -> Iterable[tuple[Zoom, str]]:
    return (
        (Zoom.WEEKS, pgettext("zoom", "Weeks")),
        (Zoom.MONTHS, pgettext("zoom", "Months")),
        (Zoom.QUARTERS, pgettext("zoom", "Quarters")),
        (Zoom.YEARS, pgettext("zoom", "Years")),
    )


def _range(layout: Timeline) -> str:
    return f"{layout.upper[0].label} – {layout.upper[-1].label}"


def _texts() -> dict[str, str]:
    """The sentences the browser says; words in braces are filled in there."""
    return {
        "moved": _("{title}: {dates}, {lane}"),
        "unscheduled": _("{title}: not scheduled"),
        "laned": _("{title}: lane {lane}, {dates}"),
        "saved": _("Saved: {title}, {dates}"),
        "saved_lane": _("Saved: {title}, lane {lane}, {dates}"),
        "cancelled": _("Put back: {title}, {dates}"),
        "from": pgettext("dates of a bar", "from {start}"),
        "until": pgettext("dates of a bar", "until {due}"),
        "none": _("not scheduled"),
        "day": pgettext("day and month", "{day} {month}"),
        "week": pgettext("week commencing", "w/c {day}"),
        "quarter": pgettext("quarter of a year", "Q{number}"),
        "half": pgettext("half of a year", "H{number}"),
        "year": _("{period} {year}"),
        "zoomed": _("Zoom: {zoom}"),
    }
