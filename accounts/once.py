"""A change of a page that may be sent twice, because its first answer was lost."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse

from accounts.access import WorkspaceRequest
from accounts.authentication import Access
from core.api.idempotency import NAME, once

P = ParamSpec("P")
View = Callable[Concatenate[WorkspaceRequest, P], HttpResponse]


def sent_once(view: View[P]) -> View[P]:
    """Under `workspace_view`: a POST with an `Idempotency-Key` happens once, and again gets the first answer.

    As for the API: kept for a day, for this member. What the view raises is not kept. Without the key nothing changes.
    Cost with it: three SQL statements.
    """

    @wraps(view)
    def inner(request: WorkspaceRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST" or NAME not in request.headers:
            return view(request, *args, **kwargs)
        known: Any = request
        known.auth, known._request = Access(request.member), request
        return once(known, partial(view, request, *args, **kwargs), _raised)

    return inner


def _raised(error: Exception) -> HttpResponse:
    raise error
