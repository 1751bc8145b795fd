"""Shapes, lines and words on a slide, in pixels of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from roadmap.exports import paint
from roadmap.exports.words import printable

FACE = "Arial"
"""A font that each office has, nearly as wide as the page's: a file of slides carries none."""
EMU_PER_POINT = 12700
Stops = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    colour: str = paint.INK
    size: float = 12.5
    is_bold: bool = False
    is_italic: bool = False
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a slide; a pixel is `scale` points, and the page begins `left` pixels from the slide's edge."""

    shapes: Any
    scale: float
    left: float = 0.0

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: Stops | str = "", line: str = "", radius: float = 0.0,
        dash: str = "", name: str = "", told: str = "",
    ) -> Any:  # fmt: skip
        """A rectangle; `fill` is a colour or stops from left to right, `told` its description for who cannot see it."""
        kind = MSO_SHAPE.ROUNDED_RECTANGLE if radius else MSO_SHAPE.RECTANGLE
        shape = self.shapes.add_shape(kind, *self._place(x, y, width, height))
        if radius:
            shape.adjustments[0] = min(radius / min(width, height), 0.5)
        shape.shadow.inherit = False
        _fill(shape, fill)
        self._outline(shape.line, line, dash)
        properties = shape._element.nvSpPr.cNvPr
        properties.set("name", printable(name) or properties.get("name"))
        properties.set("descr", printable(told))
        return shape

    def round(self, x: float, y: float, radius: float, colour: str) -> Any:
        """A dot around that place."""
        shape = self.shapes.add_shape(
            MSO_SHAPE.OVAL, *self._place(x - radius, y - radius, 2 * radius, 2 * radius)
        )
        shape.shadow.inherit = False
        _fill(shape, colour)
        self._outline(shape.line, "", "")
        return shape

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float = 1.0, dash: str = "", is_elbow: bool = False
    ) -> Any:  # fmt: skip
        """A line, or one with corners."""
        kind = MSO_CONNECTOR.ELBOW if is_elbow else MSO_CONNECTOR.STRAIGHT
        begin, end = self._place(x1, y1, x2, y2)[:2], self._place(x2, y2, 0, 0)[:2]
        found = self.shapes.add_connector(kind, *begin, *end)
        self._outline(found.line, colour, dash, width)
        return found

    def words(
        self, x: float, y: float, width: float, height: float, lines: Iterable[Sequence[Run]], align: str = ""
    ) -> Any:
        """Lines of words in a box that has no look of its own."""
        box = self.shapes.add_textbox(*self._place(x, y, width, height))
        self.write(box, lines, align)
        return box

    def write(
        self,
        shape: Any,
        lines: Iterable[Sequence[Run]],
        align: str = "",
        *,
        inset: float = 0.0,
        is_middle: bool = False,
    ) -> None:
        """Words in a shape, `inset` pixels from its left edge, on as many lines as they are given in."""
        frame = shape.text_frame
        frame.word_wrap = False
        frame.margin_left = self.length(inset)
        frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE if is_middle else MSO_ANCHOR.TOP
        for place, runs in enumerate(lines):
            paragraph = frame.add_paragraph() if place else frame.paragraphs[0]
            paragraph.alignment = {"end": PP_ALIGN.RIGHT, "middle": PP_ALIGN.CENTER}.get(align, PP_ALIGN.LEFT)
            for run in runs:
                self._run(paragraph.add_run(), run)

    def _run(self, made: Any, run: Run) -> None:
        made.text, font = printable(run.text), made.font
        font.name, font.size = FACE, Pt(max(1.0, round(run.size * self.scale, 1)))
        font.bold, font.italic = run.is_bold, run.is_italic
        font.color.rgb = _rgb(run.colour)
        if run.is_struck:
            made._r.get_or_add_rPr().set("strike", "sngStrike")

    def _outline(self, line: Any, colour: str, dash: str, width: float = 1.0) -> None:
        if not colour:
            line.fill.background()
            return
        line.color.rgb = _rgb(colour)
        line.width = self.length(width)
        if dash:
            line.dash_style = MSO_LINE.SQUARE_DOT if dash == "dots" else MSO_LINE.DASH

    def _place(self, x: float, y: float, width: float, height: float) -> tuple[Emu, Emu, Emu, Emu]:
        return (
            self.length(x + self.left), self.length(y), self.length(max(width, 0.0)), self.length(max(height, 0.0)),
        )  # fmt: skip

    def length(self, pixels: float) -> Emu:
        """How long so many pixels are on the slide."""
        return Emu(round(pixels * self.scale * EMU_PER_POINT))


def pointed(connector: Any) -> None:
    """Give a line a tip at its end."""
    line = connector.line._get_or_add_ln()
    tip = line.makeelement(qn("a:tailEnd"), {"type": "triangle", "w": "med", "len": "med"})
    line.append(tip)


def _fill(shape: Any, fill: Stops | str) -> None:
    if not fill:
        shape.fill.background()
    elif isinstance(fill, str):
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(fill)
    else:
        shape.fill.gradient()
        shape.fill.gradient_angle = 0
        stops = shape._element.spPr.find(qn("a:gradFill")).find(qn("a:gsLst"))
        for old in list(stops):
            stops.remove(old)
        for place, colour in fill:
            stop = stops.makeelement(qn("a:gs"), {"pos": str(round(place * 100_000))})
            stop.append(stop.makeelement(qn("a:srgbClr"), {"val": colour[1:].upper()}))
            stops.append(stop)


def _rgb(colour: str) -> Any:
    kind: Any = RGBColor
    return kind.from_string(colour[1:])
