"""Plain values to JSON bytes, and the answers made of them."""

from decimal import Decimal
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.functional import Promise

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_PASSTHROUGH_SUBCLASS


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str | Promise):
        return str(value)
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, set | frozenset | tuple | list):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def dumps(data: Any) -> bytes:
    """JSON of dicts, lists, text, numbers, booleans, None, uuid, date, time (UTC as `Z`), Decimal (as a number)."""
    return orjson.dumps(data, default=_other, option=_OPTIONS)


def json_response(data: Any, *, status: int = 200) -> HttpResponse:
    """An answer whose body is `data` as JSON."""
    return HttpResponse(dumps(data), status=status, content_type="application/json")
