"""The ways through the house: what is logged of a request, the short way of machines, errors said to a browser."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django_structlog.middlewares import RequestMiddleware
from rest_framework.throttling import BaseThrottle

from core.errors import Conflict, Gone, OutOfDate

HEALTH = ("/healthz", "/readyz")
STATUS = {
    OutOfDate: 412,
    Conflict: 409,
    PermissionDenied: 403,
    ValidationError: 422,
    Gone: 404,
}


class RequestLog(RequestMiddleware):
    """One line a request, with the address that throttles count by: what a visitor writes into a header counts nothing."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=BaseThrottle().get_ident(cast(Any, request)))


class _Straight(BaseHandler):
    """Django's handler with no middleware at all."""

    _view_middleware: ClassVar[list[Any]] = []
    _template_response_middleware: ClassVar[list[Any]] = []
    _exception_middleware: ClassVar[list[Any]] = []

    def answer(self, request: HttpRequest) -> HttpResponse:
        translation.deactivate()  # the thread may have spoken to somebody in another language
        return self._get_response(request)  # type: ignore[attr-defined, no-any-return]


def machines_go_straight(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A call of the API with a token passes by what only browsers need: session, CSRF, CSP, messages, htmx. So do the
    questions about health: a session needs a database, whose absence they are there to tell.

    Any other `Authorization` is a browser's, which a proxy has asked for a password.
    """
    straight: Any = convert_exception_to_response(_Straight().answer)

    def middleware(request: HttpRequest) -> HttpResponse:
        token = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer ")
        machine = (token and request.path_info.startswith("/api/")) or request.path_info in HEALTH
        response: HttpResponse = straight(request) if machine else get_response(request)
        return response

    return middleware


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
