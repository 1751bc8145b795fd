"""Sending what `write_mail` wrote down: claim, send, note.

A claim is committed before anything leaves, so no two workers send the same e-mail. A worker that dies between "sent"
and "noted" leaves a claim that runs out; the e-mail then goes out a second time under the same Message-ID.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.utils import timezone

from notifications.models import Mail

log = structlog.get_logger(__name__)

_OF_ONE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
MOST_ATTEMPTS = 10  # the last about a day and a half after the first
# An attempt's claim holds for 2, 8, 32, 128 minutes, then six hours: as long as the pause after a failure.
_CLAIM = """
    UPDATE notifications_mail SET claimed_at = %(now)s, attempts = attempts + 1 WHERE id = (
        SELECT id FROM notifications_mail
         WHERE sent_at IS NULL AND attempts < %(most)s AND (%(id)s::uuid IS NULL OR id = %(id)s)
           AND (claimed_at IS NULL
                OR claimed_at + least(interval '6 hours', interval '2 minutes' * power(4, attempts - 1)) <= %(now)s)
         ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


def send_one(mail_id: UUID) -> bool:
    """Send one e-mail unless it is sent, claimed by another, or to be tried later; returns whether it went out."""
    mail = _claim(mail_id)
    if mail is None:
        return False
    with _server() as server:
        return _send(mail, server) is None


def send_all(most: int = 500) -> int:
    """Send what waits, the oldest first, over one connection to the mail server; returns how many went out.

    A letter that is refused does not stop the rest; a server that does not answer does, and nothing else is claimed.
    """
    sent = 0
    with _server() as server:
        for _turn in range(most):
            mail = _claim(None)
            if mail is None:
                break
            error = _send(mail, server)
            if error is not None and not isinstance(error, _OF_ONE_LETTER):
                break
            sent += error is None
    return sent


def message_id(mail: Mail) -> str:
    """The same for every attempt, so that a mail program shows a repetition once."""
    return f"<{mail.pk}@{urlsplit(settings.BASE_URL).hostname or 'throughline'}>"


def _claim(mail_id: UUID | None) -> Mail | None:
    """Take an e-mail that is due; committed at once (tasks run outside a transaction)."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"id": mail_id, "most": MOST_ATTEMPTS, "now": timezone.now()})
        row = cursor.fetchone()
    return Mail.objects.get(pk=row[0]) if row else None


@contextmanager
def _server() -> Iterator[Any]:
    """The mail server of EMAIL_URL; a connection that it opened is closed at the end, whatever happened."""
    server = get_connection()
    try:
        yield server
    finally:
        _leave(server)


def _leave(server: Any) -> None:
    with suppress(OSError):
        server.close()


def _send(mail: Mail, server: Any) -> OSError | None:
    """Send and note it; what went wrong is noted and returned."""
    message = EmailMultiAlternatives(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], connection=server,
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated", **_way_out(mail)},
    )  # fmt: skip
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        server.open()  # for many in a row; the backend would close its own after each
        message.send()
    except OSError as error:  # SMTPException is one too
        _note_failure(mail, error)
        _leave(server)  # what state it is in nobody knows; the next letter connects again
        return error
    # Its words are not needed any more, and the way in that some of them hold should lie nowhere.
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), error="", text="", html="")
    return None


def _way_out(mail: Mail) -> dict[str, str]:
    """What lets a mail program offer to unsubscribe in one click (RFC 8058)."""
    if not mail.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{mail.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _note_failure(mail: Mail, error: Exception) -> None:
    """Keep what the server said. An address that it refuses for good is not tried again."""
    log.warning("mail_not_sent", mail=str(mail.pk), attempts=mail.attempts, error=str(error))
    attempts = MOST_ATTEMPTS if _is_final(error) else mail.attempts
    Mail.objects.filter(pk=mail.pk).update(error=f"{type(error).__name__}: {error}"[:500], attempts=attempts)


def _is_final(error: Exception) -> bool:
    """True where the server knows no such recipient: a 5xx for every address (RFC 5321, 4.2.1)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _words in error.recipients.values())
