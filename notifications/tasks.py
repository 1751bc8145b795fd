"""The worker's side of notifications."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from activity import dispatch
from notifications import mail
from notifications.services import digests, launches, post, reminders


@shared_task
def send_mail(mail_id: str) -> bool:
    """Send one e-mail that was just written down; safe to run twice."""
    dispatch.begun(post.TASK, mail_id)
    return mail.send_one(UUID(mail_id))


@shared_task
def send_waiting() -> int:
    """Send what a lost nudge, a dead worker or a failed attempt left; returns how many."""
    return mail.send_all()


@shared_task
def remind() -> int:
    """Tell people of deadlines, from 08:00 of their own day on; returns how many reminders. Safe to run twice."""
    now = timezone.now()
    return reminders.remind(now) + launches.remind(now)


@shared_task
def send_digests() -> int:
    """Tell subscribers what changed on their roadmaps, from 08:00 of their own day on; returns how many. Safe to run twice."""
    return digests.send_digests(timezone.now())
