"""`{% load rows %}`, then `{% draw_rows rows %}` and `{% light_mark row.light %}`."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from backlog.queries.rows import Row
from backlog.readiness import Light
from backlog.row_html import draw_light
from backlog.row_html import draw_rows as draw

register = template.Library()


@register.simple_tag(takes_context=True)
def draw_rows(context: Context, rows: Iterable[Row]) -> SafeString:
    """The rows of the table; `may_rank` of the page says whether they have a handle to drag them by."""
    items_url = reverse("backlog:my_work", kwargs={"slug": context["shell"].workspace.slug}) + "items/"
    return draw(rows, items_url=items_url, may_rank=bool(context.get("may_rank")))


@register.simple_tag
def light_mark(light: Light | None) -> SafeString | str:
    """The light of readiness; nothing where there is nothing to judge."""
    return draw_light(light) if light else ""
