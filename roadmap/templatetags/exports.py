"""`{% load exports %}`, then `{% export_formats as formats %}`."""

from collections.abc import Iterable

from django import template

from roadmap.exports import FORMATS, Format

register = template.Library()


@register.simple_tag
def export_formats() -> Iterable[Format]:
    """The sorts of files that a roadmap can be made into."""
    return FORMATS.values()
