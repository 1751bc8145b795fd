"""The files of a share link, for which it was allowed: what its page shows, and not a word more."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from core.api.throttling import FileThrottle
from roadmap.exports import FORMATS, MOST_SHARED, Format, file_of
from roadmap.exports.reading import shared_export, view_in
from roadmap.models import Edition, ShareLink
from roadmap.services.visiting import lets_in
from roadmap.shared import editions_of, link_of, views_for
from roadmap.views.public import HEADERS, UNKEPT, etag_of, page, tagged, too_often, unchanged
from roadmap.views.share import COOKIE, UNINDEXED


@require_safe
def shared_file(request: HttpRequest, token: str) -> HttpResponse:
    """The roadmap as its link shows it, as a file of the `?format=` in the `?view=`; behind a password for who has given it.

    An address may have so many an hour (`FILE_RATE`). 404 for a link that allows none, and for what its fields cannot fill; 422 for a slow
    format of too many entries.
    Six statements for a live link, else two.
    """
    if refused := too_often(request):
        return refused
    link, form = link_of(token), FORMATS.get(request.GET.get("format", ""))
    if link is None or not link.has_files or form is None:
        return _gone()
    if not lets_in(link, request.COOKIES.get(COOKIE, "")):
        return redirect("roadmap:shared", token)
    editions, zone = editions_of(link), ZoneInfo(link.workspace.timezone)
    view = view_in(request.GET)
    etag = _etag(link, editions, f"{form.name} {view}", zone)
    if etag and (answer := unchanged(request, etag, UNINDEXED)):
        return answer
    if refused := _too_many(request):
        return refused
    with timezone.override(zone):
        return _file(link, editions, form, view, etag)


def _file(link: ShareLink, editions: list[Edition], form: Format, view: str, etag: str) -> HttpResponse:
    found = shared_export(link, editions)
    if found is None or not form.tells(found.fields or frozenset()):
        return _gone()
    if not form.is_shared(found.size):
        context = {"form": form.label, "most": MOST_SHARED}
        return page("share/too_many.html", context, status=422, headers={**UNKEPT, **UNINDEXED})
    views = dict(views_for(found.fields or frozenset(), ""))
    answer = file_of(replace(found, view=view) if view in views else found, form)
    for name, value in {**HEADERS, **UNKEPT, **(tagged(etag) if etag else {}), **UNINDEXED}.items():
        answer[name] = value
    return answer


def _etag(link: ShareLink, editions: list[Edition], form: str, zone: ZoneInfo) -> str:
    """What a file of that format and view depends on; empty for a live link, which depends on everything, and behind a password."""
    if link.source == ShareLink.Source.LIVE or link.password_hash:
        return ""
    known, today = [edition.pk for edition in editions], timezone.localdate(timezone=zone)
    return etag_of(repr((link.pk, link.version, known, today, form, translation.get_language())).encode())


def _too_many(request: HttpRequest) -> HttpResponse | None:
    throttle = FileThrottle()
    if throttle.allow_request(Request(request), None):
        return None
    wait = {"Retry-After": str(int(throttle.seconds_to_wait) + 1)}
    return page("share/busy.html", status=429, headers={**UNKEPT, **wait})


def _gone() -> HttpResponse:
    return page("share/gone.html", status=404, headers={**UNKEPT, **UNINDEXED})
