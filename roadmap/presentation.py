"""The timeline in words and marks: what the templates under templates/roadmap/ print, worked out once.

Views call `present_timeline` and hand the result to `roadmap/_timeline.html` under the name `timeline`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.periods import Precision, label
from roadmap.axis import Zoom
from roadmap.chart import Bar, BarSpec, Flag, Timeline
from roadmap.dependencies import Arrow, LinkSpec, arrows, early_by
from roadmap.layout import word_place
from roadmap.looks import Mark


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar as `bar_html.py` prints it; `classes` has every state, `soft` is "", "start", "due" or "both".

    `sure` is what else is said of it, the word for its confidence last, and `sure_x` where that stands, where the bar has room for it
    behind its title.
    """

    bar: Bar
    name: str
    classes: str
    soft: str
    start: str
    due: str
    sure: str = ""
    sure_x: float = 0.0


@dataclass(frozen=True, slots=True)
class LaneView:
    """A lane with its bars, or the head of a group; the lane of homeless bars has the empty id and a name of its own.

    `count` is how many bars it holds, also while it is folded.
    """

    id: str
    name: str
    note: str
    height: int
    bars: tuple[BarView, ...]
    is_head: bool = False
    is_folded: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class FlagView:
    """A milestone as `_timeline_axis.html` prints it."""

    flag: Flag
    name: str

    @property
    def on(self) -> str:
        """Its day as ISO text."""
        return self.flag.spec.on.isoformat()


@dataclass(frozen=True, slots=True)
class ArrowView:
    """A dependency as `_timeline_links.html` prints it."""

    arrow: Arrow
    name: str


@dataclass(frozen=True, slots=True)
class ZoomChoice:
    """One button of the zoom control."""

    value: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Everything `roadmap/_timeline.html` needs, in the context as `timeline`.

    `url` answers the partial for `?zoom=`; `page` is what the page calls itself, so that bars keep their rows (`kept_rows.py`); `can_edit` decides whether anything can be dragged, `can_order` whether lanes can; `texts` is the
    JSON of the sentences the browser says. Every bar that may be moved has a `move_url` in its BarSpec.
    """

    layout: Timeline
    lanes: tuple[LaneView, ...]
    flags: tuple[FlagView, ...]
    arrows: tuple[ArrowView, ...]
    zooms: tuple[ZoomChoice, ...]
    unscheduled: tuple[BarSpec, ...]
    url: str
    can_edit: bool
    can_order: bool
    can_link: bool
    can_fold: bool
    texts: str
    range: str
    today: str
    legend: tuple[Mark, ...] = ()
    query: str = ""
    hues: tuple[int, ...] = ()
    page: str = ""
    find_url: str = ""
    soft_ends: tuple[str, ...] = ("start", "due", "both")

    @property
    def fresh_url(self) -> str:
        """Where the timeline is fetched anew, narrowed as it is."""
        return f"{self.url}?q={quote(self.query)}" if self.url else ""

    @property
    def start(self) -> str:
        """The window's first day as ISO text."""
        return self.layout.window.start.isoformat()

    @property
    def fold_url(self) -> str:
        """Where it is kept what this person has folded; empty where nothing can be."""
        return self.url.removesuffix("timeline/") + "fold/" if self.url and self.can_fold else ""

    @property
    def lanes_url(self) -> str:
        """The address of the lanes, to which an id is added."""
        return self.url.removesuffix("timeline/") + "lanes/" if self.url else ""

    @property
    def moves_url(self) -> str:
        """Where several bars that were moved together are sent."""
        return self.url.removesuffix("timeline/") + "entries/move/" if self.url else ""

    @property
    def link_url(self) -> str:
        """Where a dependency that was drawn is sent; empty where none can be drawn."""
        return self.url.removesuffix("timeline/") + "dependencies/add/" if self.url and self.can_link else ""

    @property
    def unit(self) -> str:
        return self.layout.zoom.unit.value

    @property
    def shows_weekends(self) -> bool:
        return self.layout.zoom is Zoom.WEEKS

    @property
    def is_empty(self) -> bool:
        return not any(lane.bars for lane in self.lanes) and not self.unscheduled


