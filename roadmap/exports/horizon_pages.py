"""Now, Next, Later as pages of a picture: a column a horizon, the cards of each lane in lines of one for each column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

from django.utils.translation import gettext as _

from roadmap.drawing import draw_horizons
from roadmap.exports import paint
from roadmap.exports.paint import TONES
from roadmap.exports.reading import Exported
from roadmap.exports.sheets import GAP, Piece, PieceLane, marked, rule, sheets
from roadmap.exports.svg import PAD, SMALL, TEXT, Picture
from roadmap.exports.words import lettered
from roadmap.horizons import Card, HorizonsView, Row
from roadmap.lettering import fit, text_width, wrapped
from roadmap.looks import Mark
from roadmap.shared import horizons_of

WIDTH, NARROWEST = 1060.0, 200.0
HEADER, LINE, INSET, MARK, OWNER, BETWEEN = 34.0, 17.0, 10.0, 24.0, 24.0, 10.0
MOST_LINES = 3
_CLOSED = ("done", "dropped")
_STATUS = {"backlog": paint.EDGE, "dropped": paint.FAINT, "active": paint.BLUE}


@dataclass(frozen=True, slots=True)
class _Columns:
    """What all pages have in common: `step` is from one column to the next."""

    view: HorizonsView
    step: float

    @property
    def width(self) -> float:
        return self.step * len(self.view.columns) - GAP + 2 * PAD

    def places(self) -> Iterator[float]:
        return (PAD + at * self.step for at in range(len(self.view.columns)))


def horizon_pages(exported: Exported, height: float, note: str = "") -> Iterator[Picture]:
    """The horizons as pictures of at most that height, as few as can be; the note stands below the last cards. No statements; O(n) for
    n entries.
    """
    seen, by = exported.seen, exported.by
    if seen and by:
        view = draw_horizons(seen, by=by, slug=exported.roadmap.workspace.slug, today=exported.today)
    else:
        view = horizons_of(exported.document, exported.today)
    columns = _Columns(view, max((WIDTH - 2 * PAD + GAP) / len(view.columns), NARROWEST + GAP))
    lanes = (PieceLane(row.name, row.note, _lines(columns, row)) for row in view.rows)
    yield from sheets(exported, Piece(HEADER, partial(_header, columns)), lanes, columns.width, height, note)


def _header(columns: _Columns, y: float) -> Iterator[str]:
    """The names of the horizons, and how many entries each has."""
    for x, column in zip(columns.places(), columns.view.columns, strict=True):
        count = str(column.count)
        name = fit(column.name, columns.step - GAP - text_width(count, TEXT) - 8, TEXT + 1)
        yield lettered(x, y + 20, name, paint.INK, TEXT + 1, weight=600)
        yield lettered(x + text_width(name, TEXT + 1) + 8, y + 20, count, paint.MUTE, TEXT)
    yield rule(columns.width, y + HEADER - 4, paint.EDGE)


def _lines(columns: _Columns, row: Row) -> list[Piece]:
    found = []
    for cards in zip_longest(*(cell.cards for cell in row.cells)):
        texts = [_texts(columns, card) if card else None for card in cards]
        height = max(len(words) + len(facts) for words, facts in filter(None, texts)) * LINE + 2 * INSET
        drawn = list(zip(columns.places(), cards, texts, strict=True))
        found.append(Piece(height + BETWEEN, partial(_line, columns, drawn, height)))
    return found


Texts = tuple[list[str], list[str]]


def _line(
    columns: _Columns, drawn: Sequence[tuple[float, Card | None, Texts | None]], height: float, y: float
) -> Iterator[str]:
    for x, card, texts in drawn:
        if card and texts:
            yield from _card(columns, card, texts, (x, y + BETWEEN / 2), height)


def _texts(columns: _Columns, card: Card) -> Texts:
    """The lines of a card's title, and of what else is said of it."""
    spec, fields = card.spec, columns.view.fields
    room = columns.step - GAP - 2 * INSET
    beside = (MARK if spec.mark else 0.0) + (OWNER if spec.owner else 0.0)
    percent = _("%(percent)d %% done") % {"percent": card.percent}
    said = [
        spec.status if "status" in fields else "",
        card.dates if "dates" in fields else "",
        percent if card.percent and spec.status_category == "active" else "",
        *spec.words,
        {"low": _("low confidence"), "medium": _("medium confidence")}.get(spec.confidence or "", ""),
        spec.key if "key" in fields else "",
    ]
    facts = " · ".join(filter(None, said))
    return wrapped(spec.title, room - beside, TEXT, MOST_LINES), wrapped(
        facts, room - INSET, SMALL, MOST_LINES
    )


def _card(
    columns: _Columns, card: Card, texts: Texts, corner: tuple[float, float], height: float
) -> Iterator[str]:
    (x, y), spec, width = corner, card.spec, columns.step - GAP
    title, facts = texts
    is_closed = spec.status_category in _CLOSED
    line = TONES[spec.hue].line if spec.mark and spec.hue is not None else paint.LINE
    fill = paint.HOVER if is_closed else paint.PANEL
    yield f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6" fill="{fill}" stroke="{line}"/>'
    if spec.mark:
        yield from marked(Mark(spec.mark_name, spec.mark, spec.hue or 0), x + INSET, y + INSET)
    if spec.owner:
        at = x + width - INSET - 9
        yield f'<circle cx="{at:g}" cy="{y + INSET + 8:g}" r="9" fill="{paint.PANEL}" stroke="{paint.LINE}"/>'
        yield lettered(at, y + INSET + 11, spec.owner, paint.MUTE, 8.5, weight=600, anchor="middle")
    ink, left = paint.MUTE if is_closed else paint.INK, x + INSET + (MARK if spec.mark else 0.0)
    is_struck = spec.status_category == "dropped"
    for place, words in enumerate(title):
        yield lettered(left, y + INSET + 13 + LINE * place, words, ink, TEXT, weight=500, is_struck=is_struck)
    y += INSET + 13 + LINE * len(title)
    dot = _STATUS.get(spec.status_category, paint.PINE)
    yield f'<circle cx="{x + INSET + 3:g}" cy="{y - 4:g}" r="3" fill="{dot}"/>' if facts else ""
    for place, words in enumerate(facts):
        yield lettered(x + INSET + 10, y + LINE * place, words, paint.MUTE, SMALL)
