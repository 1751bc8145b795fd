"""What a timeline is laid out from (`…Spec`), and what has its place on the chart."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.periods import Precision
from roadmap.axis import Tick, Window, Zoom

BAR_HEIGHT = 28.0

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """A lane as the roadmap has it; folded, it keeps its bars to itself. A head stands above a group and holds none."""

    id: str
    name: str
    note: str = ""
    is_head: bool = False
    is_folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BarSpec:
    """An entry to be drawn. `progress` runs from 0 to 1; `owner` is one to three initials; the children's
    span is first and last day.

    `id`, `version`, `url`, `move_url`, `comments` (how many), `words` (what else is said of it) and what it is coloured by
    (`mark` is a letter, `mark_name` what it stands for, `hue` 0 to 11) are carried through untouched.
    """

    id: str
    key: str
    title: str
    lane_id: str
    start: date | None = None
    start_precision: Precision = Precision.DAY
    due: date | None = None
    due_precision: Precision = Precision.DAY
    progress: float = 0.0
    status: str = ""
    status_category: str = "backlog"
    owner: str = ""
    owner_name: str = ""
    confidence: Confidence | None = None
    children_span: tuple[date, date] | None = None
    former: tuple[date, date] | None = None
    url: str = ""
    move_url: str = ""
    version: int = 0
    comments: int = 0
    words: tuple[str, ...] = ()
    mark: str = ""
    mark_name: str = ""
    hue: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSpec:
    """A milestone to be drawn, and the `former` day it stood on, where that is another; `precision` (how exact its day is told), `url`, `move_url` and `version` are carried through
    untouched.
    """

    id: str
    name: str
    on: date
    precision: Precision = Precision.DAY
    url: str = ""
    move_url: str = ""
    version: int = 0
    former: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days a bar covers, both included, and which end was made up because the item has only the other
    one.
    """

    start: date
    end: date
    assumed: Literal["", "start", "due"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar in its place. `x` and `days` are in days; everything else that is a length is in pixels, `top`
    from the lane's top.

    The title stands inside when it fits and to the right of a bar too small for it; the packing keeps that
    room free.
    """

    spec: BarSpec
    span: Span
    x: float
    days: float
    left: float
    width: float
    row: int
    top: float
    title: str
    title_x: float
    is_title_outside: bool
    shows_owner: bool
    soft_start: bool
    soft_due: bool
    is_overdue: bool
    progress_width: float
    ghost_x: float
    ghost_width: float
    child_x: float
    child_width: float
    is_clash: bool

    @property
    def leader(self) -> str:
        """An SVG path from the bar to its children's line where that lies wholly before or after it; else ""."""
        if self.child_width and self.child_x + self.child_width < 0:
            return f"M6 {BAR_HEIGHT}v4H{self.child_x + self.child_width:g}"
        if self.child_width and self.child_x > self.width:
            return f"M{self.width - 6:g} {BAR_HEIGHT}v4H{self.child_x:g}"
        return ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane with its bars; `top` and `height` in pixels from the top of the chart. `count` also counts what is folded."""

    spec: LaneSpec
    top: float
    height: float
    rows: int
    bars: tuple[Bar, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """A milestone in its place: `x` is the middle of its day in pixels, `label` as much of its name as there is room
    for before the next one, `former_x` where it stood before.
    """

    spec: MarkSpec
    x: float
    label: str
    former_x: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The whole chart. `today_x` is the middle of today in pixels, None when today is outside the window.

    `unscheduled` have neither date; `beyond` lie wholly outside the window. Bars whose lane is not among the
    lanes stand in a last lane with the empty id. `flags` are the milestones inside the window, from left to right.
    """

    zoom: Zoom
    window: Window
    width: float
    height: float
    upper: tuple[Tick, ...]
    lower: tuple[Tick, ...]
    today_x: float | None
    lanes: tuple[Lane, ...]
    unscheduled: tuple[BarSpec, ...]
    beyond: tuple[BarSpec, ...]
    flags: tuple[Flag, ...] = ()

    @property
    def px_per_day(self) -> float:
        return self.zoom.px_per_day
