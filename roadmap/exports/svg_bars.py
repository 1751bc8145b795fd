"""Bars and dependencies of a timeline as SVG that carries its own looks: presentation attributes, no classes, no script.

The page's own are in `bar_html.py` and `static/css/components/timeline-bars.css`; what they show at rest is drawn here alike.
"""

from collections.abc import Iterable, Iterator

from roadmap.chart import BAR_HEIGHT, Bar, BarSpec
from roadmap.exports import paint
from roadmap.exports.paint import TONES, Tones
from roadmap.exports.words import lettered, said
from roadmap.layout import FONT_SIZE
from roadmap.lettering import text_width
from roadmap.presentation import ArrowView, BarView

_USUAL = Tones(paint.PINE_SOFT, paint.BAR_LINE, paint.PINE)
_EDGES = {"backlog": paint.EDGE, "dropped": paint.FAINT, "active": paint.BLUE}
_CLOSED = ("done", "dropped")


def draw_bar(view: BarView) -> str:
    """A bar in its lane, with its name for who points at it."""
    bar, spec = view.bar, view.bar.spec
    return (
        f'<g transform="translate({bar.left:g} {bar.top:g})"><title>{said(view.name)}</title>'
        f"{_ground(view)}{_progress(bar)}{_begins(spec)}{_words(view)}{_marks(bar)}</g>"
    )


def draw_ends(views: Iterable[BarView]) -> str:
    """The gradients of soft ends that these bars name."""
    return "".join(_ends(soft) for soft in sorted({view.soft for view in views if view.soft}))


def draw_link(view: ArrowView) -> str:
    """A dependency; one that dates contradict is red and marked."""
    arrow = view.arrow
    colour, width, tip = (paint.RED, "1.5", "tip-bad") if arrow.days else (paint.EDGE, "1.25", "tip")
    drawn = f'<path d="{arrow.path}" fill="none" stroke="{colour}" stroke-width="{width}" marker-end="url(#{tip})"/>'
    mark = _alarm(f"{arrow.x:g} {arrow.y:g}") if arrow.days else ""
    return f"<g><title>{said(view.name)}</title>{drawn}{mark}</g>"


def _tones(spec: BarSpec) -> Tones:
    return _USUAL if spec.hue is None else TONES[spec.hue]


def _ground(view: BarView) -> str:
    bar, spec, tones = view.bar, view.bar.spec, _tones(view.bar.spec)
    fill, line = (paint.HOVER, paint.LINE) if spec.status_category in _CLOSED else (tones.fill, tones.line)
    if view.soft:
        fill, line = f"url(#fill-{view.soft})", f"url(#line-{view.soft})"
    look = "".join(f' {name}="{value}"' for name, value in _sureness(bar))
    return f'<rect width="{bar.width:g}" height="{BAR_HEIGHT:g}" rx="6" fill="{fill}" stroke="{line}"{look}/>'


def _sureness(bar: Bar) -> Iterator[tuple[str, str]]:
    """How sure its dates are, and whether one of them is made up."""
    if bar.spec.confidence == "medium":
        yield from (("fill-opacity", ".6"), ("stroke-opacity", ".8"))
    if bar.spec.confidence == "low":
        yield "fill-opacity", ".3"
    if bar.span.assumed or bar.spec.confidence == "low":
        yield "stroke-dasharray", "2 3" if bar.span.assumed else "4 3"


def _progress(bar: Bar) -> str:
    if not bar.progress_width or bar.spec.status_category == "done":
        return ""
    colour, opacity = (paint.PINE, ".17") if bar.spec.hue is None else (TONES[bar.spec.hue].line, ".3")
    return f'<rect width="{bar.progress_width:g}" height="{BAR_HEIGHT:g}" rx="6" fill="{colour}" fill-opacity="{opacity}"/>'


