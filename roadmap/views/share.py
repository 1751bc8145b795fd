"""The public page of a share link, by itself or in another site's frame: no account, no script; not to be indexed.

No cookie either, but for the pass that a right password gives, which is sent to this page alone.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from rest_framework.request import Request

from core.api.throttling import EveryoneThrottle, PasswordThrottle
from roadmap.exports import formats_for
from roadmap.models import Edition, ShareLink
from roadmap.services.visiting import PASS_SECONDS, count_opening, is_opening, lets_in, pass_for
from roadmap.services.visitor_comments import shown_on
from roadmap.shared import editions_of, link_of, shared_page
from roadmap.views.public import UNKEPT, etag_of, page, tagged, too_many_guesses, too_often, unchanged

UNINDEXED = {"X-Robots-Tag": "noindex, nofollow"}
COOKIE = "share"
MOST_TYPED = 1000
EVERYWHERE = ["*"]


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
        return gone()
    if not lets_in(link, request.COOKIES.get(COOKIE, "")):
        return _locked(token)
    return _counted(request, link, _shown(request, link, token))


@require_safe
def embedded(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a frame on the sites that the link names; where it names none, as if there were no such link.

    That there is nothing to see is said in any frame, in which a browser would else show that it failed.
    """
    if refused := too_often(request):
        return _framed(refused, EVERYWHERE)
    link = link_of(token)
    if link is None or not link.embed_sites:
        return _framed(gone(), EVERYWHERE)
    return _counted(request, link, _framed(_shown(request, link, token, is_framed=True), link.embed_sites))


@csrf_exempt  # without a cookie there is nothing to compare; what one wins here is a page that one has the password of
@require_POST
def unlock(request: HttpRequest, token: str) -> HttpResponse:
    """To the page with the right password, else the question again, in the same words whatever was wrong.

    An address may be wrong ten times an hour (`PASSWORD_RATE`) at one link, all together a hundred times (`PASSWORDS_RATE`):
    then nobody else comes in for a while. Whoever is in goes on reading.
    """
    if refused := too_often(request):
        return refused
    link = link_of(token)
    if link is None:
        return gone()
    if lets_in(link, request.COOKIES.get(COOKIE, "")):
        return redirect("roadmap:shared", token)
    throttle, everyone = PasswordThrottle(str(link.pk)), EveryoneThrottle(str(link.pk), "passwords")
    if refused := too_many_guesses(request, throttle, everyone):
        return refused
    given = pass_for(link, request.POST.get("password", "")[:MOST_TYPED])
    if not given:
        return _locked(token, _("That is not the password."), status=403)
    throttle.forget(Request(request))
    everyone.give_back()
    count_opening(link)
    return _let_in(token, given)


def _shown(request: HttpRequest, link: ShareLink, token: str, *, is_framed: bool = False) -> HttpResponse:
    zone = ZoneInfo(link.workspace.timezone)
    today, editions = timezone.localdate(timezone=zone), editions_of(link)
    view = request.GET.get("view", "")
    comments = shown_on(link)
    said = [(comment.pk, comment.version, comment.item_id) for comment in comments]
    etag = _etag(link, editions, today, f"{view} {is_framed} {said}")
    if etag and (answer := unchanged(request, etag, UNINDEXED)):
        return answer
    with timezone.override(zone):
        found = shared_page(link, editions, view=view, today=today, comments=comments)
        headers = {**(tagged(etag) if etag else UNKEPT), **UNINDEXED}
        context: dict[str, object] = {"page": found, "workspace": link.workspace, "is_framed": is_framed}
        if link.takes_comments:
            context["comment_url"] = reverse("roadmap:leave_comment", args=[token])
        if found and link.has_files and not is_framed:
            formats = formats_for(found.shows, found.size)
            context["files"] = [
                (form.label, f"file/?format={form.name}&view={found.view}") for form in formats
            ]
        return page("share/page.html" if found else "share/waiting.html", context, headers=headers)


def _framed(answer: HttpResponse, sites: list[str]) -> HttpResponse:
    """The answer, to be shown in frames on these sites alone."""
    marked: Any = answer
    marked.xframe_options_exempt = True
    marked._csp_replace = {"frame-ancestors": sites}
    return answer


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


def gone() -> HttpResponse:
    """The same for every link that does not open anything."""
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
