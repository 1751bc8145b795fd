"""The pages of themes."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item, Product
from roadmap.models import Theme, ThemeTarget
from roadmap.periods import Period
from roadmap.services.theme_items import add_items
from roadmap.services.theme_targets import set_targets
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_theme
from tests.roadmap.conftest import HTMX, text, undo_of

HOME = "/w/acme/themes/"
Q1 = f"{HOME}?period=2027-Q1"


@pytest.fixture
def trust(web: Product, by: Actor) -> Theme:
    """Meant to get 40 % of Q1 2027; one of two items planned then is of it."""
    theme = make_theme(web.workspace, "Trust", description="Keep **it** safe.")
    item = make_item(web, "Wax seals", due_on=date(2027, 2, 1), estimate=3)
    make_item(web, "Nobody knows why", due_on=date(2027, 3, 1))
    add_items(theme, [item], by=by)
    set_targets(Period.parse("2027-Q1"), {theme.pk: 40}, by=by)
    return theme


def test_an_empty_page_teaches(manager: Client, client_of: ClientOf, stakeholder: Member) -> None:
    assert "New theme" in text(manager, HOME)
    page = text(client_of(stakeholder), HOME)
    assert "New theme" not in page
    assert "Where the effort goes" in page


def test_target_beside_what_is_planned(manager: Client, trust: Theme) -> None:
    page = " ".join(text(manager, Q1).split())
    assert "2 items planned for Q1 2027, 0 done." in page
    assert 'aria-label="Target 40 %, 50 % planned, – done"' in page
    assert "10 over" in page
    assert f"/w/acme/themes/{trust.pk}/?period=2027-Q1&amp;by=count" in page
    assert "No theme" in page


def test_by_estimate_and_by_product(manager: Client, trust: Theme) -> None:
    page = " ".join(text(manager, f"{Q1}&by=estimate&product=web").split())
    assert "3 points planned" in page
    assert "1 item has no estimate" in page


@pytest.mark.parametrize(
    "asked", ["period=nonsense", "period=1", "by=magic", "product=NONE", "period=2027-Q9"]
)
def test_what_means_nothing_is_left_out(manager: Client, trust: Theme, asked: str) -> None:
    assert manager.get(f"{HOME}?{asked}").status_code == 200


def test_what_a_line_counts(manager: Client, trust: Theme) -> None:
    page = text(manager, f"{HOME}{trust.pk}/?period=2027-Q1")
    assert "Wax seals" in page
    assert "<strong>it</strong>" in page
    assert "Wax seals" not in text(manager, f"{HOME}{trust.pk}/?period=2027-Q2")
    assert "Nobody knows why" in text(manager, f"{HOME}none/?period=2027-Q1")


def test_what_has_no_theme_is_shown_to_readers_of_the_backlog(
    manager: Client, client_of: ClientOf, stakeholder: Member, trust: Theme
) -> None:
    there, reader = f"{HOME}none/", client_of(stakeholder)
    assert there in text(manager, Q1)
    assert "Nobody knows why" in text(manager, f"{there}?period=2027-Q1")
    page = text(reader, Q1)
    assert ("No theme" in page, there in page, reader.get(there).status_code) == (True, False, 403)


def test_shares_are_set_and_taken_back(manager: Client, trust: Theme, workspace: Workspace) -> None:
    other, url = make_theme(workspace, "Growth"), f"{HOME}targets/?period=2027-Q1"
    assert 'value="40"' in text(manager, url)
    refused = manager.post(url, {str(trust.pk): "70", str(other.pk): "40"}, headers=HTMX)
    assert (refused.status_code, "10 % too much" in refused.content.decode()) == (422, True)
    wrong = manager.post(url, {str(trust.pk): "-3"}, headers=HTMX).content.decode()
    assert "between 0 and 100" in wrong
    done = manager.post(url, {str(trust.pk): "60", str(other.pk): "40"}, headers=HTMX)
    assert done.status_code == 204
    manager.post(undo_of(done["HX-Trigger"]))
    assert [row.percent for row in ThemeTarget.objects.all()] == [40]


def test_a_theme_is_made_changed_merged_and_deleted(manager: Client, trust: Theme) -> None:
    made = manager.post(f"{HOME}new/", {"name": "Growth", "hue": ""})
    growth = Theme.objects.get(name="Growth")
    assert made["Location"] == f"{HOME}{growth.pk}/"
    assert manager.post(f"{HOME}new/", {"name": "growth"}).status_code == 422
    odd = {"name": "Reach", "hue": "3", "from_hue": "²"}
    assert manager.post(f"{HOME}{growth.pk}/settings/", odd).status_code in (412, 422)
    manager.post(f"{HOME}{growth.pk}/settings/", {"name": "Reach", "hue": "3"})
    manager.post(f"{HOME}{growth.pk}/move/", {"to": "up"})
    manager.post(f"{HOME}{trust.pk}/merge/", {"into": str(growth.pk)})
    growth.refresh_from_db()
    assert (growth.name, growth.hue, growth.position, growth.places.count()) == ("Reach", 3, 0, 1)
    assert "has been deleted" in manager.post(f"{HOME}{growth.pk}/delete/", headers=HTMX).content.decode()
    assert manager.get(f"{HOME}{growth.pk}/").status_code == 404


def test_items_are_put_in_and_taken_out(manager: Client, trust: Theme, items: list[Item]) -> None:
    url = f"{HOME}{trust.pk}/"
    assert items[0].title in text(manager, f"{url}candidates/?q=bank")
    manager.post(f"{url}add/", {"items": [str(items[0].pk)]})
    assert items[0].title in text(manager, url)
    manager.post(f"{url}remove/", {"items": [str(items[0].pk)]})
    assert items[0].title not in text(manager, url)


def test_a_page_costs_the_same_for_many(manager: Client, trust: Theme, workspace: Workspace) -> None:
    manager.get(Q1)
    with counted() as few:
        manager.get(Q1)
    for _at in range(5):
        make_theme(workspace)
    with counted() as many:
        manager.get(Q1)
    assert len(few) == len(many) <= 14
