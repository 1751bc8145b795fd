"""Background work of accounts."""

from celery import shared_task

from core.api.idempotency import forget_old


@shared_task
def forget_answers() -> int:
    """Remove the kept answers of API calls that are older than a day; returns how many. Safe to run twice."""
    return forget_old()
