"""`Idempotency-Key` on POST: a retry gets the first answer, and the change happens once.

The row is written in the transaction of the change, so both are there or neither. What the handler refuses (4xx) is
undone to a savepoint and its answer kept; 429 and 5xx are not kept. An answer may hold a secret, such as the address of a share
link, and a request one too: answers are kept sealed, of requests there is a keyed hash, from which no password can be guessed.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.api.errors import HeaderError
from core.errors import Conflict
from core.sealed import seal, unseal

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
NAME = "Idempotency-Key"
_HEADERS = ("Content-Type", "ETag", "Location", "Throughline-Action")
REPLAYED = "Idempotent-Replayed"
PURPOSE = "idempotency"


def once(
    request: Any, act: Callable[[], HttpResponse], on_error: Callable[[Exception], HttpResponse]
) -> HttpResponse:
    """Answer a POST that names a key: `act()` the first time, the kept answer afterwards.

    `request.auth` gives `holder` and `workspace`. `on_error` turns what `act` raises into an answer, or raises it on.
    Raises HeaderError (a key of the wrong form, or one that came with another request) and Conflict (the first call is still running).
    Cost: three SQL statements and a savepoint.
    """
    key = request.headers[NAME]
    if not 0 < len(key) <= LONGEST_KEY:
        raise HeaderError(NAME, _("An Idempotency-Key has 1 to 255 characters."))
    holder, digest = request.auth.holder, _digest(request)
    _lock(holder, key)
    kept = _model().objects.filter(holder=holder, key=key, created_at__gt=timezone.now() - KEPT_FOR).first()
    if kept is not None:
        return _again(kept, digest)
    answer = _run(act, on_error)
    if answer.status_code != 429 and answer.status_code < 500:
        _keep(request, key, digest, answer)
    return answer


def forget_old() -> int:
    """Remove the answers that are older than a day; returns how many."""
    return int(_model().objects.filter(created_at__lte=timezone.now() - KEPT_FOR).delete()[0])


def _model() -> Any:
    return apps.get_model("accounts", "IdempotencyKey")


def _digest(request: Any) -> str:
    digest = hmac.new(f"{PURPOSE}{settings.SECRET_KEY}".encode(), digestmod=hashlib.sha256)
    digest.update(f"{request.method}\n{request.get_full_path()}\n".encode())
    form = request._request
    if form.content_type != "multipart/form-data":
        digest.update(form.body)
        return digest.hexdigest()
    # What is in a form: each time it is sent its parts are held apart by another mark.
    digest.update(repr(sorted(form.POST.lists())).encode())
    for name, file in form.FILES.items():
        digest.update(f"\n{name} {file.name} {file.size}\n".encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


def _lock(holder: UUID, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [f"{holder}:{key}"])
        if not cursor.fetchone()[0]:
            raise Conflict(_("The first call with this Idempotency-Key is still running."))


def _run(act: Callable[[], HttpResponse], on_error: Callable[[Exception], HttpResponse]) -> HttpResponse:
    try:
        with transaction.atomic():
            answer = act()
    except Exception as error:  # every error has an answer or goes on
        answer = on_error(error)
        transaction.set_rollback(False)  # the savepoint has undone it; the answer is to be kept
    if hasattr(answer, "render"):
        answer.render()
    return answer


def _keep(request: Any, key: str, digest: str, answer: HttpResponse) -> None:
    model = _model()
    row = model(
        workspace_id=request.auth.workspace.pk,
        holder=request.auth.holder,
        key=key,
        request_hash=digest,
        status=answer.status_code,
        headers={name: answer[name] for name in _HEADERS if name in answer},
        body=seal(answer.content.decode("latin-1"), PURPOSE).encode() if answer.content else b"",
    )
    model.objects.bulk_create(
        [row],
        update_conflicts=True,  # a row that is older than a day
        unique_fields=["holder", "key"],
        update_fields=["request_hash", "status", "headers", "body", "created_at"],
    )


def _again(kept: Any, digest: str) -> HttpResponse:
    if kept.request_hash != digest:
        raise HeaderError(NAME, _("This Idempotency-Key came before with another request."))
    body = unseal(bytes(kept.body).decode("latin-1"), PURPOSE)
    if kept.body and not body:  # sealed with another SECRET_KEY
        raise Conflict(_("It has been done, and its answer can no longer be read."))
    headers = {**kept.headers, REPLAYED: "true"}
    return HttpResponse(body.encode("latin-1"), status=kept.status, headers=headers)
