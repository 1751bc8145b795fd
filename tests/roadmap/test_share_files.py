"""Files of a share link: for whom, of what, and that no hidden word is in any of them."""

from collections.abc import Callable
from ipaddress import IPv4Address
from random import randrange
from typing import Any

import pytest
from django.test import Client
from rest_framework.settings import api_settings

from activity.actors import Actor
from roadmap.document import FIELDS
from roadmap.exports import FORMATS
from roadmap.models import Entry, Lane, Roadmap, ShareLink
from roadmap.services.entries import update_entry
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, revoke_share_link, token_of, update_share_link
from tests.roadmap.opened import chunks_of, words_in
from tests.roadmap.test_share_audiences import told  # noqa: F401

Save = Callable[..., Any]
# As files say them; what stands on the page alone is left out.
WORDS = {
    "lane": ("Faster payment", "Trust"),
    "horizon": ("Later",),
    "dates": ("Dec 2026", "2026-12", "20261231"),
    "confidence": ("medium", ">Medium<", ",Medium,"),
    "milestones": ("Christmas freeze",),
    "status": ("Backlog",),
    "note": ("Instant, from any bank.", "Keep it", "Banks need longer"),
    "goal": ("Fewer lost baskets",),
    "key": ("WEB-1",),
    "owner": ("Ada Ownerova", ">AO<"),
}
ALWAYS = ("Secret audience", "Acme", "Zebra title")


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "file", "")


@pytest.fixture
def plan(told: Roadmap) -> Roadmap:  # noqa: F811
    return told


@pytest.fixture
def save(plan: Roadmap, by: Actor, client: Client) -> Save:
    """The answer for a format at a link with these values."""

    def ask(form: str, view: str = "", **values: Any) -> Any:
        link = create_share_link(plan, by=by, name="Secret audience", **{"has_files": True, **values})
        return client.get(f"/share/{token_of(link)}/file/", {"format": form, "view": view})

    return ask


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "png"])
@pytest.mark.parametrize("source", ["published", "live"])
def test_no_hidden_word_is_in_a_file(form: str, source: str, save: Save, plan: Roadmap) -> None:
    for hidden, words in WORDS.items():
        answer = save(form, source=source, fields=[name for name in FIELDS if name != hidden])
        if answer.status_code == 404:
            assert (hidden, FORMATS[form].needs) == ("dates", "dates")
            continue
        text = words_in(answer.content, form) + str(answer.headers)
        assert "Apple Pay" in text
        found = [word for word in (*words, *ALWAYS, str(plan.pk), str(plan.workspace_id)) if word in text]
        assert not found, (hidden, found)


@pytest.mark.parametrize("view", ["horizons", "list"])
def test_no_hidden_word_is_in_another_view(view: str, save: Save) -> None:
    for hidden, words in WORDS.items():
        if hidden == "dates":  # these pictures are of timelines, too
            continue
        text = save("svg", view, fields=[name for name in FIELDS if name != hidden]).content.decode()
        assert "Apple Pay" in text
        assert not [word for word in (*words, *ALWAYS) if word in text], hidden


def test_a_link_offers_the_views_that_it_shows(save: Save) -> None:
    shown = save("svg", "horizons", fields=list(FIELDS)).content.decode()
    hidden = save("svg", "horizons", fields=["lane", "dates"]).content.decode()
    assert (">Later</text>" in shown, ">Later</text>" in hidden) == (True, False)


def test_the_words_are_there_where_they_are_shown(save: Save) -> None:
    text = "".join(
        words_in(save(form, fields=list(FIELDS)).content, form) for form in ("xlsx", "ics", "pptx", "pdf")
    )
    missing = [name for name, words in WORDS.items() if not [word for word in words if word in text]]
    assert missing == []


def test_a_picture_says_nothing_beside_its_pixels(save: Save) -> None:
    answer = save("png")
    assert chunks_of(answer.content) <= {"IHDR", "IDAT", "IEND", "pHYs"}


