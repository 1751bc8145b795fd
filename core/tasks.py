"""Background work without a domain."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from core.views import HEARTBEAT


@shared_task
def heartbeat() -> None:
    """Leave a mark that `/readyz` reads: beat ticks and a worker works."""
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=3600)
