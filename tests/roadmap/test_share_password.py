from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from rest_framework.settings import api_settings

from activity.actors import Actor
from activity.models import Event
from roadmap.models import Entry, Roadmap, ShareLink
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, revoke_share_link, token_of, update_share_link
from roadmap.services.visiting import lets_in, pass_for

PASSWORD = "correct horse battery"


@pytest.fixture
def link(roadmap: Roadmap, entries: list[Entry], by: Actor) -> ShareLink:
    publish(roadmap, by=by)
    return create_share_link(roadmap, by=by, name="Board", password=PASSWORD)


@pytest.fixture
def url(link: ShareLink) -> str:
    return f"/share/{token_of(link)}/"


def test_it_asks_and_shows_nothing(url: str, client: Client) -> None:
    answer = client.get(url)
    assert b'type="password"' in answer.content
    assert b"Checkout" not in answer.content
    assert not answer.cookies
    assert (answer["Cache-Control"], "ETag" in answer) == ("no-store", False)


def test_the_right_one_opens_it_with_a_cookie_for_this_page_alone(url: str, client: Client) -> None:
    answer = client.post(f"{url}unlock/", {"password": PASSWORD})
    cookie = answer.cookies["share"]
    assert (answer.status_code, answer["Location"], list(answer.cookies)) == (302, url, ["share"])
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        url,
        True,
        "Lax",
        43200,
    )
    opened = client.get(url)
    assert b"Pay by bank transfer" in opened.content
    assert (opened["Cache-Control"], "ETag" in opened) == ("no-store", False)


def test_its_cookie_is_secure_behind_https(url: str, client: Client, settings: object) -> None:
    settings.SECURE = True  # type: ignore[attr-defined]
    assert client.post(f"{url}unlock/", {"password": PASSWORD}).cookies["share"]["secure"]


def test_wrong_ones_get_the_same_words(url: str, client: Client) -> None:
    answers = [
        client.post(f"{url}unlock/", {"password": wrong})
        for wrong in ("", "wrong", PASSWORD.upper(), PASSWORD + " ")
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert not [answer for answer in answers if answer.cookies or b"Checkout" in answer.content]


def test_a_thousand_tries_get_nowhere(url: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "public", "")
    tries = [
        client.post(f"{url}unlock/", {"password": f"{n}"}, REMOTE_ADDR="203.0.113.9").status_code
        for n in range(40)
    ]
    right = client.post(f"{url}unlock/", {"password": PASSWORD}, REMOTE_ADDR="203.0.113.9")
    other = client.post(f"{url}unlock/", {"password": PASSWORD}, REMOTE_ADDR="203.0.113.10")
    assert (tries.count(403), tries.count(429)) == (10, 30)
    assert (right.status_code, int(right["Retry-After"]) > 0, list(right.cookies)) == (429, True, [])
    assert other.status_code == 302


def test_another_address_of_the_same_network_is_no_other_visitor(url: str, client: Client) -> None:
    tries = [
        client.post(f"{url}unlock/", {"password": "wrong"}, REMOTE_ADDR=f"2001:db8:1:2::{n:x}").status_code
        for n in range(12)
    ]
    assert tries == [403] * 10 + [429] * 2
    other = client.post(f"{url}unlock/", {"password": "wrong"}, REMOTE_ADDR="2001:db8:1:3::1")
    assert other.status_code == 403


def test_a_thousand_addresses_together_get_nowhere(
    url: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "public", "")
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "passwords", "12/hour")
    inside = Client()
    inside.post(f"{url}unlock/", {"password": PASSWORD})
    tries = [
        client.post(f"{url}unlock/", {"password": f"{n}"}, REMOTE_ADDR=f"198.51.100.{n}").status_code
        for n in range(20)
    ]
    assert (tries.count(403), tries.count(429)) == (12, 8)
    assert Client().post(f"{url}unlock/", {"password": PASSWORD}).status_code == 429
    assert b"Pay by bank transfer" in inside.get(url).content
    assert inside.post(f"{url}unlock/", {"password": "wrong"}).status_code == 302


def test_one_address_does_not_use_up_what_all_have(
    url: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "passwords", "15/hour")
    for n in range(30):
        client.post(f"{url}unlock/", {"password": f"{n}"}, REMOTE_ADDR="203.0.113.20")
    assert client.post(f"{url}unlock/", {"password": PASSWORD}, REMOTE_ADDR="203.0.113.21").status_code == 302


def test_the_right_one_clears_the_slate(url: str, client: Client) -> None:
    for _round in range(3):
        client.cookies.clear()
        for _wrong in range(7):
            assert (
                client.post(f"{url}unlock/", {"password": "wrong"}, REMOTE_ADDR="203.0.113.11").status_code
                == 403
            )
        assert (
            client.post(f"{url}unlock/", {"password": PASSWORD}, REMOTE_ADDR="203.0.113.11").status_code
            == 302
        )


def test_a_pass_ends_with_the_password(link: ShareLink, by: Actor) -> None:
    given = pass_for(link, PASSWORD)
    assert lets_in(link, given)
    link = update_share_link(link, by=by, fields={"password": PASSWORD})
    assert not lets_in(link, given)


def test_a_pass_ends_with_the_link(link: ShareLink, url: str, by: Actor, client: Client) -> None:
    client.post(f"{url}unlock/", {"password": PASSWORD})
    revoke_share_link(link, by=by)
    assert client.get(url).status_code == 404


def test_a_pass_lasts_twelve_hours(link: ShareLink) -> None:
    given = pass_for(link, PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(hours=11, minutes=59)):
        assert lets_in(link, given)
    with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=1)):
        assert not lets_in(link, given)


def test_a_pass_is_for_one_link(link: ShareLink, roadmap: Roadmap, by: Actor) -> None:
    other = create_share_link(roadmap, by=by, name="Customers", password=PASSWORD)
    given = pass_for(other, PASSWORD)
    assert not lets_in(link, given)
    assert not lets_in(link, given[:-1] + "x")
    assert not lets_in(link, "")


def test_without_a_password_it_is_open_again(link: ShareLink, url: str, by: Actor, client: Client) -> None:
    update_share_link(link, by=by, fields={"password": ""})
    assert b"Pay by bank transfer" in client.get(url).content
    assert client.post(f"{url}unlock/", {"password": "x"}).status_code == 302


def test_it_is_kept_as_a_hash_and_told_to_nobody(link: ShareLink, by: Actor) -> None:
    update_share_link(link, by=by, fields={"password": "another one of it"})
    link.refresh_from_db()
    assert identify_hasher(link.password_hash).algorithm
    assert "another" not in link.password_hash
    event = Event.objects.get(verb="share_link.updated")
    assert event.changes == {"password": [True, True]}


@pytest.mark.parametrize("password", ["short", "password12", "1234567890"])
def test_a_weak_one_is_refused(password: str, roadmap: Roadmap, by: Actor) -> None:
    with pytest.raises(ValidationError) as refused:
        create_share_link(roadmap, by=by, name="Board", password=password)
    assert "password" in refused.value.message_dict


def test_an_unknown_page_is_gone_for_passwords_too(roadmap: Roadmap, client: Client) -> None:
    assert client.post("/share/abc/unlock/", {"password": PASSWORD}).status_code == 404