@pytest.mark.parametrize("form", ["xlsx", "csv", "ics", "svg", "pptx", "pdf"])
def test_no_day_is_finer_than_told(form: str, save: Save) -> None:
    text = words_in(save(form, fields=list(FIELDS), precision="quarter").content, form)
    assert "Q4" in text
    assert not [word for word in ("Dec ", "2026-12-01", "20261218", "2027-02-28", "20270228") if word in text]


def test_only_its_lanes_and_titles(save: Save, lanes: list[Lane]) -> None:
    text = words_in(save("pptx", fields=list(FIELDS), lanes=[str(lanes[1].pk)]).content, "pptx")
    assert ("Apple Pay" in text, "Bank transfer" in text, "Faster payment" in text) == (True, False, False)
    text = words_in(save("xlsx", titles="only_public").content, "xlsx")
    assert ("Bank transfer" in text, "Pay by bank" in text, "Apple Pay" in text) == (True, False, False)


def test_a_published_link_tells_nothing_newer(save: Save, entries: list[Entry], by: Actor) -> None:
    update_entry(entries[1], by=by, fields={"public_title": "Zebra title"})
    answer = save("csv")
    assert "Apple Pay" in answer.content.decode()
    assert "Zebra" not in answer.content.decode()
    assert answer["ETag"]


@pytest.mark.parametrize(
    "values", [{"has_files": False}, {"password": "correct horse battery"}, {"fields": ["lane"]}]
)
def test_who_gets_none(values: dict[str, Any], save: Save) -> None:
    answer = save("pdf", **values)
    assert answer.status_code in (302, 404)
    assert b"Apple" not in answer.content


def test_a_password_opens_its_files(plan: Roadmap, by: Actor, client: Client) -> None:
    link = create_share_link(plan, by=by, name="Board", password="correct horse battery", has_files=True)
    url = f"/share/{token_of(link)}/"
    client.post(f"{url}unlock/", {"password": "correct horse battery"})
    answer = client.get(f"{url}file/", {"format": "csv"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_what_is_unchanged_is_not_made_again(plan: Roadmap, by: Actor, client: Client) -> None:
    link = create_share_link(plan, by=by, name="Board", has_files=True)
    url = f"/share/{token_of(link)}/file/?format=svg"
    tag = client.get(url)["ETag"]
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304
    publish(plan, by=by, note="Another one")
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 200
    revoke_share_link(ShareLink.objects.get(), by=by)
    assert client.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 404


def test_an_address_may_have_so_many(
    plan: Roadmap,
    by: Actor,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "file", "2/hour")
    link = create_share_link(plan, by=by, name="Board", has_files=True)
    url = f"/share/{token_of(link)}/file/?format=csv"
    address = str(IPv4Address(randrange(2**32)))
    answers = [client.get(url, REMOTE_ADDR=address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"]


def test_the_page_leads_to_what_there_is(plan: Roadmap, by: Actor, client: Client) -> None:
    link = create_share_link(plan, by=by, name="Board", embed_sites=["https://wiki.example.com"])
    url = f"/share/{token_of(link)}/"
    assert b"format=" not in client.get(url).content
    update_share_link(link, by=by, fields={"has_files": True})
    assert client.get(url).content.count(b"file/?format=") == len(FORMATS)
    assert b"format=" not in client.get(url.replace("share", "embed")).content
    update_share_link(ShareLink.objects.get(), by=by, fields={"fields": ["lane"]})
    assert client.get(url).content.count(b"file/?format=") == 2


def test_a_table_has_no_column_for_what_is_hidden(save: Save) -> None:
    head = save("csv", fields=["dates"]).content.decode("utf-8-sig").splitlines()[0]
    assert head == "Title,Start,Due"


def test_what_is_too_large_says_so(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadmap.exports.MOST_SHARED", 1)
    answer = save("pdf")
    assert (answer.status_code, b"Apple" in answer.content) == (422, False)
    assert "Too large for this file" in answer.content.decode()
    assert save("svg").status_code == 200
