"""What public pages share: no account, no cookie, no script; kept by caches that ask anew each time."""

from collections.abc import Mapping
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from rest_framework.request import Request

from core.api.etag import is_known, without_body
from core.api.throttling import EveryoneThrottle, PasswordThrottle, PublicThrottle

HEADERS = {"Referrer-Policy": "no-referrer"}
UNKEPT = {"Cache-Control": "no-store"}


def page(
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] = UNKEPT,
) -> HttpResponse:
    """Rendered without the request, so that nothing can touch a session."""
    body = render_to_string(template, dict(context or {}))
    return HttpResponse(body, status=status, headers={**HEADERS, **headers})


def too_often(request: HttpRequest) -> HttpResponse | None:
    """429 for an address that has asked for public pages too often."""
    throttle = PublicThrottle()
    if throttle.allow_request(Request(request), None):
        return None
    wait = {"Retry-After": str(int(throttle.seconds_to_wait) + 1)}
    return page("share/busy.html", status=429, headers={**UNKEPT, **wait})


def too_many_guesses(
    request: HttpRequest, *throttles: PasswordThrottle | EveryoneThrottle
) -> HttpResponse | None:
    """429 for an address, or for all together, who have tried too many passwords of one page.

    After one that refuses no other is asked, so that one address does not use up what all have.
    """
    refusing = (throttle for throttle in throttles if not throttle.allow_request(Request(request), None))
    throttle = next(refusing, None)
    if throttle is None:
        return None
    wait = {"Retry-After": str(int(throttle.seconds_to_wait) + 1)}
    return page("share/guessed.html", status=429, headers={**UNKEPT, **wait})


def etag_of(told: bytes) -> str:
    """The tag of what a page depends on."""
    return f'"{blake2b(told, digest_size=12).hexdigest()}"'


def tagged(etag: str) -> dict[str, str]:
    """To be kept, and to be asked for anew, so that what was taken away is gone at once."""
    return {**HEADERS, "ETag": etag, "Cache-Control": "public, no-cache"}


def unchanged(request: HttpRequest, etag: str, more: Mapping[str, str] | None = None) -> HttpResponse | None:
    """304 for who has what this tag stands for."""
    return without_body(304, {**tagged(etag), **(more or {})}) if is_known(request, etag) else None
