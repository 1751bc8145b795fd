"""`{% load timeline %}`, then `{% draw_bars lane.bars %}`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from roadmap.bar_html import draw_bars as draw
from roadmap.presentation import BarView

register = template.Library()


@register.simple_tag
def draw_bars(bars: Iterable[BarView]) -> SafeString:
    """The bars of a lane as SVG."""
    return draw(bars)
