"""The public page of a share link: no account, no cookie, no script; to be cached, not to be indexed."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from roadmap.models import Edition, ShareLink
from roadmap.shared import editions_of, link_of, shared_page
from roadmap.views.public import UNKEPT, etag_of, page, tagged, too_often, unchanged

UNINDEXED = {"X-Robots-Tag": "noindex, nofollow"}


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A roadmap as its link shows it, as `?view=timeline|horizons|list`.

    Unknown, revoked and expired tokens get the same 404. The answer is revalidated by its ETag (made from edition,
    link, day, view and language), so a revoked link stops at once. Five statements for a live link, else two.
    """
    if refused := too_often(request):
        return refused
    link = link_of(token)
    if link is None:
        return page("share/gone.html", status=404, headers={**UNKEPT, **UNINDEXED})
    zone = ZoneInfo(link.workspace.timezone)
    today, editions = timezone.localdate(timezone=zone), editions_of(link)
    view = request.GET.get("view", "")
    etag = _etag(link, editions, today, view)
    if etag and (answer := unchanged(request, etag, UNINDEXED)):
        return answer
    with timezone.override(zone):
        found = shared_page(link, editions, view=view, today=today)
        headers = {**(tagged(etag) if etag else UNKEPT), **UNINDEXED}
        context = {"page": found, "workspace": link.workspace}
        return page("share/page.html" if found else "share/waiting.html", context, headers=headers)


def _etag(link: ShareLink, editions: list[Edition], today: date, view: str) -> str:
    """What the page depends on; empty for a live link, which depends on everything."""
    if link.source == ShareLink.Source.LIVE:
        return ""
    known, language = [edition.pk for edition in editions], translation.get_language()
    return etag_of(repr((link.pk, link.fields, known, today, view, language)).encode())
