"""The public changelog and its Atom feed: no account, no cookie, no script, no id; 404 while it is closed."""

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap.models import Changelog
from roadmap.release_notes import ChangelogPage, changelog_page, open_changelog
from roadmap.views.public import etag_of, page, tagged, too_often, unchanged


@require_safe
def changelog(request: HttpRequest, slug: str) -> HttpResponse:
    """The published releases, the newest first, by `?page=`. Unknown and closed are the same 404. Two statements."""
    found = _open(request, slug)
    if isinstance(found, HttpResponse):
        return found
    asked = request.GET.get("page", "1")
    number = int(asked) if re.fullmatch(r"[1-9][0-9]{0,2}", asked) else 1
    with timezone.override(ZoneInfo(found.workspace.timezone)):
        context = {
            "page": changelog_page(found, number),
            "workspace": found.workspace,
            "older": number + 1,
            "newer": number - 1,
        }
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
    return too_often(request) or open_changelog(slug) or page("share/no_changelog.html", status=404)


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


def _answer(request: HttpRequest, body: str, content_type: str) -> HttpResponse:
    """The body, tagged by its hash."""
    etag = etag_of(body.encode())
    if answer := unchanged(request, etag):
        return answer
    return HttpResponse(body, content_type=content_type, headers=tagged(etag))
