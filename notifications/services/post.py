"""Mail is written down in the transaction that calls for it, and sent by a task that claims it first."""

from uuid import UUID

from django.db import transaction

from activity import dispatch
from notifications.models import Mail

TASK = "notifications.tasks.send_mail"


@transaction.atomic
def write_mail(
    key: str,
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    workspace_id: UUID | None = None,
    unsubscribe: str = "",
) -> None:
    """Write an e-mail down, once for each `key`, and have it sent right after commit. Cost: one statement.

    `unsubscribe` is the address that ends letters of its kind. A line break in `subject` becomes a space. A lost nudge is made up for by the task `send_waiting`.
    """
    mail = Mail(
        key=key,
        to=to,
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        workspace_id=workspace_id,
        unsubscribe=unsubscribe,
    )
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    transaction.on_commit(lambda: dispatch.queue_once(TASK, str(mail.pk), queue="default"), robust=True)
