"""`{% load roadmap_list %}`, then `{% list_icons %}` once and `{% draw_list_rows list rows %}`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from roadmap.list_html import draw_icons, draw_rows
from roadmap.listing import ListRow, ListView

register = template.Library()


@register.simple_tag
def list_icons() -> SafeString:
    """What the rows of a list refer to."""
    return draw_icons()


@register.simple_tag
def draw_list_rows(shown: ListView, rows: Iterable[ListRow]) -> SafeString:
    """Rows of a list."""
    return draw_rows(shown, rows)
