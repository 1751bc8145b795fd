"""`{% load markdown %}`, then `{{ text|markdown }}`, `{{ comment.text|markdown:addresses }}`, `{% prose text addresses files %}`."""

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


@register.simple_tag
def prose(text: str | None, addresses: Mapping[str, str], own_files: str) -> SafeString:
    """The same, and images below the address `own_files` are shown: those that people have added here."""
    return render(text, link_keys=addresses, own_files=own_files)
