"""One who reads roadmaps comes back: what changed since is marked, and seen once it was looked at."""

from datetime import timedelta

from playwright.sync_api import expect

from accounts.models import Member
from activity.actors import Actor
from notifications.models import RoadmapDigest
from roadmap.models import Entry, Roadmap, RoadmapVisit
from roadmap.services.entries import update_entry
from roadmap.services.publishing import publish
from roadmap.services.visits import keep_visit
from tests.browser.conftest import SignIn


def test_what_changed_since_the_last_visit(
    roadmap: Roadmap, by: Actor, signed_in: SignIn, stakeholder: Member
) -> None:
    entry, other = Entry.objects.filter(roadmap=roadmap)[:2]
    publish(roadmap, by=by)
    keep_visit(roadmap, stakeholder, by=stakeholder.actor())
    visit = RoadmapVisit.objects.get()
    Roadmap.objects.update(created_at=roadmap.created_at - timedelta(days=9))
    roadmap.editions.update(published_at=roadmap.created_at - timedelta(days=9))
    RoadmapVisit.objects.update(day=visit.day - timedelta(days=4))
    update_entry(entry, by=by, fields={"public_title": "Bank transfer"})
    page = signed_in(stakeholder)
    page.goto(f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/")
    expect(page.locator(f"#bar-{entry.pk} .tl-news")).to_be_visible()
    expect(page.locator(f"#bar-{other.pk}")).to_be_visible()
    expect(page.locator(".tl-news")).to_have_count(1)
    page.get_by_role("link", name="Quarters").click()
    expect(page.locator(f"#bar-{entry.pk} .tl-news")).to_be_visible()
    page.get_by_role("link", name="List").click()
    expect(page.locator(".news-dot")).to_have_text(f"Renamed: {entry.item.title} → Bank transfer")
    page.get_by_role("button", name="Mark as seen").click()
    expect(page.locator(".since-visit, .news-dot")).to_have_count(0)
    page.reload()
    expect(page.locator(".since-visit")).to_have_count(0)


def test_one_subscribes_in_a_dialog(roadmap: Roadmap, signed_in: SignIn, stakeholder: Member) -> None:
    page = signed_in(stakeholder)
    page.goto(f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/")
    page.get_by_role("link", name="Digest").click()
    page.get_by_label("Every week, on Monday").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast", has_text="You will be told of changes")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert RoadmapDigest.objects.get().frequency == "weekly"
