"""What a link hides is nowhere: every public address of it is asked, every hidden word searched in what it answers."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.settings import api_settings

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from core.periods import Precision
from roadmap.audience import Audience, audience_of, for_audience, for_readers
from roadmap.document import FIELDS, document
from roadmap.models import Entry, Lane, Milestone, Roadmap
from roadmap.services.entries import update_entry
from roadmap.services.milestones import add_milestone, update_milestone
from roadmap.services.moving import move_entry
from roadmap.services.objective_items import add_items
from roadmap.services.objectives import create_objective
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import update_roadmap
from roadmap.services.sharing import create_share_link, token_of

# What a reader could see of the first entry, by the field that shows it.
WORDS = {
    "lane": ("Faster payment", "Trust"),
    "horizon": ("Now", "Later</h3>"),
    "dates": ("1 – 31 Dec", "31 Dec", "translate("),
    "confidence": ("medium",),
    "milestones": ("Christmas freeze",),
    "status": ("Backlog",),
    "progress": ("100", "Done so far"),
    "note": ("Instant, from any bank.", "Keep it", "Banks need longer"),
    "goal": ("Fewer lost baskets",),
    "key": ("WEB-1",),
    "owner": ("Ada Ownerova",),
}
Ask = Callable[..., str]


@pytest.fixture
def told(
    roadmap: Roadmap,
    entries: list[Entry],
    lanes: list[Lane],
    items: list[Item],
    by: Actor,
    contributor: Member,
) -> Roadmap:
    """A published roadmap on which everything is said of the first entry, and something has changed since."""
    contributor.name = "Ada Ownerova"
    contributor.save()
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    publish(roadmap, by=by)
    add_milestone(roadmap, by=by, name="Christmas freeze", on=date(2026, 12, 18))
    update_item(items[0], by=by, fields={"assignee": contributor})
    add_items(create_objective(roadmap.workspace, by=by, name="Fewer lost baskets"), items[:1], by=by)
    done = items[2].product.statuses.get(category="done")
    update_item(items[2], by=by, fields={"status": done})
    update_entry(entries[0], by=by, fields={"public_note": "Instant, from any bank."})
    update_entry(entries[0], by=by, fields={"confidence": "medium"})
    move_entry(entries[1], by=by, fields={"lane": lanes[1], "horizon": "later"})
    publish(roadmap, by=by, note="Banks need longer.")
    return roadmap


@pytest.fixture
def ask(told: Roadmap, by: Actor, client: Client, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """All that a link with these values answers at every public address that there is for it, in every view."""
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "public", "")
    names = [one.name for one in _patterns() if one.pattern.converters.keys() == {"token"}]
    assert {"shared", "embedded"} <= set(names)

    def answers(**values: Any) -> str:
        sites = [] if "password" in values else ["https://wiki.example.com"]
        link = create_share_link(told, by=by, name="Secret audience", embed_sites=sites, **values)
        urls = [reverse(f"roadmap:{name}", args=[token_of(link)]) for name in names]
        found = [client.get(url, {"view": view}) for url in urls for view in ("timeline", "horizons", "list")]
        found += [client.post(url) for url in urls]
        assert {answer.status_code for answer in found} <= {200, 302, 403, 404, 405}
        chance = re.compile(rf"{token_of(link)}|'ETag': '[^']*'")  # may hold any digits
        return chance.sub("", "".join(f"{dict(answer.headers)}{answer.content.decode()}" for answer in found))

    return answers


def _patterns() -> list[Any]:
    return [one for one in get_resolver("roadmap.urls").url_patterns if isinstance(one, URLPattern)]


@pytest.mark.parametrize("source", ["published", "live"])
@pytest.mark.parametrize("hidden", list(FIELDS))
def test_what_a_link_hides_is_nowhere(hidden: str, source: str, ask: Ask) -> None:
    text = ask(source=source, fields=[name for name in FIELDS if name != hidden])
    assert not [word for word in WORDS[hidden] if word in text]


@pytest.mark.parametrize("field", list(FIELDS))
def test_what_a_link_shows_is_there(field: str, ask: Ask) -> None:
    text = ask(fields=[field, "dates"])
    assert [word for word in WORDS[field] if word in text]


def test_nobody_reads_for_whom_a_link_is(ask: Ask) -> None:
    assert "Secret audience" not in ask(fields=list(FIELDS))


def test_behind_a_password_there_is_nothing(ask: Ask) -> None:
    text = ask(fields=list(FIELDS), password="correct horse battery")
    words = [word for name, some in WORDS.items() if name not in ("progress", "horizon") for word in some]
    assert not [word for word in (*words, "Checkout", "Bank transfer", "Apple Pay", "Acme") if word in text]


def test_only_its_lanes(ask: Ask, lanes: list[Lane]) -> None:
    text = ask(fields=list(FIELDS), lanes=[str(lanes[1].pk)])
    assert "Apple Pay" in text
    assert not [word for word in ("Bank transfer", "Guest basket", "Faster payment", "WEB-1") if word in text]


def test_only_its_lanes_where_lanes_are_hidden(ask: Ask, lanes: list[Lane]) -> None:
    text = ask(fields=["dates"], lanes=[str(lanes[1].pk)])
    assert "Apple Pay" in text
    assert not [word for word in ("Bank transfer", "Trust") if word in text]


def test_what_is_in_no_lane_is_a_lane_too(told: Roadmap, entries: list[Entry], by: Actor) -> None:
    move_entry(entries[2], by=by, fields={"lane": None})
    link = create_share_link(told, by=by, name="Rest", lanes=[""])
    assert titles_of(document(told), audience_of(link)) == ["Guest basket"]


def titles_of(made: Any, audience: Audience) -> list[str]:
    return [entry["title"] for entry in for_audience(made, audience)["entries"]]


@pytest.mark.parametrize(
    ("titles", "shown", "hidden"),
    [
        ("public", ["Bank transfer", "Apple Pay"], ["Pay by bank transfer"]),
        ("only_public", ["Bank transfer"], ["Pay by bank transfer", "Apple Pay", "Guest basket"]),
        ("internal", ["Pay by bank transfer", "Apple Pay"], [">Bank transfer"]),
    ],
)
@pytest.mark.parametrize("source", ["published", "live"])
def test_titles(source: str, titles: str, shown: list[str], hidden: list[str], ask: Ask) -> None:
    text = ask(source=source, titles=titles, fields=list(FIELDS))
    assert [word for word in shown if word in text] == shown
    assert not [word for word in hidden if word in text]


@pytest.mark.parametrize(
    ("precision", "period", "words"),
    [
        ("quarter", "Q4", ("Dec<", "Dec ", "Jan", "Feb", "2026-12", "2027-0")),
        ("half", "H2", ("Q1 2027", "Dec ", "Jan", "Feb", "2026-12", "2027-0")),
    ],
)
def test_no_date_is_finer_than_told(precision: str, period: str, words: tuple[str, ...], ask: Ask) -> None:
    text = ask(fields=list(FIELDS), precision=precision)
    assert period in text
    assert not [word for word in words if word in text]


@pytest.mark.parametrize("precision", ["month", "quarter", "half"])
def test_other_days_of_the_same_period_are_the_same_page(
    precision: str, told: Roadmap, items: list[Item], by: Actor, client: Client
) -> None:
    """Nothing of it, not a coordinate nor the order of milestones, tells of the days within."""
    first = add_milestone(told, by=by, name="A party", on=date(2026, 12, 30))
    link = create_share_link(
        told, by=by, name="Board", source="live", fields=list(FIELDS), precision=precision
    )
    url = f"/share/{token_of(link)}/"
    before = [client.get(url, {"view": view}).content for view in ("timeline", "horizons", "list")]
    update_item(items[0], by=by, fields={"start_on": date(2026, 12, 9), "due_on": date(2026, 12, 14)})
    update_item(items[1], by=by, fields={"start_on": date(2027, 1, 30), "due_on": date(2027, 2, 1)})
    update_milestone(first, by=by, fields={"on": date(2026, 12, 2)})
    update_milestone(Milestone.objects.get(name="Christmas freeze"), by=by, fields={"on": date(2026, 12, 31)})
    assert [client.get(url, {"view": view}).content for view in ("timeline", "horizons", "list")] == before


def test_bars_grow_outwards(told: Roadmap, items: list[Item], by: Actor) -> None:
    update_item(items[0], by=by, fields={"start_on": date(2026, 12, 9), "due_on": date(2027, 2, 1)})
    link = create_share_link(told, by=by, name="Board", precision="quarter")
    shown = for_audience(document(told), audience_of(link))["entries"][0]
    assert (shown["start"], shown["due"]) == ("2026-10-01", "2027-03-31")
    assert (shown["start_precision"], shown["due_precision"]) == ("quarter", "quarter")


def test_a_coarser_plan_stays_coarse(told: Roadmap, items: list[Item], by: Actor) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2026, 12, 31), "due_precision": "half"})
    link = create_share_link(told, by=by, name="Board", precision="month")
    assert for_audience(document(told), audience_of(link))["entries"][0]["due_precision"] == "half"


def test_where_nothing_is_allowed_there_are_titles_alone(told: Roadmap) -> None:
    shown = for_audience(document(told), Audience(frozenset()))
    assert (shown["horizons"], shown["lanes"], "milestones" in shown) == ([], [], False)
    assert {name for entry in shown["entries"] for name in entry} == {"ref", "title"}


def test_an_edition_of_before_tells_no_titles(told: Roadmap) -> None:
    made = for_readers(document(told))
    assert titles_of(made, Audience(frozenset(), titles="internal"))[0] == "Bank transfer"
    assert titles_of(made, Audience(frozenset(), titles="only_public")) == []


@pytest.mark.parametrize("source", ["published", "live"])
def test_what_has_got_a_public_title_is_not_told_by_its_own_one(
    source: str, told: Roadmap, entries: list[Entry], by: Actor, client: Client
) -> None:
    """Edition 2 says “Apple Pay”; who reads edition 3 need not learn what was hidden since."""
    update_entry(entries[1], by=by, fields={"public_title": "A new wallet"})
    if source == "published":
        publish(told, by=by)
    link = create_share_link(told, by=by, name="Board", source=source)
    page = client.get(f"/share/{token_of(link)}/").content.decode()
    assert "A new wallet" in page
    assert "Apple Pay" not in page


def test_another_public_title_is_news(told: Roadmap, entries: list[Entry], by: Actor, client: Client) -> None:
    update_entry(entries[0], by=by, fields={"public_title": "Wire transfer"})
    publish(told, by=by)
    link = create_share_link(told, by=by, name="Board")
    assert "Bank transfer → Wire transfer" in client.get(f"/share/{token_of(link)}/").content.decode()


def test_a_parent_is_called_as_on_the_roadmap(
    told: Roadmap, entries: list[Entry], items: list[Item], by: Actor
) -> None:
    update_item(items[1], by=by, fields={"parent": items[0]})
    by_parent = update_roadmap(told, by=by, fields={"lanes_from": "parent"})
    assert [lane["name"] for lane in document(by_parent)["lanes"]] == ["Bank transfer"]


def test_nothing_of_a_milestone_that_nobody_allowed(told: Roadmap) -> None:
    made = document(told)
    made["milestones"][0]["budget"] = "secret"
    for precision in (None, Precision.MONTH):
        shown = for_audience(made, Audience(frozenset({"milestones"}), precision=precision))
        assert "secret" not in str(shown)
