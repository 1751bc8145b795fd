"""How a notification reads."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.throughline import fuzzy


def due_words(offset: int, due_on: date, precision: str) -> str:
    """`due today`, `due in 3 days (28 Nov)`, `overdue since 20 Nov`, in the active language."""
    day = fuzzy(due_on, precision)
    if offset < 0:
        return _("overdue since %(day)s") % {"day": day}
    if offset == 0:
        return _("due today (%(day)s)") % {"day": day}
    return ngettext("due tomorrow (%(day)s)", "due in %(count)d days (%(day)s)", offset) % {
        "count": offset,
        "day": day,
    }


def words(kind: str, data: Mapping[str, Any]) -> str:
    """What a line of the inbox says beside the title it is about, in the active language."""
    if kind in ("due", "launch"):
        return capfirst(due_words(data["offset"], date.fromisoformat(data["due_on"]), data["precision"]))
    if kind == "digest":
        return ngettext("%(count)d change", "%(count)d changes", data["count"]) % {"count": data["count"]}
    sentence = {
        "assigned": _("%(by)s assigned it to you"),
        "mentioned": _("%(by)s mentioned you"),
        "commented": _("%(by)s commented"),
        "done": _("%(by)s finished it"),
        "published": _("%(by)s published a new edition"),
        "rating": _("%(by)s asks for your ratings"),
        "visitor": _("%(by)s, a visitor, commented: it waits to be read"),
    }.get(kind, "")
    return sentence % {"by": data.get("by") or _("Someone")}
