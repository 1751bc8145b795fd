"""What a share link shows: a document drawn for a reader, without ids, cookies or scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.db import TenantSet
from core.periods import Precision, first_day, last_day, shift
from roadmap.audience import audience_of, for_audience, renamed_alike
from roadmap.axis import Window, Zoom
from roadmap.changes import ChangeLine, change_lines
from roadmap.chart import BarSpec, LaneSpec, MarkSpec, Timeline
from roadmap.document import Document, document
from roadmap.drawing import initials
from roadmap.horizons import HorizonsView, present_horizons, view_name
from roadmap.layout import lay_out, span_of
from roadmap.models import Edition, ShareLink, VisitorComment
from roadmap.presentation import TimelineView, dates_text, present_timeline
from roadmap.services.sharing import hash_token
from roadmap.topics import Said, said_on, with_talk

View = Literal["timeline", "horizons", "list"]
NOWHERE: Mapping[str, str] = MappingProxyType({})
WIDEST = 1500.0
"""Pixels a chart may have before a coarser zoom is taken: it should be read, and printed, in one piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedBar(BarSpec):
    """A bar with what cards show: its public note, its goal, and where visitors may speak, its word and how often they did."""

    note: str = ""
    goal: str = ""
    topic: str = ""
    said: int = 0


@dataclass(frozen=True, slots=True)
class SharedRow:
    """An entry of the list, and the bar that it is on the timeline; `percent` None where progress is not shown."""

    entry: Document
    bar: BarSpec
    dates: str
    horizon: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class SharedLane:
    """A lane of the list with its entries."""

    name: str
    note: str
    rows: tuple[SharedRow, ...]


@dataclass(frozen=True, slots=True)
class SharedPage:
    """All that `share/page.html` prints. `drawing` is what the view needs; `changes` None without an earlier edition; `said` what
    visitors said.
    """

    name: str
    purpose: str
    note: str
    published_at: Any
    is_live: bool
    view: View
    views: tuple[tuple[str, str], ...]
    drawing: Any
    changes: list[ChangeLine] | None
    shows: frozenset[str]
    precision: str
    size: int
    said: list[Said]


def link_of(token: str) -> ShareLink | None:
    """The link of a token with its roadmap and workspace, None where it is unknown, revoked or expired. One statement."""
    now = timezone.now()
    rows = ShareLink.objects.filter(token_hash=hash_token(token), revoked_at=None, roadmap__deleted_at=None)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=now)).select_related("roadmap", "workspace")
    return rows.annotate(tenant=TenantSet("workspace_id")).first()


def editions_of(link: ShareLink) -> list[Edition]:
    """The last two editions that a person published, the newest first. One statement."""
    return list(Edition.objects.filter(roadmap_id=link.roadmap_id, is_automatic=False)[:2])


def told_by(link: ShareLink, editions: list[Edition]) -> Document | None:
    """The document that the link tells of, whole; None while nothing is published. Four statements for a live link, else none."""
    if link.source == ShareLink.Source.LIVE:
        return document(link.roadmap)
    return editions[0].document if editions else None


def shown_by(link: ShareLink, editions: list[Edition]) -> Document | None:
    """What the link's readers get of it. As `told_by`."""
    told = told_by(link, editions)
    return for_audience(told, audience_of(link)) if told else None


def shared_page(
    link: ShareLink,
    editions: list[Edition],
    *,
    view: str,
    today: date,
    comments: Sequence[VisitorComment] = (),
) -> SharedPage | None:
    """The page of a link as of `today` with these `comments`; None while nothing is published. Statements as `told_by`."""
    current, is_live = told_by(link, editions), link.source == ShareLink.Source.LIVE
    if current is None:
        return None
    last = editions[0] if editions else None
    before = last if is_live else (editions[1] if len(editions) > 1 else None)
    audience = audience_of(link)
    shown, fields = for_audience(current, audience), audience.fields
    drawn = with_talk(shown, link, comments) if link.takes_comments else shown
    views = views_for(fields, view_name(each["name"] for each in shown["horizons"]))
    chosen: Any = view if view in dict(views) else views[0][0]
    earlier = for_audience(renamed_alike(before.document, current), audience) if before else None
    return SharedPage(
        name=shown["name"],
        purpose=shown["purpose"],
        note=last.note if last and not is_live and "note" in fields else "",
        published_at=last.published_at if last else None,
        is_live=is_live,
        view=chosen,
        views=views,
        drawing=_DRAWERS[chosen](drawn, today),
        changes=change_lines(earlier, shown, today=today) if earlier else None,
        shows=fields,
        precision=_precision_told(link) if fields & {"dates", "milestones"} else "",
        size=len(shown["entries"]),
        said=said_on(shown, link, comments),
    )


def _precision_told(link: ShareLink) -> str:
    """What readers are told of dates that are rounded for them."""
    told = {
        "month": _("Dates are whole months."),
        "quarter": _("Dates are whole quarters."),
        "half": _("Dates are whole halves of a year."),
    }
    return told.get(link.precision, "")


