"""The public page of a share link: no account, no cookie, no script; to be cached, not to be indexed."""

from collections.abc import Mapping
from datetime import date
from hashlib import blake2b
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from core.api.throttling import PublicThrottle
from roadmap.models import Edition, ShareLink
from roadmap.shared import editions_of, link_of, shared_page

HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A roadmap as its link shows it, as `?view=timeline|horizons|list`.

    Unknown, revoked and expired tokens get the same 404. The answer is revalidated by its ETag (made from edition,
    link, day, view and language), so a revoked link stops at once. Five statements for a live link, else two.
    """
    throttle = PublicThrottle()
    if not throttle.allow_request(Request(request), None):
        return _page("share/busy.html", {}, 429, {"Retry-After": str(int(throttle.seconds_to_wait) + 1)})
    link = link_of(token)
    if link is None:
        return _page("share/gone.html", {}, 404, {"Cache-Control": "no-store"})
    zone = ZoneInfo(link.workspace.timezone)
    today, editions = timezone.localdate(timezone=zone), editions_of(link)
    view = request.GET.get("view", "")
    etag = _etag(link, editions, today, view)
    if etag and request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=_caching(etag))
    with timezone.override(zone):
        page = shared_page(link, editions, view=view, today=today)
        context = {"page": page, "workspace": link.workspace}
        return _page("share/page.html" if page else "share/waiting.html", context, 200, _caching(etag))


def _page(template: str, context: Mapping[str, object], status: int, headers: dict[str, str]) -> HttpResponse:
    """Rendered without the request, so that nothing can touch a session."""
    return HttpResponse(render_to_string(template, context), status=status, headers={**HEADERS, **headers})


def _caching(etag: str) -> dict[str, str]:
    return (
        {**HEADERS, "ETag": etag, "Cache-Control": "public, no-cache"}
        if etag
        else {"Cache-Control": "no-store"}
    )


def _etag(link: ShareLink, editions: list[Edition], today: date, view: str) -> str:
    """What the page depends on; empty for a live link, which depends on everything."""
    if link.source == ShareLink.Source.LIVE:
        return ""
    parts = (
        link.pk,
        link.fields,
        [edition.pk for edition in editions],
        today,
        view,
        translation.get_language(),
    )
    return f'"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'
