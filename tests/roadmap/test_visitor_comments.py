"""Visitors' comments on share links: only where wanted, shown once approved, and nothing by machines."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.settings import api_settings

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.tasks import drain
from notifications.models import Notification
from notifications.templatetags.notifications import line_url
from notifications.words import words
from roadmap.models import Entry, Roadmap, ShareLink, VisitorComment
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import update_roadmap
from roadmap.services.sharing import create_share_link, revoke_share_link, token_of, update_share_link
from roadmap.services.visitor_comments import (
    MOST_WAITING,
    decide_on,
    delete_visitor_comment,
    form_token,
    reply_to,
    say_as_visitor,
)
from roadmap.views.visitor_comments import MOST
from tests.conftest import ApiOf, ClientOf
from tests.roadmap.conftest import HTMX, text
from tests.roadmap.visitors import SAID, send


@pytest.fixture
def link(roadmap: Roadmap, entries: list[Entry], by: Actor) -> ShareLink:
    publish(roadmap, by=by)
    return create_share_link(roadmap, by=by, name="Board", takes_comments=True)


@pytest.fixture
def url(link: ShareLink) -> str:
    return f"/share/{token_of(link)}/"


@pytest.fixture
def said(link: ShareLink) -> VisitorComment:
    return say_as_visitor(link, **SAID)


@pytest.fixture
def desk(roadmap: Roadmap) -> str:
    return f"/w/acme/roadmaps/{roadmap.pk}/visitors/"


class TestSaying:
    def test_it_waits_before_anybody_sees_it(self, url: str, client: Client) -> None:
        answer = send(url)
        assert (answer.status_code, len(answer.cookies)) == (302, 0)
        assert "Thank you" in text(client, answer["Location"])
        comment = VisitorComment.objects.get()
        assert (comment.name, comment.state) == ("Vera Visitor", "waiting")
        assert "Vera" not in text(client, url)
        assert not [word for word in ("Checkout", "Board") if word in text(client, f"{url}comment/")]

    def test_a_visitor_is_the_actor_and_the_event_keeps_no_words(self, said: VisitorComment) -> None:
        event = Event.objects.get(verb="visitor_comment.created")
        assert (event.actor_kind, event.actor_id, event.object_label) == ("visitor", None, "Vera Visitor")
        assert "Apple Pay" not in f"{event.data}{event.changes}"

    @pytest.mark.parametrize("off", ["not wanted", "revoked", "unknown"])
    def test_no_door_where_there_is_no_wish(
        self, off: str, link: ShareLink, url: str, by: Actor, client: Client
    ) -> None:
        token = form_token(link)
        if off == "not wanted":
            update_share_link(link, by=by, fields={"takes_comments": False})
        elif off == "revoked":
            revoke_share_link(link, by=by)
        else:
            url = "/share/unknown/"
        assert client.get(f"{url}comment/").status_code == 404
        assert client.post(f"{url}comment/", {**SAID, "form": token}).status_code == 404
        assert "comment/" not in text(client, url)
        assert not VisitorComment.objects.exists()

    def test_links_take_none_unless_told(self, roadmap: Roadmap, by: Actor) -> None:
        assert not create_share_link(roadmap, by=by, name="Plain").takes_comments

    @pytest.mark.parametrize("form", ["", "nonsense", "other link", "old"])
    def test_only_from_its_form(
        self, form: str, roadmap: Roadmap, link: ShareLink, url: str, by: Actor, client: Client
    ) -> None:
        other = create_share_link(roadmap, by=by, name="Other", takes_comments=True)
        with time_machine.travel("2026-01-01"):
            old = form_token(link)
        token = {"other link": form_token(other), "old": old}.get(form, form)
        answer = client.post(f"{url}comment/", {**SAID, "form": token})
        assert (answer.status_code, b"We wait." in answer.content) == (403, True)
        assert not VisitorComment.objects.exists()

    @pytest.mark.parametrize(
        "values",
        [{"name": ""}, {"text": " \n "}, {"text": "a" * 1001}, {"name": "a" * 81}, {"name": "\u200b"}]
        + [{"name": unseen} for unseen in ("\u3164", "\u2800", "\xad", "\u061c", "\ufe0f", "\U000e0041")],
    )
    def test_what_is_no_comment_is_asked_again(self, values: dict[str, str], url: str) -> None:
        answer = send(url, **values)
        assert (answer.status_code, b'role="alert"' in answer.content) == (422, True)
        assert not VisitorComment.objects.exists()

    def test_marks_that_are_not_seen_are_gone(self, link: ShareLink) -> None:
        comment = say_as_visitor(link, name="Ve\u202era\n Visitor", text="One\r\n\r\n\r\n\r\ntwo\u2066\x07")
        assert (comment.name, comment.text) == ("Ve ra Visitor", "One\n\ntwo")

    def test_an_end_of_a_line_counts_once(self, url: str) -> None:
        assert send(url, text="\r\n".join(["a" * 99] * 10)).status_code == 302
        assert VisitorComment.objects.get().text.count("\n") == 9

    def test_what_waits_is_not_kept_twice(self, said: VisitorComment, link: ShareLink, by: Actor) -> None:
        assert say_as_visitor(link, **SAID) == said
        assert Event.objects.filter(verb="visitor_comment.created").count() == 1
        decide_on(said, by=by, state="declined")
        assert say_as_visitor(link, **SAID) != said

    def test_what_waits_is_never_below_the_fold(
        self, said: VisitorComment, link: ShareLink, desk: str, manager: Client
    ) -> None:
        rows = [
            VisitorComment(
                workspace_id=link.workspace_id, link=link, name="Later", text="Hi", state="approved"
            )
            for _n in range(MOST)
        ]
        VisitorComment.objects.bulk_create(rows)
        assert "Vera Visitor" in text(manager, desk)

    def test_it_holds_nothing_that_members_write(self, link: ShareLink) -> None:
        with CaptureQueriesContext(connection) as told:
            say_as_visitor(link, **SAID)
        held = [query["sql"] for query in told if "FOR NO KEY UPDATE" in query["sql"]]
        assert len(held) == 1
        assert held[0].endswith('FOR NO KEY UPDATE OF "roadmap_sharelink"')

    @pytest.mark.parametrize("end", ["revoked", "not wanted"])
    def test_not_at_a_link_that_has_just_ended(self, end: str, link: ShareLink, by: Actor) -> None:
        if end == "revoked":
            revoke_share_link(link, by=by)
        else:
            update_share_link(link, by=by, fields={"takes_comments": False})
        with pytest.raises(ValidationError):
            say_as_visitor(link, **SAID)

    def test_behind_a_password_only_with_it(
        self, link: ShareLink, url: str, by: Actor, client: Client
    ) -> None:
        update_share_link(link, by=by, fields={"password": "correct horse battery"})
        link.refresh_from_db()
        answer = client.post(f"{url}comment/", {**SAID, "form": form_token(link)})
        assert (answer.status_code, answer["Location"], VisitorComment.objects.count()) == (302, url, 0)
        client.post(f"{url}unlock/", {"password": "correct horse battery"})
        assert client.get(f"{url}comment/").status_code == 200


class TestFloods:
    @pytest.mark.parametrize(("scope", "addresses"), [("comment", 1), ("comments", 9)])
    def test_so_many_and_no_more(
        self, scope: str, addresses: int, link: ShareLink, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, scope, "3/hour")
        token = form_token(link)
        codes = [
            Client()
            .post(
                f"{url}comment/",
                {**SAID, "text": f"Hi {n}", "form": token},
                REMOTE_ADDR=f"198.51.100.{n % addresses}",
            )
            .status_code
            for n in range(5)
        ]
        assert codes == [302] * 3 + [429] * 2

    def test_a_heap_that_nobody_reads_stops_growing(self, link: ShareLink) -> None:
        rows = [
            VisitorComment(workspace_id=link.workspace_id, link=link, **SAID) for _n in range(MOST_WAITING)
        ]
        VisitorComment.objects.bulk_create(rows)
        with pytest.raises(ValidationError):
            say_as_visitor(link, name="Vera", text="One more")


class TestDeciding:
    def test_approved_it_stands_on_the_page_escaped(
        self, said: VisitorComment, url: str, link: ShareLink, by: Actor, client: Client
    ) -> None:
        before = client.get(url)["ETag"]
        decide_on(said, by=by, state="approved")
        reply_to(said, by=by, text="In <i>March</i>.")
        page = client.get(url, headers={"If-None-Match": before})
        shown = page.content.decode()
        assert page.status_code == 200
        assert "When does &lt;b&gt;Apple Pay&lt;/b&gt; come?<br>We wait." in shown
        assert "In &lt;i&gt;March&lt;/i&gt;." in shown
        assert not [word for word in ("Mia", str(said.pk), "Board") if word in shown]

    def test_declined_or_deleted_it_is_nowhere(
        self, said: VisitorComment, url: str, by: Actor, client: Client
    ) -> None:
        decide_on(said, by=by, state="approved")
        assert "Vera" in text(client, url)
        decide_on(said, by=by, state="declined")
        assert "Vera" not in text(client, url)
        decide_on(said, by=by, state="approved")
        delete_visitor_comment(said, by=by)
        assert "Vera" not in text(client, url)

    def test_other_links_do_not_show_it(
        self, said: VisitorComment, roadmap: Roadmap, by: Actor, client: Client
    ) -> None:
        decide_on(said, by=by, state="approved")
        other = create_share_link(roadmap, by=by, name="Other", takes_comments=True)
        assert "Vera" not in text(client, f"/share/{token_of(other)}/")

    def test_deciding_twice_is_one_event(self, said: VisitorComment, by: Actor) -> None:
        for _time in range(2):
            decide_on(said, by=by, state="approved")
        assert Event.objects.filter(verb="visitor_comment.updated").count() == 1

    def test_only_by_who_plans(self, said: VisitorComment, contributor: Member) -> None:
        for act in (
            lambda: decide_on(said, by=contributor.actor(), state="approved"),
            lambda: reply_to(said, by=contributor.actor(), text="Hi"),
            lambda: delete_visitor_comment(said, by=contributor.actor()),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_on_its_page(
        self, said: VisitorComment, desk: str, url: str, manager: Client, client: Client
    ) -> None:
        assert "Vera Visitor" in text(manager, desk)
        assert "1 comment by a visitor waits" in text(manager, desk.removesuffix("visitors/"))
        answer = manager.post(f"{desk}{said.pk}/approve/", headers=HTMX)
        assert (answer.status_code, "Shown on the share link" in answer["HX-Trigger"]) == (200, True)
        assert manager.post(f"{desk}{said.pk}/reply/", {"text": "In March."}).status_code == 302
        assert manager.post(f"{desk}{said.pk}/reply/", {"text": "a" * 1001}).status_code == 422
        assert "In March." in text(client, url)
        assert "visitor waits" not in text(manager, desk.removesuffix("visitors/"))
        manager.post(f"{desk}{said.pk}/decline/")
        manager.post(f"{desk}{said.pk}/delete/")
        assert "No comments yet" in text(manager, desk)


class TestTelling:
    def told(self, link: ShareLink) -> list[Notification]:
        drain(str(link.workspace_id))
        return list(Notification.objects.filter(kind="visitor").order_by("member__name"))

    def test_who_may_share_is_told(
        self,
        said: VisitorComment,
        link: ShareLink,
        desk: str,
        owner: Member,
        product_owner: Member,
        stakeholder: Member,
    ) -> None:
        lines = self.told(link)
        assert [line.member.name for line in lines] == ["Mia Manager", "Olive Owner"]
        assert (
            words(lines[0].kind, lines[0].data) == "Vera Visitor, a visitor, commented: it waits to be read"
        )
        assert (lines[0].data["title"], line_url(lines[0], "acme")) == ("Checkout", desk)

    def test_of_a_private_roadmap_its_owner_alone(
        self, roadmap: Roadmap, link: ShareLink, owner: Member, by: Actor
    ) -> None:
        update_roadmap(roadmap, by=by, fields={"visibility": "private"})
        say_as_visitor(link, **SAID)
        assert [line.member.name for line in self.told(link)] == ["Mia Manager"]


class TestApi:
    ALL = "/api/v1/visitor-comments/"

    def test_listed_and_decided(
        self, said: VisitorComment, roadmap: Roadmap, api_of: ApiOf, product_manager: Member
    ) -> None:
        api = api_of(product_manager)
        (row,) = api.get(f"{self.ALL}?roadmap={roadmap.pk}&state=waiting").json()["results"]
        assert (row["name"], row["state"], row["share_link"]) == (
            "Vera Visitor",
            "waiting",
            str(said.link_id),
        )
        one = f"{self.ALL}{row['id']}/"
        answer = api.patch(one, {"state": "approved", "reply": "In March."}, headers={"If-Match": '"1"'})
        assert (answer.json()["state"], answer.json()["reply"], answer.json()["version"]) == (
            "approved",
            "In March.",
            3,
        )
        assert api.patch(one, {"state": "declined"}, headers={"If-Match": '"1"'}).status_code == 412
        assert api.patch(one, {"state": "burnt"}).status_code == 422
        assert api.get(f"{self.ALL}?state=waiting").json()["results"] == []
        assert api.get(f"{self.ALL}?state=burnt").status_code in (400, 422)
        assert api.delete(one).status_code == 204

    def test_a_link_says_whether_it_takes_any(
        self, link: ShareLink, api_of: ApiOf, product_manager: Member
    ) -> None:
        one, api = f"/api/v1/share-links/{link.pk}/", api_of(product_manager)
        assert api.get(one).json()["takes_comments"]
        assert not api.patch(one, {"takes_comments": False}).json()["takes_comments"]

    def test_a_private_roadmaps_are_its_owners(
        self, said: VisitorComment, roadmap: Roadmap, by: Actor, client_of: ClientOf, owner: Member, desk: str
    ) -> None:
        update_roadmap(roadmap, by=by, fields={"visibility": "private"})
        browser = client_of(owner)
        assert browser.get(desk).status_code == 404
        assert browser.get(self.ALL, headers={"X-Workspace": "acme"}).json()["results"] == []
