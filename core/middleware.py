"""How errors of services are said to a browser."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.errors import Conflict, Gone, OutOfDate

STATUS = {
    OutOfDate: 412,
    Conflict: 409,
    PermissionDenied: 403,
    ValidationError: 422,
    Gone: 404,
}


def refuse_in_words(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Turn what a service raised, and no view has said better, into its status and a sentence.

    A script (`Accept: application/json`) gets `{"detail": …}`, a page the error page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        for kind, status in STATUS.items():
            if isinstance(error, kind):
                return say(request, status, error)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def say(request: HttpRequest, status: int, error: Exception) -> HttpResponse:
    """One sentence under one status, as JSON or as a page."""
    detail = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"detail": detail}, status=status)
    template = {403: "403.html", 404: "404.html"}.get(status, "core/refused.html")
    return render(request, template, {"detail": detail, "status": status}, status=status)
