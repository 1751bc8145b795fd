"""Mail: written once, claimed, sent by real SMTP, tried again."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from threading import Barrier, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Member
from accounts.services.invitations import invite_member, revoke_invitation
from activity.tasks import drain
from notifications import mail
from notifications.models import Mail
from notifications.services import write_mail
from notifications.tasks import send_mail, send_waiting


class Post:
    """What an SMTP server does with mail: keeps it, or answers with `refuse`."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.refuse = ""
        self.stranger = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address == self.stranger:
            return "550 no such user"
        if self.refuse.startswith("RCPT "):
            return self.refuse.removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content))
        return "250 OK"


def free_port() -> int:
    """One that nobody listens on: the controller cannot be asked to choose."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A real SMTP server in this process, to which Django's SMTP backend sends."""
    handler = Post()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.port
    yield handler
    server.stop()


def written(key: str = "one", **fields: Any) -> Mail:
    write_mail(
        key, **{"to": "ada@example.com", "subject": "Hello", "text": "Hi.\n", "html": "<p>Hi.</p>", **fields}
    )
    return Mail.objects.get(key=key)


def later(row: Mail, **ago: int) -> None:
    """As if the claim had been made this long ago."""
    Mail.objects.filter(pk=row.pk).update(claimed_at=timezone.now() - timedelta(**ago))


@pytest.mark.django_db
class TestSending:
    def test_a_letter_arrives_as_text_and_html(self, post: Post) -> None:
        row = written()
        assert send_mail(str(row.pk))
        (letter,) = post.letters
        assert (letter["To"], letter["Subject"]) == ("ada@example.com", "Hello")
        assert [part.get_content_type() for part in letter.walk()][1:] == ["text/plain", "text/html"]
        row.refresh_from_db()
        assert row.sent_at is not None

    def test_twice_is_once(self, post: Post) -> None:
        row = written()
        send_mail(str(row.pk))
        assert not send_mail(str(row.pk))
        assert send_waiting() == 0
        assert len(post.letters) == 1

    def test_the_same_key_is_written_once(self, post: Post) -> None:
        written(text="first")
        assert written(text="second").text == "first"

    def test_a_line_break_cannot_forge_a_header(self, post: Post) -> None:
        send_mail(str(written(subject="Hello\r\nBcc: eve@example.com").pk))
        assert post.letters[0]["Subject"] == "Hello Bcc: eve@example.com"
        assert post.letters[0]["Bcc"] is None

    def test_one_click_ends_what_one_has_asked_for(self, post: Post) -> None:
        address = "https://tl.example.com/unsubscribe/abc/"
        for key, way_out in (("digest", address), ("invitation", "")):
            send_mail(str(written(key, unsubscribe=way_out).pk))
        digest, invitation = post.letters
        assert digest["List-Unsubscribe"] == f"<{address}>"
        assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "List-Unsubscribe" not in invitation

    def test_what_a_lost_nudge_left_is_swept(self, post: Post) -> None:
        for number in range(3):
            written(f"k{number}")
        assert send_waiting() == 3
        assert len(post.letters) == 3

    def test_a_failure_is_kept_and_tried_again_later(self, post: Post) -> None:
        row = written()
        post.refuse = "451 try again later"
        assert not send_mail(str(row.pk))
        row.refresh_from_db()
        assert "451" in row.error
        post.refuse = ""
        assert send_waiting() == 0
        later(row, minutes=2)
        assert send_waiting() == 1
        row.refresh_from_db()
        assert (row.attempts, row.error) == (2, "")

    def test_the_pause_grows(self, post: Post) -> None:
        row = written()
        Mail.objects.filter(pk=row.pk).update(attempts=3)
        later(row, minutes=31)
        assert send_waiting() == 0
        later(row, minutes=32)
        assert send_waiting() == 1

    def test_every_attempt_has_the_same_message_id(self, post: Post) -> None:
        row = written()
        send_mail(str(row.pk))
        # A worker that died between "sent" and "noted":
        Mail.objects.filter(pk=row.pk).update(sent_at=None)
        later(row, minutes=5)
        send_waiting()
        first, second = post.letters
        assert first["Message-ID"] == second["Message-ID"] == mail.message_id(row)

    def test_an_address_that_is_refused_for_good_is_given_up(self, post: Post) -> None:
        row = written()
        post.refuse = "RCPT 550 no such user"
        send_mail(str(row.pk))
        later(row, days=3)
        post.refuse = ""
        assert send_waiting() == 0
        assert "550" in Mail.objects.get().error

    def test_one_that_fails_does_not_stop_the_rest(self, post: Post) -> None:
        post.stranger = "gone@example.com"
        for name in ("ada", "gone", "ben"):
            written(name, to=f"{name}@example.com")
        assert send_waiting() == 2

    def test_a_server_that_is_away_is_asked_once_a_run(self, settings: Settings) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        for number in range(3):
            written(f"k{number}")
        assert send_waiting() == 0
        assert Mail.objects.filter(attempts=0).count() == 2

    def test_without_a_server_nothing_is_lost(self, settings: Settings) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        row = written()
        assert not send_mail(str(row.pk))
        row.refresh_from_db()
        assert "refused" in row.error


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_letter_once(post: Post) -> None:
    for number in range(8):
        written(f"k{number}")
    start = Barrier(4)

    def work() -> None:
        start.wait()
        send_waiting()
        connection.close()

    threads = [Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({letter["Message-ID"] for letter in post.letters}) == len(post.letters) == 8


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_another_is_claiming_is_left_to_it(post: Post) -> None:
    written("mine")
    written("theirs")

    def work() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        try:
            return send_waiting()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        assert mail._claim(None) is not None
        assert pool.submit(work).result() == 1
    assert len(post.letters) == 1


@pytest.mark.django_db
class TestInvitations:
    def test_an_invitation_is_mailed_with_its_link(self, owner: Member, post: Post) -> None:
        invite_member(email="new@example.com", role="contributor", by=owner.actor())
        drain(str(owner.workspace_id))
        assert "http://127.0.0.1:8000/invitations/" in Mail.objects.get().text
        send_waiting()
        (letter,) = post.letters
        assert letter["To"] == "new@example.com"
        assert letter["Subject"] == "Olive Owner invites you to Acme"

    def test_a_revoked_one_is_not(self, owner: Member) -> None:
        invitation = invite_member(email="new@example.com", role="contributor", by=owner.actor())
        revoke_invitation(invitation, by=owner.actor())
        drain(str(owner.workspace_id))
        assert not Mail.objects.exists()

    def test_it_speaks_the_inviters_language_and_escapes_html(self, owner: Member) -> None:
        type(owner.workspace).objects.update(name="<b>Acme</b>")
        invite_member(email="new@example.com", role="contributor", by=owner.actor())
        drain(str(owner.workspace_id))
        row = Mail.objects.get()
        assert "<b>Acme</b>" in row.text
        assert "&lt;b&gt;Acme&lt;/b&gt;" in row.html
