"""The files of a share link, for which it was allowed: what its page shows, and not a word more."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from core.api.throttling import FileThrottle
from roadmap.exports import FORMATS, Format, file_of, formats_for
from roadmap.exports.reading import shared_export
from roadmap.models import Edition, ShareLink
from roadmap.services.visiting import lets_in
from roadmap.shared import editions_of, link_of
from roadmap.views.public import HEADERS, UNKEPT, etag_of, page, tagged, too_often, unchanged
from roadmap.views.share import COOKIE, UNINDEXED


@require_safe
def shared_file(request: HttpRequest, token: str) -> HttpResponse:
    """The roadmap as its link shows it, as a file of the `?format=`; behind a password for who has given it.

    An address may have so many an hour (`FILE_RATE`). 404 for a link that allows none, and for what its fields cannot fill.
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
    etag = _etag(link, editions, form, zone)
    if etag and (answer := unchanged(request, etag, UNINDEXED)):
        return answer
    if refused := _too_many(request):
        return refused
    with timezone.override(zone):
        return _file(link, editions, form, etag)


def _file(link: ShareLink, editions: list[Edition], form: Format, etag: str) -> HttpResponse:
    found = shared_export(link, editions)
    if found is None or form not in formats_for(found.fields or frozenset(), found.size):
        return _gone()
    answer = file_of(found, form)
    for name, value in {**HEADERS, **UNKEPT, **(tagged(etag) if etag else {}), **UNINDEXED}.items():
        answer[name] = value
    return answer


def _etag(link: ShareLink, editions: list[Edition], form: Format, zone: ZoneInfo) -> str:
    """What the file depends on; empty for a live link, which depends on everything, and behind a password."""
    if link.source == ShareLink.Source.LIVE or link.password_hash:
        return ""
    known, today = [edition.pk for edition in editions], timezone.localdate(timezone=zone)
    return etag_of(
        repr((link.pk, link.version, known, today, form.name, translation.get_language())).encode()
    )


def _too_many(request: HttpRequest) -> HttpResponse | None:
    throttle = FileThrottle()
    if throttle.allow_request(Request(request), None):
        return None
    wait = {"Retry-After": str(int(throttle.seconds_to_wait) + 1)}
    return page("share/busy.html", status=429, headers={**UNKEPT, **wait})


def _gone() -> HttpResponse:
    return page("share/gone.html", status=404, headers={**UNKEPT, **UNINDEXED})
