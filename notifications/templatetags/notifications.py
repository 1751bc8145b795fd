"""How a line of the inbox is shown."""

from datetime import date, timedelta

from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from notifications.models import Notification
from notifications.words import words

register = template.Library()

_ICONS = {
    "assigned": "user-round-plus",
    "mentioned": "at-sign",
    "commented": "message-square",
    "done": "circle-check",
    "due": "calendar-clock",
    "published": "map",
    "rating": "scale",
    "launch": "rocket",
    "digest": "git-compare",
    "visitor": "message-square",
}


@register.filter
def line_icon(line: Notification) -> str:
    """The icon of what the line tells."""
    return _ICONS.get(line.kind, "bell")


@register.filter
def line_words(line: Notification) -> str:
    """What happened, in the reader's language."""
    return words(line.kind, line.data)


@register.filter
def line_key(line: Notification) -> str:
    """The item's key as it is now; as it was told where the item is gone. Costs no query: the page loads both."""
    return line.item.key if line.item else str(line.data["key"])


@register.filter
def line_url(line: Notification, slug: str) -> str:
    """Where the line leads; empty where what it tells of is gone."""
    if line.item is not None:
        return (
            ""
            if line.item.deleted_at
            else reverse("backlog:item", kwargs={"slug": slug, "key": line.item.key})
        )
    if "entry" in line.data:
        where = {"slug": slug, "pk": line.data["roadmap"], "entry_pk": line.data["entry"]}
        return reverse("roadmap:entry", kwargs=where) + "#comments"
    if "objective" in line.data:
        return reverse("roadmap:objective", kwargs={"slug": slug, "pk": line.data["objective"]}) + "#comments"
    if line.kind == Notification.Kind.PUBLISHED:
        return reverse("roadmap:roadmap", kwargs={"slug": slug, "pk": line.data["roadmap"]})
    if line.kind == Notification.Kind.DIGEST:
        changes = reverse("roadmap:changes", kwargs={"slug": slug, "pk": line.data["roadmap"]})
        return f"{changes}?{urlencode({'since': line.data['since'], 'small': 'no'})}"
    if line.kind == Notification.Kind.VISITOR:
        return reverse("roadmap:visitor_comments", kwargs={"slug": slug, "pk": line.data["roadmap"]})
    if line.kind == Notification.Kind.RATING:
        where = {"slug": slug, "product_key": line.data["product"], "pk": line.data["round"]}
        return reverse("backlog:rating_round", kwargs=where)
    if line.kind == Notification.Kind.LAUNCH:
        return reverse("roadmap:release_launch", kwargs={"slug": slug, "pk": line.data["release"]})
    return ""


@register.filter
def day_name(day: date) -> str:
    """Today, yesterday, or the day as the reader's language writes it."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return formats.date_format(day, "l, j F" if day.year == today.year else "j F Y")
