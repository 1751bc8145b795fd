"""Our own SVG as vectors of a PDF: what `svg.py` and its neighbours write, and no more of SVG than that."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import normalize
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.utils.translation import get_language
from fpdf import FPDF
from fpdf.pattern import LinearGradient

from roadmap.exports import paint
from roadmap.exports.fonts import FAMILY, font_files
from roadmap.exports.letters import is_plain
from roadmap.exports.pdf_words import pictured

_SVG = "{http://www.w3.org/2000/svg}"
_MOVES = re.compile(r"([MLHVQZmlhvz])([^MLHVQZmlhvz]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_TIP = 3.0


def document_for(title: str, at: datetime, scale: float) -> FPDF:
    """An empty document in which a pixel of the picture is `scale` points, with the page's typeface."""
    pdf = FPDF(unit=scale)
    pdf.set_auto_page_break(False)
    pdf.set_title(title)
    pdf.set_lang(get_language() or "en")
    pdf.set_creator("Throughline")
    pdf.set_creation_date(at)
    for weight, path in font_files().items():
        pdf.add_font(f"{FAMILY}{weight}", fname=path)
    return pdf


def number_page(pdf: FPDF, words: str) -> None:
    """Which page this is, in its lower right corner."""
    pdf.set_font(f"{FAMILY}400", size=11 * pdf.k)
    pdf.set_text_color(paint.MUTE)
    pdf.text(pdf.w - 24 - pdf.get_string_width(words), pdf.h - 9, words)


@dataclass(frozen=True, slots=True)
class _Fade:
    """A gradient from left to right: places (0 to 1) and colours, faint ones as they look on paper."""

    places: tuple[float, ...]
    colours: tuple[str, ...]


