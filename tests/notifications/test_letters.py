"""The words of e-mails: the same as plain text and as HTML, with what people wrote escaped and mail programs in mind."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Member
from accounts.services.invitations import invite_member
from activity.tasks import drain
from backlog.services.watching import watch
from notifications.models import Mail
from notifications.services.reminders import remind
from tests.factories import make_item, make_product

NASTY = "<b>Bea</b> & “Söhne”"


def invitation(client: Client, owner: Member) -> Mail:
    owner.workspace.name = NASTY
    owner.workspace.save()
    invite_member(by=owner.actor(), email="new@example.com", role="contributor")
    drain(str(owner.workspace_id))
    return Mail.objects.get(to="new@example.com")


def reminder(client: Client, owner: Member) -> Mail:
    now = timezone.now().replace(hour=12)
    item = make_item(make_product(owner.workspace), NASTY, due_on=now.date())
    watch(item, by=owner.actor(), member=owner)
    remind(now)
    return Mail.objects.get()


def new_password(client: Client, owner: Member) -> Mail:
    client.post("/accounts/password/reset/", {"email": owner.email})
    return Mail.objects.get(to=owner.email)


MAILS = pytest.mark.parametrize("write", [invitation, reminder, new_password])
Write = Callable[[Client, Member], Mail]


@MAILS
def test_the_text_says_what_the_html_says(client: Client, owner: Member, write: Write) -> None:
    mail = write(client, owner)
    links = [link for link in re.findall(r'href="([^"]+)"', mail.html) if link.count("/") > 2]
    assert links
    assert all(unescape(link) in mail.text for link in links)
    for words in re.findall(r'<(?:strong|p style="margin: 0")[^>]*>([^<]+)<', mail.html):
        assert " ".join(unescape(words).split()) in mail.text
    assert "<" not in mail.text.replace(NASTY, "")


@pytest.mark.parametrize("write", [invitation, reminder])
def test_what_people_wrote_is_escaped_in_html_alone(client: Client, owner: Member, write: Write) -> None:
    mail = write(client, owner)
    assert NASTY in mail.text
    assert "<b>" not in mail.html
    assert NASTY in unescape(strip_tags(mail.html))


@MAILS
def test_mail_programs_can_draw_it(client: Client, owner: Member, write: Write) -> None:
    html = write(client, owner).html
    for needs_more in ("<table", "<script", "<img", "<link", "oklch", "var(--", "light-dark("):
        assert needs_more not in html
    assert "prefers-color-scheme: dark" in html
    named = set(re.findall(r'class="(mail[^"]*)"', html))
    assert named <= set(re.findall(r"\.(mail[\w-]*)", html)), "each of them has its colours in the dark"
