"""Template tags of every page: icons, marks, avatars, dates and the import map."""

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from core.marks import KINDS, STATUS_CATEGORIES, draw
from core.numbers import written

register = template.Library()

HUES = 12
VENDOR = {"htmx.org": "vendor/htmx/htmx.esm.min.js", "sortablejs": "vendor/sortablejs/sortable.esm.js"}


@lru_cache(maxsize=1)
def _import_map() -> str:
    """The import map as JSON: own modules as `#app/<path below static/js>`, vendors by package name."""
    root = Path(settings.BASE_DIR) / "static" / "js"
    own = {f"#app/{path.relative_to(root).as_posix()}": path for path in sorted(root.rglob("*.js"))}
    imports = {name: static(f"js/{name.removeprefix('#app/')}") for name in own}
    imports |= {name: static(path) for name, path in VENDOR.items()}
    return json.dumps({"imports": imports}).replace("<", "\\u003c")


@register.simple_tag(takes_context=True)
def importmap(context: Context) -> SafeString:
    """The `<script type="importmap">` of the page, with the nonce of its request; before any module script."""
    if settings.DEBUG:
        _import_map.cache_clear()
    nonce = getattr(context.get("request"), "csp_nonce", "")
    # The map holds only paths of our own static files, with `<` escaped.
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>',
        str(nonce),
        mark_safe(_import_map()),  # noqa: S308
    )


@lru_cache(maxsize=512)
def _icon(name: str, css: str) -> SafeString:
    return mark_safe(lucide(name, size=16, **{"class": css, "aria-hidden": "true"}))  # noqa: S308


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A Lucide icon as inline SVG, hidden from screen readers; the word beside it speaks."""
    return _icon(name, f"icon {css}".strip())


@register.simple_tag
def kind_icon(kind: str) -> SafeString:
    """The mark of an item's kind (`story`, `bug` …), named for screen readers."""
    return draw(kind, label=str(KINDS.get(kind, kind)))


@register.simple_tag
def status_mark(category: str) -> SafeString:
    """The mark of a status category, silent: the status's own name stands beside it."""
    return draw(category if category in STATUS_CATEGORIES else "backlog")


@register.simple_tag
def brand() -> SafeString:
    """Throughline's mark: one line that rises in two steps and ends in a dot."""
    return draw("brand")


@register.filter
def hue(value: object) -> str:
    """A stable class name `hue-0` … `hue-11` for anything with a text form."""
    return f"hue-{crc32(str(value).encode()) % HUES}"


@register.filter
def initials(name: object) -> str:
    """Two letters of a person's name: first and last word, or the first two letters of one word."""
    words = [word for word in str(name).replace(".", " ").split("@")[0].split() if word]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()


@register.simple_tag
def avatar(member: Any) -> SafeString:
    """A member as a round mark with initials; none draws the empty seat."""
    if not member:
        nobody = _("Nobody")
        return format_html(
            '<span class="avatar avatar--none" role="img" aria-label="{}" title="{}"></span>',
            nobody,
            nobody,
        )
    name = str(getattr(member, "name", "") or member)
    colour = hue(getattr(member, "pk", name))
    return format_html(
        '<span class="avatar {}" role="img" aria-label="{}" title="{}">{}</span>',
        colour,
        name,
        name,
        initials(name),
    )


@register.simple_tag
def opens(dialog: str, address: str, **query: object) -> SafeString:
    """Attributes of a link: it fetches `address?query` into the dialog with this id and opens it. Without scripts it goes there."""
    attributes = 'href="{0}" hx-get="{0}" hx-target="#{1}-body" hx-swap="innerHTML" data-opens="{1}"'
    return format_html(attributes, f"{address}?{urlencode(query)}" if query else address, dialog)


@register.simple_tag
def posts(address: str) -> SafeString:
    """Attributes of a form whose answer is a toast and news, no HTML. Without scripts a plain form."""
    return format_html('method="post" action="{0}" hx-post="{0}" hx-swap="none"', address)


register.filter("number", written)


@register.filter
def fuzzy(day: date | None, precision: str = "day") -> str:
    """A date as precisely as it is known: `28 Nov`, `Week 48`, `Dec`, `Q1 2027`, `H1 2027`; the year only if it differs."""
    if day is None:
        return ""
    year = "" if day.year == timezone.localdate().year else f" {day.year}"
    if precision == "week":
        iso = day.isocalendar()
        return _("Week %(number)d") % {"number": iso.week} + ("" if not year else f" {iso.year}")
    if precision == "month":
        return formats.date_format(day, "M") + year
    if precision == "quarter":
        return f"Q{(day.month + 2) // 3}{year}"
    if precision == "half":
        return f"H{1 if day.month < 7 else 2}{year}"
    return formats.date_format(day, "j M") + year


@register.simple_tag
def ago(moment: Any) -> SafeString:
    """A moment as `<tl-time>`: the browser says "3 hours ago", the title holds the exact local time."""
    local = timezone.localtime(moment)
    return format_html(
        '<tl-time><time datetime="{}" title="{}">{}</time></tl-time>',
        moment.isoformat(),
        formats.date_format(local, "DATETIME_FORMAT"),
        formats.date_format(local, "j M"),
    )
