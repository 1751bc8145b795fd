"""Pages without a domain: health, readiness, errors."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

HEARTBEAT = "heartbeat"


@require_safe
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and broker are there, else 503; says which is not, and how old beat's mark is."""
    checks = {"database": _database(), "migrations": _migrated(), "broker": _broker()}
    ready = all(checks.values())
    return JsonResponse(
        {"ready": ready, **checks, "beat_seconds_ago": _beat_age()},
        status=200 if ready else 503,
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker() -> bool:
    try:
        with Redis.from_url(
            settings.REDIS_URL, retry=Retry(NoBackoff(), 0), socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            return bool(broker.ping())
    except RedisError:
        return False


def _beat_age() -> float | None:
    """Seconds since a worker carried out beat's last heartbeat; None where none is known."""
    try:
        stamp = cache.get(HEARTBEAT)
    except RedisError:
        return None
    return round(timezone.now().timestamp() - stamp, 1) if stamp else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret is out of date: nothing was saved, and the page, or a sentence for scripts, says what to do."""
    if request.headers.get("X-Requested-With") == "fetch" or getattr(request, "htmx", False):
        said = _(
            "This page was open for too long. What you typed is kept: load the page again and send it once more."
        )
        return JsonResponse({"detail": said}, status=403)
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The 404 page, the same for what does not exist and for what may not be seen."""
    return render(request, "404.html", status=404)
