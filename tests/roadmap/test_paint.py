"""Colours of files are the page's light ones."""

import re

import pytest
from django.conf import settings

from roadmap.exports import paint

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
HUES = (settings.BASE_DIR / "static/css/components/tag.css").read_text()


@pytest.mark.parametrize(
    "name",
    ["paper", "panel", "hover", "line", "hair", "edge", "ink", "mute", "faint", "pine", "pine-strong", "pine-soft", "red", "amber", "blue"],
)  # fmt: skip
def test_they_are_the_tokens(name: str) -> None:
    found = re.search(rf"--{name}: light-dark\(oklch\(([\d. ]+)\)", TOKENS)
    assert found
    lightness, chroma, hue = map(float, found[1].split())
    assert getattr(paint, name.upper().replace("-", "_")) == paint.oklch(lightness, chroma, hue)


def test_hues_are_those_of_labels() -> None:
    hues = [int(hue) for hue in re.findall(r"\.hue-\d+ \{ --hue: (\d+); \}", HUES)]
    assert [tones.line for tones in paint.TONES] == [paint.oklch(0.6, 0.13, hue) for hue in hues]


@pytest.mark.parametrize(
    ("colour", "hex"),
    [((1, 0, 0), "#ffffff"), ((0, 0, 0), "#000000"), ((0.62796, 0.25768, 29.234), "#ff0000"), ((0.51975, 0.17686, 142.495), "#008000")],
)  # fmt: skip
def test_oklch(colour: tuple[float, float, float], hex: str) -> None:
    assert paint.oklch(*colour) == hex
