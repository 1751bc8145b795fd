"""Errors as RFC 9457 problem details: `application/problem+json` with type, title, status, detail, errors.

`errors` lists `{"pointer": <JSON pointer into the body>, "detail"}`, for the address `{"parameter", "detail"}`, for
headers `{"header", "detail"}`.
`type` is about:blank: here each status has one meaning, and `title` is the status's own phrase.
"""

import math
from collections.abc import Iterator, Mapping
from functools import reduce
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.defaults import server_error as server_error_page
from rest_framework import exceptions
from rest_framework.settings import api_settings

from core.api.errors import HeaderError, ParameterError
from core.api.etag import etag_of
from core.api.json import dumps
from core.errors import Conflict, Gone, OutOfDate

CONTENT_TYPE = "application/problem+json"
LOCK_NOT_AVAILABLE = "55P03"


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler. None (a crash) for what nobody is meant to raise.

    Whatever the request wrote is rolled back.
    """
    made = _problem_of(error, context)
    if made is not None:
        _undo()
    return made


def problem(
    status: int,
    detail: Any = "",
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """A problem document; `more` are members of its own, as `current` of a 412."""
    title = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": str(detail) or title,
        "errors": errors or [],
        **more,
    }
    return HttpResponse(dumps(body), status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 answer: a problem document below /api/, the error page elsewhere."""
    if request.path.startswith("/api/"):
        return problem(500, _("Something broke on our side. Nothing was changed."))
    return server_error_page(request)


def _undo() -> None:
    """Have the request's transaction rolled back at its end, where there is one."""
    if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
        transaction.set_rollback(True)


def _problem_of(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    if isinstance(error, DjangoValidationError):
        return _invalid(list(_django_errors(error)))
    if isinstance(error, ParameterError | HeaderError):
        what = "parameter" if isinstance(error, ParameterError) else "header"
        return problem(422, error.detail, errors=[{what: error.name, "detail": str(error.detail)}])
    if isinstance(error, exceptions.ValidationError):
        return _invalid(list(_drf_errors(error.detail, "")))
    if isinstance(error, Http404 | ObjectDoesNotExist | Gone | exceptions.NotFound):
        return problem(404, _("There is nothing at this address."))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, error.detail, headers=_headers(error, context))
    return _of_service(error, context)


def _of_service(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """What services and Django raise beside validation."""
    if isinstance(error, PermissionDenied):
        return problem(403, error)
    if isinstance(error, OutOfDate):
        return _out_of_date(error, context)
    if isinstance(error, Conflict):
        return problem(409, error)
    if isinstance(error, RequestDataTooBig):
        return problem(413, _("The body is too large."))
    if isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
        return problem(409, _("Someone else is changing this at the moment; try again."))
    return None


def _out_of_date(error: OutOfDate, context: Mapping[str, Any]) -> HttpResponse:
    """412 with the object as the view shows it (its `present(obj)`) and the ETag that a GET of it has, to merge and retry."""
    present = getattr(context.get("view"), "present", None)
    if present is None or error.current is None:
        return problem(412, error, current=None)
    shown = present(error.current)
    version = error.current.version
    told = shown.get("version", version) if isinstance(shown, dict) else version
    headers = {"ETag": etag_of(told, dumps(shown))}
    return problem(412, error, current=shown, headers=headers)


def _headers(error: exceptions.APIException, context: Mapping[str, Any]) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(max(math.ceil(getattr(error, "wait", None) or 1), 1))
    if isinstance(error, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(getattr(context.get("view"), "allowed_methods", []))
    return headers


def _invalid(errors: list[dict[str, str]]) -> HttpResponse:
    detail = errors[0]["detail"] if len(errors) == 1 else _("Some of what was sent cannot be used.")
    return problem(422, detail, errors=errors)


def _step(pointer: str, name: object) -> str:
    """A JSON pointer one step deeper (RFC 6901: `~` and `/` are escaped)."""
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"


def _django_errors(error: DjangoValidationError) -> Iterator[dict[str, str]]:
    if not hasattr(error, "error_dict"):
        yield from ({"pointer": "", "detail": message} for message in error.messages)
        return
    for name, parts in error.error_dict.items():
        pointer = "" if name == NON_FIELD_ERRORS else _step("", name)
        for part in parts:
            where = reduce(_step, getattr(part, "at", ()), pointer)
            yield from ({"pointer": where, "detail": message} for message in part.messages)


def _drf_errors(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Walk REST framework's nested details; lists of texts are messages, lists of dicts are rows."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _drf_errors(inner, pointer if whole else _step(pointer, name))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _drf_errors(inner, _step(pointer, number) if nested else pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail)}