def views_for(fields: frozenset[str], horizons: str) -> tuple[tuple[str, str], ...]:
    """The views that the allowed fields can fill."""
    found = [("timeline", _("Timeline"))] if "dates" in fields else []
    found += [("horizons", horizons)] if "horizon" in fields else []
    return (*found, ("list", _("List")))


def _timeline(shown: Document, today: date) -> TimelineView:
    bars = bars_of(shown)
    marks = [mark_of(mark) for mark in shown.get("milestones", [])]
    zoom, window = frame_of(bars, marks, today, Precision(shown.get("precision") or "day"))
    layout: Timeline = lay_out(lanes_of(shown), bars, zoom=zoom, today=today, window=window, marks=marks)
    return present_timeline(layout, today=today, url="", can_edit=False)


def horizons_of(shown: Document, today: date, urls: Mapping[str, str] = NOWHERE) -> HorizonsView:
    columns = [(each["id"], each["name"]) for each in shown["horizons"]]
    bars = bars_of(shown, urls)
    pairs = [(bar, entry["horizon"]) for bar, entry in zip(bars, shown["entries"], strict=True)]
    return present_horizons(columns, lanes_of(shown), pairs, today=today, url="", can_edit=False)


def list_of(shown: Document, today: date, urls: Mapping[str, str] = NOWHERE) -> list[SharedLane]:
    names = {each["id"]: each["name"] for each in shown["horizons"]}
    rows = [
        SharedRow(
            entry, bar, dates_text(bar, today) if bar.start or bar.due else "", names.get(entry.get("horizon", ""), ""),
            entry.get("progress"),
        )
        for bar, entry in zip(bars_of(shown, urls), shown["entries"], strict=True)
    ]  # fmt: skip
    lanes = [
        SharedLane(
            lane["name"], lane["note"], tuple(row for row in rows if row.entry.get("lane") == lane["ref"])
        )
        for lane in shown["lanes"]
    ]
    known = {lane["ref"] for lane in shown["lanes"]}
    rest = tuple(row for row in rows if row.entry.get("lane", "") not in known)
    return [*lanes, SharedLane("", "", rest)] if rest else lanes


_DRAWERS: dict[str, Any] = {"timeline": _timeline, "horizons": horizons_of, "list": list_of}


def frame_of(
    bars: Sequence[BarSpec], marks: Sequence[MarkSpec], today: date, precision: Precision
) -> tuple[Zoom, Window]:
    """The closest zoom that shows everything in one piece, and the days it shows, today among them.

    None is finer than the dates are told; halves are drawn on quarters, which leaves room for titles.
    """
    spans = [span for bar in bars if (span := span_of(bar))]
    days = [mark.on for mark in marks]
    first = min([*days, *(span.start for span in spans), today])
    last = max([*days, *(span.end for span in spans), today + timedelta(days=30)])
    least = min(precision.size, Precision.QUARTER.size)
    fit = [zoom for zoom in (Zoom.WEEKS, Zoom.MONTHS, Zoom.QUARTERS) if zoom.unit.size >= least]
    for zoom in fit:
        window = _window(first, last, zoom)
        if window.days * zoom.px_per_day <= WIDEST:
            return zoom, window
    return Zoom.YEARS, _window(first, last, Zoom.YEARS)


def _window(first: date, last: date, zoom: Zoom) -> Window:
    """Whole units around the days, with room for a title beside the last bar."""
    end = last_day(shift(last_day(last, zoom.unit), zoom.unit, 1), zoom.unit)
    start = first_day(first, zoom.unit)
    least = start + timedelta(days=int(760 / zoom.px_per_day))
    return Window(start, max(end, last_day(least, zoom.unit)))


def lanes_of(shown: Document) -> list[LaneSpec]:
    return [LaneSpec(lane["ref"], lane["name"], lane["note"]) for lane in shown["lanes"]]


def mark_of(mark: Document) -> MarkSpec:
    precision = Precision(mark.get("on_precision", "day"))
    return MarkSpec(id=mark["ref"], name=mark["name"], on=date.fromisoformat(mark["on"]), precision=precision)


def bars_of(shown: Document, urls: Mapping[str, str] = NOWHERE) -> list[NotedBar]:
    """The entries as bars; `urls` are the addresses that they lead to, by reference."""
    return [_bar(entry, urls.get(entry["ref"], "")) for entry in shown["entries"]]


def _bar(entry: Document, url: str) -> NotedBar:
    owner = entry.get("owner", "")
    return NotedBar(
        id=entry["ref"],
        key=entry.get("key", ""),
        title=entry["title"],
        lane_id=entry.get("lane", ""),
        start=_day(entry.get("start")),
        start_precision=Precision(entry.get("start_precision", "day")),
        due=_day(entry.get("due")),
        due_precision=Precision(entry.get("due_precision", "day")),
        confidence=entry.get("confidence") or None,
        progress=entry.get("progress", 0) / 100,
        status=entry.get("status", ""),
        status_category=entry.get("category", "active"),
        owner=initials(owner),
        owner_name=owner,
        url=url,
        note=entry.get("note", ""),
        goal=entry.get("goal", ""),
        topic=entry.get("topic", ""),
        said=entry.get("said", 0),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
