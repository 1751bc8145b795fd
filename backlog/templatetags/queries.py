"""`{% load queries %}`, then `{% query_mark query mistake %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.query import QueryError

register = template.Library()


@register.simple_tag
def query_mark(text: str, mistake: QueryError | str) -> SafeString | str:
    """The text of the search box once more, its wrong word in `<mark>`: laid under the box, it underlines the word there.
    Nothing for a mistake that is about no place in the text.
    """
    if not isinstance(mistake, QueryError):
        return ""
    start, end = mistake.start, max(mistake.end, mistake.start)
    return format_html(
        '<span class="search-mark" aria-hidden="true" data-start="{}" data-end="{}">{}<mark>{}</mark>{}</span>',
        *(start, end, text[:start], text[start:end] or " ", text[end:]),
    )