def present_timeline(
    layout: Timeline,
    *,
    today: date,
    url: str,
    can_edit: bool,
    links: Sequence[LinkSpec] = (),
    can_order: bool = False,
    can_link: bool = True,
    can_fold: bool = True,
    legend: Sequence[Mark] = (),
    query: str = "",
    find_url: str = "",
) -> TimelineView:
    """The view of a laid-out roadmap in the active language; `legend` says what it is coloured by, `query` what narrows it, `find_url` where
    items are found that are not on it yet.

    Costs O(bars + links), no queries.
    """
    drawn = arrows(layout, links)
    early = early_by(drawn)
    return TimelineView(
        layout=layout,
        lanes=tuple(
            LaneView(
                id=lane.spec.id,
                name=lane.spec.name or _("No lane"),
                note=lane.spec.note,
                height=round(lane.height),
                bars=tuple(_bar_view(bar, today, early.get(bar.spec.id, 0)) for bar in lane.bars),
                is_head=lane.spec.is_head,
                is_folded=lane.spec.is_folded,
                count=lane.count,
            )
            for lane in layout.lanes
        ),
        flags=tuple(
            FlagView(flag, f"{flag.spec.name}, {label(flag.spec.on, flag.spec.precision, today)}")
            for flag in layout.flags
        ),
        arrows=tuple(ArrowView(arrow, _arrow_name(arrow)) for arrow in drawn),
        zooms=tuple(ZoomChoice(zoom.value, name, zoom is layout.zoom) for zoom, name in _zoom_names()),
        unscheduled=layout.unscheduled,
        url=url,
        can_edit=can_edit,
        can_order=can_order,
        can_link=can_link,
        can_fold=can_fold,
        texts=json.dumps(_texts()),
        legend=tuple(legend),
        query=query,
        find_url=find_url,
        hues=tuple(sorted({mark.hue for mark in legend})),
        range=_range(layout),
        today=today.isoformat(),
    )


class Dated(Protocol):
    """What has dates: a bar, an item's plan."""

    @property
    def start(self) -> date | None: ...
    @property
    def start_precision(self) -> Precision: ...
    @property
    def due(self) -> date | None: ...
    @property
    def due_precision(self) -> Precision: ...


def dates_text(spec: Dated, today: date) -> str:
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


def _bar_view(bar: Bar, today: date, early: int) -> BarView:
    spec = bar.spec
    sure, sure_x = _words_beside(bar)
    return BarView(
        bar=bar,
        name=", ".join(_facts(bar, today, early)),
        classes=" ".join(_classes(bar)),
        soft=_soft(bar),
        start=spec.start.isoformat() if spec.start else "",
        due=spec.due.isoformat() if spec.due else "",
        sure=sure,
        sure_x=sure_x,
    )


def _soft(bar: Bar) -> str:
    """Which ends are soft, and the hue where the bar has one: the gradient that draws it."""
    ends = "both" if bar.soft_start and bar.soft_due else ("start" * bar.soft_start or "due" * bar.soft_due)
    return f"{ends}-{bar.spec.hue}" if ends and bar.spec.hue is not None else ends


def _words_beside(bar: Bar) -> tuple[str, float]:
    """As many of the bar's words as there is room for behind its title, and where they begin."""
    sure = _sure_words()[bar.spec.confidence] if bar.spec.confidence in ("medium", "low") else ""
    words = [*bar.spec.words, *([sure] if sure else [])]
    while words:
        said = " · ".join(words)
        x = word_place(bar, said)
        if x is not None:
            return said, x
        words.pop()
    return "", 0.0


def _sure_words() -> dict[str, str]:
    """Words for what is not certain; high confidence is what one expects."""
    return {"medium": pgettext("confidence", "medium"), "low": pgettext("confidence", "low")}


def _facts(bar: Bar, today: date, early: int) -> Iterable[str]:
    """What a screen reader and the tooltip say of a bar, the most telling first; it begins `early` days too early."""
    spec = bar.spec
    yield f"{spec.key} {spec.title}"
    yield dates_text(spec, today)
    if spec.mark:
        yield spec.mark_name
    yield from (word for word in spec.words if word != spec.mark_name)
    if early:
        yield _early(early)
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


def _arrow_name(arrow: Arrow) -> str:
    """ "Purchase order checkout waits for Delivery day", and by how much it starts too early."""
    words = {"waiting": arrow.waiting.spec.title, "blocker": arrow.blocker.spec.title}
    said = _("%(waiting)s waits for %(blocker)s") % words
    if not arrow.days:
        return said
    return f"{said}: {_early(arrow.days)}"


def _early(days: int) -> str:
    late = ngettext("starts %(days)d day too early", "starts %(days)d days too early", days)
    return late % {"days": days}


def _classes(bar: Bar) -> Iterable[str]:
    yield f"is-{bar.spec.status_category}"
    if bar.spec.hue is not None:
        yield f"is-marked hue-{bar.spec.hue}"
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
        "flagged": _("{title}: {dates}"),
        "together": _("{title}: {dates}, and {count} more"),
        "saved_together": _("Saved: {title}, {dates}, and {count} more"),
        "cancelled_together": _("Put back: {title} and {count} more"),
        "chosen": _("{count} selected"),
        "lane_moved": _("Lane {title}: place {place} of {count}"),
        "linking": _("{title} blocks … Choose with j and k, Enter links, Escape ends"),
        "onto": _("{title} waits for {blocker}?"),
        "linked_not": _("Nothing linked"),
    }
