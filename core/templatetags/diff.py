"""`{% load diff %}`, then `{{ pieces|marked }}` within an element that keeps spaces (`.diff`)."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.textdiff import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """What went and what came, each as an element, and named for who hears it; not one space is added."""
    told = {"gone": ("del", _("removed:")), "new": ("ins", _("added:"))}
    shown = format_html_join(
        "", "{}", ((_marked(piece, *told.get(piece.kind, ("", ""))),) for piece in pieces)
    )
    return shown or format_html('<span class="mute">{}</span>', _("Nothing differs."))


def _marked(piece: Piece, element: str, said: str) -> SafeString | str:
    if not element:
        return piece.text
    return format_html('<{0}><span class="visually-hidden">{1} </span>{2}</{0}>', element, said, piece.text)
