"""Bars and dependencies of a timeline as shapes of a slide."""

from collections.abc import Iterator, Mapping
from typing import Any

from roadmap.chart import BAR_HEIGHT, Bar, BarSpec
from roadmap.exports import paint
from roadmap.exports.paint import TONES, Tones, faint
from roadmap.exports.pptx_pen import Pen, Run, pointed
from roadmap.layout import FONT_SIZE
from roadmap.lettering import text_width
from roadmap.presentation import ArrowView, BarView

_USUAL = Tones(paint.PINE_SOFT, paint.BAR_LINE, paint.PINE)
_EDGES = {"backlog": paint.EDGE, "dropped": paint.FAINT, "active": paint.BLUE}
_CLOSED = ("done", "dropped")
_SURE = {"medium": 0.6, "low": 0.3}
_REACH, _FAINT = 0.18, 0.06
_LEFT, _RIGHT = 1, 3
"""The places of a rectangle that lines hold on to."""


def draw_bar(pen: Pen, view: BarView, x: float, y: float) -> Any:
    """A bar from that place on, with its words where it has room for them."""
    bar, spec = view.bar, view.bar.spec
    tones = _USUAL if spec.hue is None else TONES[spec.hue]
    is_closed = spec.status_category in _CLOSED
    line = paint.LINE if is_closed else tones.line
    dash = "dots" if bar.span.assumed else "dash" * (spec.confidence == "low")
    shape = pen.box(
        x, y, bar.width, BAR_HEIGHT, fill=_stops(view, paint.HOVER if is_closed else tones.fill), line=line,
        radius=6, dash=dash, name=spec.title, told=view.name,
    )  # fmt: skip
    inside = [] if bar.is_title_outside else _title(bar)
    pen.write(shape, [[*_begins(bar), *inside, *_ends(view)]], inset=5, is_middle=True)
    if bar.child_width:
        colour = paint.AMBER if bar.is_clash else paint.EDGE
        pen.line(x + bar.child_x, y + 32, x + bar.child_x + bar.child_width, y + 32, colour, width=2)
    return shape


def draw_title(pen: Pen, view: BarView, shape: Any) -> None:
    """The words beside a bar that is too small for them, in a box of their own; lines pass behind it."""
    bar = view.bar
    if bar.is_title_outside and bar.title:
        box = pen.box(0, 0, text_width(bar.title, FONT_SIZE), 16, fill=paint.PANEL)
        box.left, box.top = shape.left + pen.length(bar.title_x), shape.top + pen.length(6)
        pen.write(box, [_title(bar)])


def draw_link(pen: Pen, view: ArrowView, drawn: Mapping[str, Any]) -> None:
    """A dependency between two bars on this slide; one that dates contradict is red."""
    ends = drawn.get(view.arrow.blocker.spec.id), drawn.get(view.arrow.waiting.spec.id)
    if None in ends:
        return
    colour, width = (paint.RED, 1.5) if view.arrow.days else (paint.EDGE, 1.25)
    line = pen.line(0, 0, 0, 0, colour, width=width, is_elbow=True)
    line.begin_connect(ends[0], _RIGHT)
    line.end_connect(ends[1], _LEFT)
    line._element.nvCxnSpPr.cNvPr.set("descr", view.name)
    pointed(line)


def _title(bar: Bar) -> list[Run]:
    return (
        [Run(bar.title, _ink(bar.spec), is_struck=bar.spec.status_category == "dropped")] if bar.title else []
    )


def _ink(spec: BarSpec) -> str:
    return paint.MUTE if spec.status_category in _CLOSED else paint.INK


def _begins(bar: Bar) -> Iterator[Run]:
    """The letter of what it is coloured by, else a mark of its status; and that it is overdue."""
    spec = bar.spec
    if bar.is_overdue:
        yield Run("! ", paint.RED, is_bold=True)
    if spec.mark:
        yield Run(f"{spec.mark} ", TONES[spec.hue or 0].letter, 10.5, is_bold=True)
    elif spec.status_category == "done":
        yield Run("✓ ", paint.PINE, is_bold=True)
    else:
        yield Run("▌ ", _EDGES.get(spec.status_category, paint.PINE), 8.5)


def _ends(view: BarView) -> Iterator[Run]:
    """What else is said of it, and whose it is."""
    if view.bar.is_title_outside:
        return
    if view.sure:
        yield Run(f"  {view.sure}", paint.MUTE, 11, is_italic=True)
    if view.bar.shows_owner:
        yield Run(f"  {view.bar.spec.owner}", paint.MUTE, 8.5, is_bold=True)


def _stops(view: BarView, fill: str) -> list[tuple[float, str]]:
    """The body from left to right: what is done is darker, soft ends fade, and all of it is fainter the less sure it is."""
    bar, spec = view.bar, view.bar.spec
    done = bar.progress_width / bar.width if spec.status_category != "done" else 0.0
    dark = paint.PINE if spec.hue is None else TONES[spec.hue].line
    sure = _SURE.get(spec.confidence or "", 1.0)

    def colour(place: float, *, is_done: bool) -> str:
        body = faint(fill, _softness(bar, place) * sure)
        return faint(dark, 0.17 if spec.hue is None else 0.3, body) if is_done else body

    ends = {0.0, 1.0, *((_REACH,) if bar.soft_start else ()), *((1 - _REACH,) if bar.soft_due else ())}
    before = [
        (place, colour(place, is_done=True)) for place in sorted({*ends, done}) if done and place <= done
    ]
    after = [
        (place, colour(place, is_done=False)) for place in sorted({*ends, done}) if place >= done and done < 1
    ]
    return [*before, *after]


def _softness(bar: Bar, place: float) -> float:
    """How much of its colour a bar has at that place from 0 to 1."""
    near = [1.0]
    near += [_FAINT + (1 - _FAINT) * place / _REACH] if bar.soft_start else []
    near += [_FAINT + (1 - _FAINT) * (1 - place) / _REACH] if bar.soft_due else []
    return min(near)
