"""Small drawings of our own: kinds of item, categories of status, the brand. 16 x 16, drawn in currentColor."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

KINDS = {
    "initiative": _("Initiative"),
    "epic": _("Epic"),
    "feature": _("Feature"),
    "story": _("Story"),
    "bug": _("Bug"),
    "chore": _("Chore"),
    "spike": _("Spike"),
}
STATUS_CATEGORIES = ("backlog", "ready", "active", "done", "dropped")

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'
_RING = f'<circle cx="8" cy="8" r="5.7" {_LINE}'
_SHAPES = {
    "initiative": f'<path d="M3.8 14V2.4" {_LINE}/><path d="M3.8 2.4h9l-2.3 3 2.3 3h-9z" fill="currentColor"/>',
    "epic": f'<path d="M8 2 13.2 5v6L8 14 2.8 11V5z" {_LINE}/><circle cx="8" cy="8" r="2.1" fill="currentColor"/>',
    "feature": '<path d="M8 1.8 14.2 8 8 14.2 1.8 8z" fill="currentColor"/>',
    "story": '<path d="M4 3.3c0-.7.6-1.3 1.3-1.3h5.4c.7 0 1.3.6 1.3 1.3V14l-4-2.9L4 14z" fill="currentColor"/>',
    "bug": '<path d="M8 4.6c1.8 0 3.2 1.4 3.2 3.2v2.4a3.2 3.2 0 0 1-6.4 0V7.8C4.8 6 6.2 4.6 8 4.6z" '
    f'fill="currentColor"/><path d="m6 2.2 2 2.2 2-2.2M4.8 9H1.9M14.1 9h-2.9M4.9 6.6 2.8 5.2M13.2 5.2l-2.1 1.4'
    f'M5 11.6l-2.1 1.7M13.1 13.3 11 11.6" {_LINE}/>',
    "chore": f'<rect x="2.8" y="2.8" width="10.4" height="10.4" rx="2.4" {_LINE}/><path d="M5.8 8h4.4" {_LINE}/>',
    "spike": '<path d="M9.3 1.4 3 9h4.3l-.8 5.6L13 7H8.6z" fill="currentColor"/>',
    "backlog": f'{_RING} stroke-dasharray="2.2 2.28"/>',
    "ready": f"{_RING}/>",
    "active": f'{_RING}/><path d="M8 4.8a3.2 3.2 0 0 1 0 6.4z" fill="currentColor"/>',
    "done": '<path fill-rule="evenodd" d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zm3.6 4.1a.8.8 0 0 0-1.2-.1'
    'L7.1 9 5.6 7.6a.8.8 0 1 0-1.1 1.2l2.1 1.9c.3.3.8.3 1.1 0l3.8-4a.8.8 0 0 0 .1-1.1z" fill="currentColor"/>',
    "dropped": f'{_RING}/><path d="m6 6 4 4m0-4-4 4" {_LINE}/>',
    "brand": '<path d="M1.3 13.2h2.5c2.1 0 1.7-4.6 3.8-4.6h1.2c2.1 0 1.7-4.6 3.8-4.6" fill="none" '
    'stroke="currentColor" stroke-width="1.9" stroke-linecap="round"/><circle cx="13.4" cy="4" r="1.9" '
    'fill="currentColor"/>',
}


@lru_cache(maxsize=256)
def draw(name: str, label: str = "") -> SafeString:
    """One of our marks as inline SVG. With a label it is an image of that name, without it is decoration."""
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    css = "brand" if name == "brand" else f"mark mark--{name}"
    shape = mark_safe(_SHAPES.get(name, _SHAPES["chore"]))  # noqa: S308 (constants above)
    return format_html('<svg class="{}" viewBox="0 0 16 16" {}>{}</svg>', css, voice, shape)
