"""The public changelog and its Atom feed: no account, no cookie, no script, no id; 404 while it is closed."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from core.api.throttling import PublicThrottle
from roadmap.models import Changelog
from roadmap.release_notes import ChangelogPage, changelog_page, open_changelog

HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "public, no-cache"}


@require_safe
def changelog(request: HttpRequest, slug: str) -> HttpResponse:
    """The published releases, the newest first, by `?page=`. Unknown and closed are the same 404. Two statements."""
    found = _open(request, slug)
    if isinstance(found, HttpResponse):
        return found
    asked = request.GET.get("page", "1")
    number = int(asked) if re.fullmatch(r"[1-9][0-9]{0,2}", asked) else 1
    with timezone.override(ZoneInfo(found.workspace.timezone)):
        page = changelog_page(found, number)
        context = {"page": page, "workspace": found.workspace, "older": number + 1, "newer": number - 1}
        return _answer(request, render_to_string("share/changelog.html", context), "text/html; charset=utf-8")


@require_safe
def changelog_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest of the same as an Atom feed."""
    found = _open(request, slug)
    if isinstance(found, HttpResponse):
        return found
    with timezone.override(ZoneInfo(found.workspace.timezone)):
        body = _feed(found, changelog_page(found))
    return _answer(request, body, "application/atom+xml; charset=utf-8")


def _open(request: HttpRequest, slug: str) -> Changelog | HttpResponse:
    """The changelog, or why not."""
    throttle = PublicThrottle()
    if not throttle.allow_request(Request(request), None):
        wait = {"Retry-After": str(int(throttle.seconds_to_wait) + 1), "Cache-Control": "no-store"}
        return _page("share/busy.html", 429, wait)
    found = open_changelog(slug)
    return found or _page("share/no_changelog.html", 404, {"Cache-Control": "no-store"})


def _feed(found: Changelog, page: ChangelogPage) -> str:
    address = settings.BASE_URL + reverse("roadmap:changelog", args=[found.workspace.slug])
    feed = Atom1Feed(
        title=_("%(workspace)s: changelog") % {"workspace": found.workspace.name},
        link=address,
        description="",
        feed_url=settings.BASE_URL + reverse("roadmap:changelog_feed", args=[found.workspace.slug]),
        author_name=found.workspace.name,
        language=translation.get_language() or "en",
    )
    for told in page.releases:
        feed.add_item(
            title=f"{told.product} {told.name}",
            link=f"{address}#{told.ref}",
            description=str(told.notes),
            unique_id=f"{address}{told.ref}",
            pubdate=datetime.combine(told.day, time(), timezone.get_current_timezone()),
            updateddate=told.updated_at,
        )
    return str(feed.writeString("utf-8"))


def _page(template: str, status: int, headers: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(render_to_string(template, {}), status=status, headers=dict(headers))


def _answer(request: HttpRequest, body: Any, content_type: str) -> HttpResponse:
    """The body, to be revalidated by its hash, so that what was taken off is gone at once."""
    etag = f'"{blake2b(body.encode(), digest_size=12).hexdigest()}"'
    headers = {**HEADERS, "ETag": etag}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type=content_type, headers=headers)
