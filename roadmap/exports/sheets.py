"""Pages of a roadmap that is not a timeline: pieces by lane, none of which is cut, under a header that each page repeats."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from roadmap.exports import paint
from roadmap.exports.reading import Exported, told
from roadmap.exports.svg import PAD, SMALL, TEXT, Picture, framed, head
from roadmap.exports.words import lettered
from roadmap.lettering import fit
from roadmap.looks import Mark

LANE, NOTE_ROOM, GAP = 30.0, 26.0, 14.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What is not cut: its height in pixels of the page, and what it draws from a place (y) on."""

    height: float
    draw: Callable[[float], Iterable[str]]


@dataclass(frozen=True, slots=True)
class PieceLane:
    """A lane with its pieces."""

    name: str
    note: str
    pieces: Sequence[Piece]


def sheets(
    exported: Exported, header: Piece, lanes: Iterable[PieceLane], width: float, height: float, note: str
) -> Iterator[Picture]:
    """Pictures of that width and at most that height, as few as can be: lanes without pieces are left out, one that goes on says so on
    the next page. The note stands below the last piece.
    """
    parts, y = head(exported, exported.seen.legend if exported.seen else (), width)
    y, most, is_begun = _drawn(parts, header, y), height - PAD - (NOTE_ROOM if note else 0.0), False
    for lane in lanes:
        name = lane.name or _("No lane")
        for place, piece in enumerate(lane.pieces):
            if is_begun and y + piece.height + (0.0 if place else LANE) > most:
                yield framed(exported, parts, width, y + PAD)
                parts, y = _short_head(exported, width)
                y, is_begun = _drawn(parts, header, y), False
            if not is_begun or not place:
                said = _("%(lane)s, continued") % {"lane": name} if place else name
                y = _lane(parts, y, width, said, "" if place else lane.note)
            y, is_begun = _drawn(parts, piece, y), True
    if note:
        y += NOTE_ROOM
        parts.append(lettered(PAD, y, fit(note, width - 2 * PAD, SMALL), paint.MUTE, SMALL))
    yield framed(exported, parts, width, y + PAD)


def marked(mark: Mark, x: float, y: float) -> list[str]:
    """The letter of what an entry is coloured by."""
    tones = paint.TONES[mark.hue]
    return [
        f'<rect x="{x:g}" y="{y:g}" width="17" height="17" rx="4" fill="{tones.fill}" stroke="{tones.line}"/>',
        lettered(x + 8.5, y + 12, mark.letter, tones.letter, 10.5, weight=700, anchor="middle"),
    ]


def rule(width: float, y: float, colour: str) -> str:
    """A line across the page."""
    return f'<line x1="{PAD:g}" y1="{y:g}" x2="{width - PAD:g}" y2="{y:g}" stroke="{colour}"/>'


def _drawn(parts: list[str], piece: Piece, y: float) -> float:
    parts += piece.draw(y)
    return y + piece.height


def _short_head(exported: Exported, width: float) -> tuple[list[str], float]:
    """What stands above the header from the second page on."""
    name = fit(exported.document["name"], (width - 2 * PAD) * 0.7, TEXT)
    return [
        lettered(PAD, PAD + 12, name, paint.INK, TEXT, weight=600),
        lettered(width - PAD, PAD + 12, told(exported), paint.MUTE, TEXT, anchor="end"),
    ], PAD + 24


def _lane(parts: list[str], y: float, width: float, name: str, note: str) -> float:
    room = width - 2 * PAD
    parts.append(
        f'<rect x="{PAD:g}" y="{y + 0.5:g}" width="{room:g}" height="{LANE - 1:g}" fill="{paint.PAPER}"/>'
    )
    parts.append(lettered(PAD, y + 20, fit(name, room / 2, TEXT), paint.INK, TEXT, weight=600))
    words = fit(note, room / 2 - GAP, SMALL)
    parts.append(lettered(width - PAD, y + 20, words, paint.MUTE, SMALL, anchor="end"))
    parts.append(rule(width, y + LANE, paint.LINE))
    return y + LANE
