"""What pages behind the sign-in leave behind, what they take, and what mails and logs must not tell."""

import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from rest_framework.request import Request

from accounts.models import Member
from backlog.models import Item
from core.api.throttling import PublicThrottle
from core.logs import MaskSecrets
from notifications.models import Mail
from notifications.tasks import send_waiting
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_product


def test_nothing_is_left_in_a_cache(client_of: ClientOf, api_of: ApiOf, owner: Member) -> None:
    assert client_of(owner).get("/w/acme/")["Cache-Control"] == "private, no-store"
    assert api_of(owner).get("/api/v1/me/")["Cache-Control"] == "private, no-cache"


def test_what_is_pasted_comes_in_without_nul(client_of: ClientOf, owner: Member) -> None:
    make_product(owner.workspace, "WEB")
    answer = client_of(owner).post("/w/acme/p/WEB/items/", {"title": "Pay\x00pal"})
    assert answer.status_code == 302
    assert Item.objects.get().title == "Paypal"


def test_a_token_ends_within_time(client_of: ClientOf, owner: Member) -> None:
    form = {"name": "CI", "scope": "read", "expires_at": "9999-12-31"}
    assert client_of(owner).post("/w/acme/settings/tokens/", form).status_code == 422


def test_a_new_password_is_set_at_our_address_only(client: Client, owner: Member, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/accounts/password/reset/", {"email": owner.email}, HTTP_HOST="evil.example")
    assert mail.outbox == []
    assert send_waiting() == 1
    [letter] = mail.outbox
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in letter.body
    assert "evil.example" not in letter.subject + str(letter.body)


def test_nobody_is_written_to_whom_we_do_not_know(client: Client, db: None) -> None:
    client.post("/accounts/password/reset/", {"email": "stranger@example.com"})
    assert send_waiting() == 0


def test_a_mail_server_that_is_away_does_not_tell_who_is_known(
    client: Client, owner: Member, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in (owner.email, "stranger@example.com")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_letter_that_went_out_keeps_no_way_in(client: Client, owner: Member) -> None:
    client.post("/accounts/password/reset/", {"email": owner.email})
    assert "/accounts/password/reset/key/" in Mail.objects.get().text
    send_waiting()
    assert Mail.objects.get().text == ""


@pytest.mark.parametrize("place", ["share", "invitations", "accounts/password/reset/key"])
def test_logs_hold_no_secret_addresses(place: str) -> None:
    record = logging.makeLogRecord({"msg": {"request": f"GET /{place}/1-d2x-abc:DEF/"}})
    MaskSecrets().filter(record)
    assert record.msg == {"request": f"GET /{place}/***/"}


def test_a_visitor_does_not_choose_the_address_they_are_counted_by(rf: Any) -> None:
    request = Request(rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9", REMOTE_ADDR="198.51.100.7"))
    assert PublicThrottle().who(request) == "198.51.100.7"
