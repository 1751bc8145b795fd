from html import escape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from activity.actors import Actor
from roadmap.models import Entry, Roadmap, ShareLink
from roadmap.origins import origin_of
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, embed_code, embed_url, token_of, update_share_link

SITES = ["https://wiki.example.com", "https://intranet.example.com:8443"]


@pytest.fixture
def link(roadmap: Roadmap, entries: list[Entry], by: Actor) -> ShareLink:
    publish(roadmap, by=by)
    return create_share_link(roadmap, by=by, name="Wiki", embed_sites=SITES)


def ancestors(client: Client, url: str, **headers: str) -> str:
    answer = client.get(url, headers=headers)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    return f"{answer.status_code} {policy['frame-ancestors']} {answer.get('X-Frame-Options')}"


def test_sites_that_are_named_may_frame_it(link: ShareLink, client: Client) -> None:
    url = f"/embed/{token_of(link)}/"
    assert ancestors(client, url) == f"200 {' '.join(SITES)} None"
    tag = client.get(url)["ETag"]
    assert ancestors(client, url, **{"If-None-Match": tag}) == f"304 {' '.join(SITES)} None"


def test_nobody_may_frame_the_page_itself(link: ShareLink, client: Client) -> None:
    assert ancestors(client, f"/share/{token_of(link)}/") == "200 'none' DENY"


def test_where_no_site_is_named_there_is_no_page_for_frames(
    link: ShareLink, by: Actor, client: Client
) -> None:
    update_share_link(link, by=by, fields={"embed_sites": []})
    assert ancestors(client, f"/embed/{token_of(link)}/") == "404 * None"  # which says so in the frame
    assert client.get(f"/embed/{token_of(link)}/").content == client.get("/embed/abc/").content
    assert embed_url(link) != embed_url(ShareLink.objects.get()) == ""


def test_it_sets_no_cookie_and_has_no_script(link: ShareLink, client: Client) -> None:
    answer = client.get(f"/embed/{token_of(link)}/")
    assert b"Pay by bank transfer" in answer.content
    assert not answer.cookies
    assert b"<script" not in answer.content


def test_a_password_and_a_frame_exclude_each_other(link: ShareLink, roadmap: Roadmap, by: Actor) -> None:
    with pytest.raises(ValidationError, match="frame"):
        update_share_link(link, by=by, fields={"password": "correct horse battery"})
    with pytest.raises(IntegrityError):
        ShareLink.objects.update(password_hash="argon2$")


def test_a_title_cannot_break_out_of_its_code(link: ShareLink) -> None:
    code = embed_code(link, '"><script>')
    assert code.count("<") == 2
    assert f"/embed/{token_of(link)}/" in code


def test_its_code_stands_to_be_copied(link: ShareLink, roadmap: Roadmap, manager: Client) -> None:
    text = manager.get(f"/w/acme/roadmaps/{roadmap.pk}/share/").content.decode()
    assert text.count(escape(embed_code(link, "Checkout"))) == 2


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("wiki.example.com", "https://wiki.example.com"),
        (" HTTPS://Wiki.Example.com/page?x=1#y ", "https://wiki.example.com"),
        ("https://wiki.example.com:443", "https://wiki.example.com"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_a_site_is_named_as_people_do(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "*", "https://*.example.com", "javascript:alert(1)", "data://x", "https://a.example;script-src *", "https://",
        "https://user:pass@example.com", "https://a.example:99999", "'self'", "https://a_b.example", "https://a..example",
        "https://a.example\nhttps://b.example", "https://-a.example",
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        origin_of(text)
