"""Bands of a timeline, from top to bottom: what stands on one page or slide where all of it has no room."""

from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.chart import BAR_HEIGHT, Lane
from roadmap.layout import LANE_PADDING, ROW_HEIGHT
from roadmap.presentation import ArrowView, BarView, LaneView, TimelineView


@dataclass(frozen=True, slots=True)
class Band:
    """Part of a chart, in pixels from its top; `end` is no longer in it."""

    start: float
    end: float

    @property
    def height(self) -> float:
        return self.end - self.start

    def cut(self, top: float, height: float) -> tuple[float, float]:
        """Top and height, within the band, of what of that piece of the chart lies in it."""
        first, last = max(top, self.start), min(top + height, self.end)
        return first - self.start, last - first


def bands(timeline: TimelineView, most: float) -> list[Band]:
    """The chart in bands of at most that height, none of which cuts a bar, and where it can no lane either. O(lanes + rows)."""
    found, start, height = [], 0.0, timeline.layout.height
    while height - start > most:
        cuts = [cut for cut in _cuts(timeline) if start < cut[0] <= start + most]
        whole = [place for place, is_lane in cuts if is_lane and place > start + most * 0.6]
        end = max(whole or [place for place, _is_lane in cuts] or [start + most])
        found.append(Band(start, end))
        start = end
    return [*found, Band(start, height)]


def lanes_in(timeline: TimelineView, band: Band) -> Iterator[tuple[Lane, LaneView, list[BarView]]]:
    """The lanes of which something lies in the band, with those of their bars that do."""
    for place, lane in zip(timeline.layout.lanes, timeline.lanes, strict=True):
        if place.top < band.end and place.top + place.height > band.start:
            bars = [view for view in lane.bars if band.start <= _middle(place, view) < band.end]
            yield place, lane, bars


def crosses(view: ArrowView, band: Band) -> bool:
    """Whether a dependency begins, ends or passes in the band."""
    begins = float(view.arrow.path.partition(" ")[2].partition("L")[0])
    return min(begins, view.arrow.y) < band.end and max(begins, view.arrow.y) >= band.start


def _middle(place: Lane, view: BarView) -> float:
    return place.top + view.bar.top + BAR_HEIGHT / 2


def _cuts(timeline: TimelineView) -> Iterator[tuple[float, bool]]:
    """Where the chart can be cut, and whether a lane begins there."""
    for place in timeline.layout.lanes:
        if not place.spec.is_head:
            yield place.top + place.height, True
        for row in range(1, place.rows):
            yield place.top + LANE_PADDING + row * ROW_HEIGHT - (ROW_HEIGHT - BAR_HEIGHT) / 2, False
