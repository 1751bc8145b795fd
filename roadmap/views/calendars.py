"""A roadmap in people's own calendars: the secret address, and what a calendar program gets there."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from core.served import LOCKED_UP
from roadmap import queries
from roadmap.exports.ical import UNSTABLE, subscription_of
from roadmap.exports.reading import exported
from roadmap.models import CalendarFeed, Roadmap
from roadmap.services import calendars as services
from roadmap.views.answers import panel
from roadmap.views.public import HEADERS, UNKEPT, etag_of, page, too_often, unchanged

KEPT = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def calendar(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The member's address of the roadmap as a calendar, or how to get one."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    return _panel(request, roadmap, services.calendar_of(roadmap, request.member))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def open_calendar(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """A new address; the one before it ends."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    return _panel(request, roadmap, services.open_calendar(roadmap, request.member, by=request.actor))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def close_calendar(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The address answers 404 from now on."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    services.close_calendar(roadmap, request.member, by=request.actor)
    return _panel(request, roadmap, None)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The roadmap for a calendar program, as the person whose address it is may see it now; 304 for who has it.

    404 for an address that was taken back, and for whose person may not read the roadmap any more. At most twelve statements.
    """
    if refused := too_often(request):
        return refused
    feed = services.calendar_behind(token)
    if feed is None or feed.member.user is None:
        return page("share/gone.html", status=404)
    user = feed.member.user
    with timezone.override(user.timezone), translation.override(user.language):
        try:
            found = exported(feed.roadmap, feed.member, by=feed.member.actor(), query="")
        except Http404:
            return page("share/gone.html", status=404)
        return _calendar(request, subscription_of(found))


def _calendar(request: HttpRequest, text: str) -> HttpResponse:
    etag = etag_of(UNSTABLE.sub("", text).encode())
    if answer := unchanged(request, etag, KEPT):
        return answer
    headers = {**HEADERS, **UNKEPT, **KEPT, "ETag": etag, "Content-Security-Policy": LOCKED_UP}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _panel(request: WorkspaceRequest, roadmap: Roadmap, feed: CalendarFeed | None) -> HttpResponse:
    address = services.calendar_url(feed) if feed else ""
    context = {"feed": feed, "address": address}
    return panel(request, roadmap, "roadmap/_calendar.html", _("Calendar"), context)
