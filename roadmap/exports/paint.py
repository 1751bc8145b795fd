"""The page's light colours for files that know no stylesheet: sRGB in hex, from the same numbers as `static/css/tokens.css`."""

from dataclasses import dataclass
from math import cos, radians, sin


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour as `#rrggbb`, cut to what sRGB can show. `lightness` from 0 to 1, `hue` in degrees.

    Björn Ottosson, A perceptual color space for image processing (2020); transfer curve of IEC 61966-2-1.
    """
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _curved(min(max(part, 0.0), 1.0))):02x}" for part in linear)


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def faint(colour: str, opacity: float, ground: str = "") -> str:
    """How a colour (`#rrggbb`) of that opacity, from 0 to 1, looks on the ground (PANEL)."""
    parts = zip(_parts(colour), _parts(ground or PANEL), strict=True)
    return "#" + "".join(f"{round(over * opacity + under * (1 - opacity)):02x}" for over, under in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


PAPER = oklch(0.984, 0.004, 85)
PANEL = oklch(0.998, 0.001, 85)
HOVER = oklch(0.962, 0.006, 85)
LINE = oklch(0.908, 0.007, 85)
HAIR = oklch(0.938, 0.006, 85)
EDGE = oklch(0.66, 0.012, 85)
INK = oklch(0.245, 0.012, 85)
MUTE = oklch(0.488, 0.013, 85)
FAINT = oklch(0.78, 0.01, 85)
PINE = oklch(0.495, 0.1, 165)
PINE_STRONG = oklch(0.43, 0.09, 165)
PINE_SOFT = oklch(0.955, 0.025, 165)
RED = oklch(0.53, 0.18, 27)
AMBER = oklch(0.54, 0.115, 68)
BLUE = oklch(0.52, 0.115, 250)
BAR_LINE = oklch(0.725, 0.0625, 165)
"""Half pine, half soft pine."""
FACE = "Inter, 'Inter Variable', Arial, 'Liberation Sans', Helvetica, sans-serif"

_HUES = (25, 50, 80, 115, 145, 175, 205, 235, 265, 295, 325, 355)


@dataclass(frozen=True, slots=True)
class Tones:
    """What one hue colours: a bar's body, its line, the letter on it."""

    fill: str
    line: str
    letter: str


TONES = tuple(Tones(oklch(0.92, 0.055, hue), oklch(0.6, 0.13, hue), oklch(0.4, 0.12, hue)) for hue in _HUES)