@dataclass(slots=True)
class Ink:
    """Draws pictures on the last page of a document; `fonts` are files for letters that the typeface lacks."""

    pdf: FPDF
    fonts: Sequence[str] = ()
    fades: dict[str, _Fade] = field(default_factory=dict)

    def draw(self, text: str, left: float) -> None:
        """A picture of ours, `left` pixels from the page's left edge. O(elements)."""
        root = fromstring(text)
        self.fades = {each.attrib["id"]: _fade(each) for each in root.iter(f"{_SVG}linearGradient")}
        self._children(root, left, 0.0)

    def _children(self, parent: Element, x: float, y: float) -> None:
        for each in parent:
            if act := _ACTS.get(each.tag.removeprefix(_SVG)):
                act(self, each, x, y)

    def _group(self, each: Element, x: float, y: float) -> None:
        dx, dy = map(float, _NUMBER.findall(each.get("transform", "translate(0 0)")))
        self._children(each, x + dx, y + dy)

    def _window(self, each: Element, x: float, y: float) -> None:
        """A nested picture: what is beyond its edges is not drawn."""
        x, y = x + _of(each, "x"), y + _of(each, "y")
        with self.pdf.local_context(), self.pdf.rect_clip(x, y, _of(each, "width"), _of(each, "height")):
            self._children(each, x, y)

    def _rect(self, each: Element, x: float, y: float) -> None:
        x, y, width, height = x + _of(each, "x"), y + _of(each, "y"), _of(each, "width"), _of(each, "height")
        radius = min(_of(each, "rx"), width / 2, height / 2)

        def shape(style: str, by: float = 0.0) -> None:
            round_by = max(radius + by, 0.0)
            self.pdf.rect(
                x - by, y - by, width + 2 * by, height + 2 * by, style, round_corners=round_by > 0, corner_radius=round_by
            )  # fmt: skip

        fill, line = each.get("fill", ""), each.get("stroke", "")
        if fill.startswith("url"):
            is_dashed = bool(each.get("stroke-dasharray"))
            if not is_dashed:
                self._faded(line, x, width, 1.0, lambda: shape("F", 0.5))
            self._faded(fill, x, width, float(each.get("fill-opacity", "1")), lambda: shape("F", -0.5))
            if not is_dashed:
                return
            fill = "none"
        with self._style({**each.attrib, "fill": fill, "stroke": self._plain(line)}) as style:
            shape(style)

    def _faded(self, named: str, x: float, width: float, opacity: float, act: Callable[[], None]) -> None:
        fade = self.fades[named[5:-1]]
        colours = [paint.faint(colour, opacity) for colour in fade.colours]
        gradient = LinearGradient(
            x, 0, x + width, 0, colours, bounds=list(fade.places[1:-1]), extend_before=True, extend_after=True
        )
        with self.pdf.local_context(), self.pdf.use_pattern(gradient):
            act()

    def _plain(self, colour: str) -> str:
        """The full colour of a fade; any other as it is."""
        return min(self.fades[colour[5:-1]].colours) if colour.startswith("url") else colour

    def _line(self, each: Element, x: float, y: float) -> None:
        with self._style(each.attrib):
            self.pdf.line(x + _of(each, "x1"), y + _of(each, "y1"), x + _of(each, "x2"), y + _of(each, "y2"))

    def _circle(self, each: Element, x: float, y: float) -> None:
        with self._style(each.attrib) as style:
            self.pdf.circle(x + _of(each, "cx"), y + _of(each, "cy"), _of(each, "r"), style)

    def _path(self, each: Element, x: float, y: float) -> None:
        with self._style(each.attrib) as style:
            end = self._trace(each.attrib["d"], x, y, style)
        if each.get("marker-end"):
            size = _TIP * float(each.get("stroke-width", "1"))
            tip = f"M{end[0] - 2 * size + 0.5} {end[1] - size}l{2 * size} {size}-{2 * size} {size}z"
            with self._style({"fill": each.attrib["stroke"]}) as style:
                self._trace(tip, 0, 0, style)

    def _trace(self, text: str, x: float, y: float, style: str) -> tuple[float, float]:
        """The path as lines and curves; where it ends."""
        out, at = [], (x, y)
        for name, numbers in _MOVES.findall(text):
            values = [float(number) for number in _NUMBER.findall(numbers)]
            for points in _steps(name, values, at, x, y):
                out.append(self._operator(name, points, at))
                at = points[-1]
            if name in "zZ":
                out.append("h")
        self.pdf._out(" ".join([*out, {"F": "f", "D": "S", "DF": "B"}[style]]))
        return at

    def _operator(self, name: str, points: list[tuple[float, float]], at: tuple[float, float]) -> str:
        if len(points) == 2:  # a quadratic curve as a cubic one
            (cx, cy), (ex, ey) = points
            first = (at[0] + 2 * (cx - at[0]) / 3, at[1] + 2 * (cy - at[1]) / 3)
            points = [first, (ex + 2 * (cx - ex) / 3, ey + 2 * (cy - ey) / 3), (ex, ey)]
        said = " ".join(f"{px * self.pdf.k:.2f} {(self.pdf.h - py) * self.pdf.k:.2f}" for px, py in points)
        return f"{said} {'c' if len(points) == 3 else 'm' if name in 'Mm' else 'l'}"

    def _text(self, each: Element, x: float, y: float) -> None:
        words, x, y = normalize("NFC", each.text or ""), x + _of(each, "x"), y + _of(each, "y")
        size = _of(each, "font-size")
        if not is_plain(words):
            self._pictured(words, each.attrib, x, y)
            return
        with self.pdf.local_context(text_color=each.get("fill", paint.INK)):
            self.pdf.set_font(
                f"{FAMILY}{_weight(int(each.get('font-weight', '400')))}", size=size * self.pdf.k
            )
            width = self.pdf.get_string_width(words)
            x -= {"middle": width / 2, "end": width}.get(each.get("text-anchor", ""), 0.0)
            self.pdf.text(x, y, words)
            if each.get("text-decoration"):
                self.pdf.set_draw_color(each.get("fill", paint.INK))
                self.pdf.set_line_width(size / 16)
                self.pdf.line(x, y - size * 0.3, x + width, y - size * 0.3)

    def _pictured(self, text: str, look: Mapping[str, str], x: float, y: float) -> None:
        if words := pictured(text, look, self.fonts):
            self.pdf.image(
                words.image, x + words.left, y + words.top, words.width, words.height, alt_text=text
            )

    @contextmanager
    def _style(self, look: Mapping[str, str]) -> Iterator[str]:
        """Colours, widths, dashes and opacities of a shape, and how it is to be drawn: F, D or DF."""
        fill, line = look.get("fill", ""), look.get("stroke", "")
        style = "D" * bool(line and line != "none") + "F" * bool(fill and fill != "none")
        known: dict[str, Any] = {"line_width": float(look.get("stroke-width", "1"))}
        known |= {"fill_color": fill} if "F" in style else {}
        known |= {"draw_color": line} if "D" in style else {}
        opacities = {
            name: float(look[f"{name}-opacity"]) for name in ("fill", "stroke") if f"{name}-opacity" in look
        }
        known |= {f"{name}_opacity": opacity for name, opacity in opacities.items()}
        if dashes := look.get("stroke-dasharray"):
            dash, gap = map(float, dashes.split())
            known["dash_pattern"] = (dash, gap, 0.0)
        with self.pdf.local_context(**known) if style else nullcontext():
            yield style


_ACTS: dict[str, Callable[[Ink, Element, float, float], None]] = {
    "g": Ink._group, "svg": Ink._window, "rect": Ink._rect, "line": Ink._line, "circle": Ink._circle,
    "path": Ink._path, "text": Ink._text,
}  # fmt: skip


def _steps(
    name: str, values: list[float], at: tuple[float, float], x: float, y: float
) -> Iterator[list[tuple[float, float]]]:
    """The points that one command of a path goes through, in pixels of the page: each step's end, a curve's with what bends it."""
    if name in "HhVv":
        for value in values:
            start = (x, y) if name in "HV" else at
            at = (start[0] + value, at[1]) if name in "Hh" else (at[0], start[1] + value)
            yield [at]
        return
    pairs = list(zip(values[::2], values[1::2], strict=True))
    size = 2 if name == "Q" else 1
    for first in range(0, len(pairs), size):
        start = (x, y) if name.isupper() else at
        points = [(start[0] + dx, start[1] + dy) for dx, dy in pairs[first : first + size]]
        at = points[-1]
        yield points


def _of(each: Element, name: str) -> float:
    return float(each.get(name, "0"))


def _weight(weight: int) -> int:
    """The nearest one there is, the heavier of two."""
    return min(font_files(), key=lambda known: (abs(known - weight), -known))


def _fade(each: Element) -> _Fade:
    stops = [stop.attrib for stop in each]
    colours = [paint.faint(stop["stop-color"], float(stop["stop-opacity"])) for stop in stops]
    return _Fade(tuple(float(stop["offset"]) for stop in stops), tuple(colours))
