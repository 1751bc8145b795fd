"""Versions as HTTP says them: `ETag: "<version>-<hash of body>"`, `If-Match`, `If-None-Match`.

The hash tells representations apart for caches; writes compare only the version.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.api.errors import HeaderError

_TAG = re.compile(r'(?:W/)?"(?P<version>\d{1,9})(?:-[^"]*)?"')


def etag_of(version: int, body: bytes) -> str:
    """The entity tag of a body that shows an object at `version`, quotes included."""
    return f'"{version}-{blake2b(body, digest_size=6).hexdigest()}"'


def expected_version(request: HttpRequest) -> int | None:
    """The version that `If-Match` names; None without the header or for `*`. Raises HeaderError for other forms."""
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if header in ("", "*"):
        return None
    match = _TAG.fullmatch(header)
    if match is None:
        raise HeaderError("If-Match", _('If-Match must be one ETag or a version in quotes: "3".'))
    return int(match["version"])


def is_known(request: HttpRequest, etag: str) -> bool:
    """True where `If-None-Match` of a GET or HEAD names this tag (weak comparison), so that 304 is the answer."""
    if request.method not in ("GET", "HEAD"):
        return False
    known = [tag.strip().removeprefix("W/") for tag in request.META.get("HTTP_IF_NONE_MATCH", "").split(",")]
    return etag in known or "*" in known


def without_body(status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An empty answer that names no type: a cache would take that of a 304 for the body that it keeps."""
    answer = HttpResponse(status=status, headers=dict(headers or {}))
    del answer["Content-Type"]
    return answer


def tagged(request: HttpRequest, body: bytes, version: int, *, status: int = 200) -> HttpResponse:
    """A JSON body with its ETag, or an empty 304 where the client has it already."""
    etag = etag_of(version, body)
    if is_known(request, etag):
        return without_body(304, {"ETag": etag})
    return HttpResponse(body, status=status, content_type="application/json", headers={"ETag": etag})