def _begins(spec: BarSpec) -> str:
    """The letter of what it is coloured by, else a mark of its status."""
    if spec.mark:
        return lettered(
            8.5, 18, spec.mark, paint.TONES[spec.hue or 0].letter, 10.5, weight=700, anchor="middle"
        )
    if spec.status_category == "done":
        return (
            f'<path d="M5 14.5l3 3 5-6.5" fill="none" stroke="{paint.PINE}" stroke-width="1.75"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
        )
    colour = _EDGES.get(spec.status_category, paint.PINE)
    return f'<rect x="6" y="8" width="3" height="12" rx="1.5" fill="{colour}"/>'


def _words(view: BarView) -> str:
    """Title and what is said beside it. Inside a bar they end where it does, whatever font there is."""
    bar, category = view.bar, view.bar.spec.status_category
    colour = paint.MUTE if category in _CLOSED else paint.INK
    title = lettered(bar.title_x, 18.5, bar.title, colour, 12.5, weight=500, is_struck=category == "dropped")
    if not bar.title:
        return ""
    if bar.is_title_outside:
        return _ground_of_title(bar) + title
    sure = lettered(view.sure_x, 18.5, view.sure, paint.MUTE, 11, italic=True) if view.sure else ""
    room = bar.width - (24 if bar.shows_owner else 3)
    return f'<svg width="{room:g}" height="{BAR_HEIGHT:g}" overflow="hidden">{title}{sure}</svg>'


def _ground_of_title(bar: Bar) -> str:
    """What keeps lines that pass behind a title from striking it out."""
    width = text_width(bar.title, FONT_SIZE) + 2
    return f'<rect x="{bar.title_x - 2:g}" y="5" width="{width:g}" height="18" rx="3" fill="{paint.PANEL}" fill-opacity=".85"/>'


def _marks(bar: Bar) -> str:
    """Owner, children's line, what is overdue."""
    found = ""
    if bar.shows_owner:
        x = bar.width - 14
        found += f'<circle cx="{x:g}" cy="14" r="9" fill="{paint.PANEL}" stroke="{paint.LINE}"/>'
        found += lettered(x, 17, bar.spec.owner, paint.MUTE, 8.5, weight=600, anchor="middle")
    if bar.leader:
        found += f'<path d="{bar.leader}" fill="none" stroke="{paint.AMBER}" stroke-dasharray="2 3"/>'
    if bar.child_width:
        colour = paint.AMBER if bar.is_clash else paint.EDGE
        found += f'<rect x="{bar.child_x:g}" y="31" width="{bar.child_width:g}" height="2" rx="1" fill="{colour}"/>'
    return found + (_alarm(f"{bar.width:g} 1") if bar.is_overdue else "")


def _alarm(place: str) -> str:
    mark = lettered(0, 3.5, "!", paint.PANEL, 10, weight=700, anchor="middle")
    return (
        f'<g transform="translate({place})"><circle r="6.5" fill="{paint.RED}" stroke="{paint.PANEL}"'
        f' stroke-width="1.5"/>{mark}</g>'
    )


def _ends(soft: str) -> str:
    """Fill and line of a bar with soft ends: `start`, `due` or `both`, and a hue behind a dash where it has one."""
    ends, _dash, hue = soft.partition("-")
    tones = TONES[int(hue)] if hue else _USUAL
    line = ("1", tones.line) if hue else (".5", paint.PINE)
    return _gradient(f"fill-{soft}", ends, tones.fill, "1", ".06", 0.18) + _gradient(
        f"line-{soft}", ends, line[1], line[0], "0", 0.22
    )


def _gradient(name: str, ends: str, colour: str, full: str, faint: str, reach: float) -> str:
    """From `faint` to `full` opacity within `reach` of each soft end."""
    stops = [(0.0, faint), (reach, full)] if ends != "due" else [(0.0, full)]
    stops += [(1 - reach, full), (1.0, faint)] if ends != "start" else [(1.0, full)]
    drawn = "".join(
        f'<stop offset="{at:g}" stop-color="{colour}" stop-opacity="{opacity}"/>' for at, opacity in stops
    )
    return f'<linearGradient id="{name}">{drawn}</linearGradient>'
