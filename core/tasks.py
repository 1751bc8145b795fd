"""Background work without a domain."""

from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from core.views import HEARTBEAT


@shared_task
def heartbeat() -> None:
    """Leave a mark that `/readyz` reads: beat ticks and a worker works."""
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=3600)


@shared_task
def forget_sessions() -> None:
    """Remove the sessions that have run out; nothing else would."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
