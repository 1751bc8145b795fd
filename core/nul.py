"""The character NUL, which no column holds: it is taken out of what pages are sent before anything else reads it, but for
what they search for, where the query language says its place as it does for any mistake.

The API says where it stands instead (`core.api.views`), servers refuse it in headers, and a session's cookie with one is
no session (`core.sessions`).
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\x00"
SEARCH = "q"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address with a NUL is a bad request, in its parameters or a form it is as if it had not been typed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise BadRequest("NUL in the address")
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = storable(request.GET, but=SEARCH)  # type: ignore[assignment]
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        # Not earlier: a form is read only when it is known that somebody wants it.
        if request.method == "POST" and request.content_type in FORMS:
            request.POST = storable(_form(request))  # type: ignore[assignment]

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _form(request: HttpRequest) -> QueryDict:
    """The form; one that cannot be read is not tried again by the page that says so."""
    try:
        return request.POST
    except BadRequest:
        request.POST = QueryDict()
        raise


def storable(values: QueryDict, *, but: str = "") -> QueryDict:
    """The same without NUL, in names too, `but` for the values of one name; itself where there is none."""
    if not any(NUL in text for name, found in values.lists() for text in (name, *found)):
        return values
    clean = QueryDict(mutable=True)
    for name, found in values.lists():
        kept = found if name == but else [value.replace(NUL, "") for value in found]
        clean.setlist(name.replace(NUL, ""), kept)
    return clean
