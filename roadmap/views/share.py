"""The public page of a share link, by itself or in another site's frame: no account, no script; not to be indexed.

No cookie either, but for the pass that a right password gives, which is sent to this page alone.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from rest_framework.request import Request

from core.api.throttling import PasswordThrottle
from roadmap.models import Edition, ShareLink
from roadmap.services.visiting import PASS_SECONDS, count_opening, is_opening, lets_in, pass_for
from roadmap.shared import editions_of, link_of, shared_page
from roadmap.views.public import UNKEPT, etag_of, page, tagged, too_many_guesses, too_often, unchanged

UNINDEXED = {"X-Robots-Tag": "noindex, nofollow"}
COOKIE = "share"
MOST_TYPED = 1000


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A roadmap as its link shows it, as `?view=timeline|horizons|list`.

    Unknown, revoked and expired tokens get the same 404; where a password is asked, the question without a title. The
    answer is revalidated by its ETag (made from edition, link, day, view and language), so a revoked link stops at once;
    behind a password nothing is kept. Six statements for a live link, else three, one of them to count the visit.
    """
    if refused := too_often(request):
        return refused
    link = link_of(token)
    if link is None:
        return _gone()
    if not lets_in(link, request.COOKIES.get(COOKIE, "")):
        return _locked(token)
    return _counted(request, link, _shown(request, link))


@require_safe
def embedded(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a frame on the sites that the link names; where it names none, as if there were no such link."""
    if refused := too_often(request):
        return refused
    link = link_of(token)
    if link is None or not link.embed_sites:
        return _gone()
    answer: Any = _shown(request, link, is_framed=True)
    answer.xframe_options_exempt = True
    answer._csp_replace = {"frame-ancestors": link.embed_sites}
    return _counted(request, link, answer)


@csrf_exempt  # without a cookie there is nothing to compare; what one wins here is a page that one has the password of
@require_POST
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """To the page with the right password, else the question again, in the same words whatever was wrong.

    An address may be wrong ten times an hour (`PASSWORD_RATE`) at one link.
    """
    if refused := too_often(request):
        return refused
    link = link_of(token)
    if link is None:
        return _gone()
    if not link.password_hash:
        return redirect("roadmap:shared", token)
    throttle = PasswordThrottle(str(link.pk))
    if refused := too_many_guesses(request, throttle):
        return refused
    given = pass_for(link, request.POST.get("password", "")[:MOST_TYPED])
    if not given:
        return _locked(token, _("That is not the password."), status=403)
    throttle.forget(Request(request))
    count_opening(link)
    return _let_in(token, given)


def _shown(request: HttpRequest, link: ShareLink, *, is_framed: bool = False) -> HttpResponse:
    zone = ZoneInfo(link.workspace.timezone)
    today, editions = timezone.localdate(timezone=zone), editions_of(link)
    view = request.GET.get("view", "")
    etag = _etag(link, editions, today, f"{view} {is_framed}")
    if etag and (answer := unchanged(request, etag, UNINDEXED)):
        return answer
    with timezone.override(zone):
        found = shared_page(link, editions, view=view, today=today)
        headers = {**(tagged(etag) if etag else UNKEPT), **UNINDEXED}
        context = {"page": found, "workspace": link.workspace, "is_framed": is_framed}
        return page("share/page.html" if found else "share/waiting.html", context, headers=headers)


def _etag(link: ShareLink, editions: list[Edition], today: date, view: str) -> str:
    """What the page depends on; empty for a live link, which depends on everything, and behind a password."""
    if link.source == ShareLink.Source.LIVE or link.password_hash:
        return ""
    known, language = [edition.pk for edition in editions], translation.get_language()
    return etag_of(repr((link.pk, link.version, known, today, view, language)).encode())


def _counted(request: HttpRequest, link: ShareLink, answer: HttpResponse) -> HttpResponse:
    """Count the visit last, so that readers wait for each other as short as can be."""
    if is_opening(request.META):
        count_opening(link)
    return answer


def _gone() -> HttpResponse:
    return page("share/gone.html", status=404, headers={**UNKEPT, **UNINDEXED})


def _locked(token: str, problem: str = "", *, status: int = 200) -> HttpResponse:
    context = {"token": token, "problem": problem}
    return page("share/locked.html", context, status=status, headers={**UNKEPT, **UNINDEXED})


def _let_in(token: str, given: str) -> HttpResponse:
    answer = redirect("roadmap:shared", token)
    answer["Cache-Control"] = UNKEPT["Cache-Control"]
    answer.set_cookie(
        COOKIE,
        given,
        max_age=PASS_SECONDS,
        path=answer.url,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
