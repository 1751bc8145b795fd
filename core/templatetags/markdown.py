"""`{% load markdown %}`, then `{{ text|markdown }}` or `{{ comment.text|markdown:addresses }}`."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from core.markdown import render

register = template.Library()


@register.filter(name="markdown", is_safe=True)
def markdown(text: str | None, addresses: Mapping[str, str] | None = None) -> SafeString:
    """Render Markdown; `addresses` maps the keys that become links to where they lead (see
    `core.markdown.keys_in`).
    """
    return render(text, link_keys=addresses)
