"""The pages of coming in: front door, set-up, invitation, a further workspace."""

from django.test import Client

from accounts.models import Member, Workspace
from accounts.services import deactivate_member, invitation_token, invite_member, set_up_code
from tests.conftest import ClientOf
from tests.factories import PASSWORD, make_member, make_user, make_workspace


def test_an_empty_installation_leads_to_set_up(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == "/set-up/"
    make_user()
    assert client.get("/")["Location"] == "/accounts/login/"
    assert client.get("/set-up/")["Location"] == "/"


def test_set_up_signs_the_owner_in(client: Client, db: None) -> None:
    form = {
        "code": set_up_code(), "workspace_name": "Acme", "name": "Olive", "email": "olive@example.com",
        "password": PASSWORD, "timezone": "Europe/Berlin",
    }  # fmt: skip
    wrong = client.post("/set-up/", {**form, "code": "x", "password": "short"})
    assert wrong.status_code == 422
    assert b"This is not the code that the terminal shows." in wrong.content
    assert client.post("/set-up/", form)["Location"] == "/w/acme/"
    assert Member.objects.get().user.timezone == "Europe/Berlin"  # type: ignore[union-attr]
    assert client.get("/")["Location"] == "/w/acme/"


def test_signing_in_leads_home(client: Client, owner: Member) -> None:
    answer = client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert answer["Location"] == "/"
    assert client.get("/")["Location"] == "/w/acme/"


def test_a_stakeholder_begins_with_roadmaps(client_of: ClientOf, stakeholder: Member) -> None:
    assert client_of(stakeholder).get("/")["Location"] == "/w/acme/roadmaps/"


def test_several_workspaces_are_a_choice_until_one_was_used(client_of: ClientOf, owner: Member) -> None:
    make_member(make_workspace("Beta", slug="beta"), user=owner.user)
    client = client_of(owner)
    page = client.get("/")
    assert page.status_code == 200
    assert b'href="/w/beta/"' in page.content
    client.get("/w/beta/settings/profile/")
    assert client.get("/")["Location"] == "/w/beta/"


def test_nobodys_member_is_told_so(client_of: ClientOf, owner: Member, contributor: Member) -> None:
    deactivate_member(contributor, by=owner.actor())
    page = client_of(contributor).get("/")
    assert b"You are in no workspace yet" in page.content


def test_a_new_person_joins_by_the_link(client: Client, owner: Member) -> None:
    invitation = invite_member(email="nia@example.com", role="contributor", by=owner.actor())
    link = f"/invitations/{invitation_token(invitation)}/"
    assert b"Olive Owner invites nia@example.com (Contributor)." in client.get(link).content
    assert client.post(link, {"name": "Nia", "password": "short", "timezone_name": "UTC"}).status_code == 422
    answer = client.post(link, {"name": "Nia", "password": PASSWORD, "timezone_name": "UTC"})
    assert answer["Location"] == "/w/acme/"
    assert client.get(link).status_code == 404


def test_the_link_says_what_to_do_first(client_of: ClientOf, owner: Member, stranger: Member) -> None:
    assert stranger.user is not None
    invitation = invite_member(email=stranger.user.email, role="stakeholder", by=owner.actor())
    link = f"/invitations/{invitation_token(invitation)}/"
    assert b"Sign in, and you are brought back here." in client_of(None).get(link).content
    assert b"Sign out first" in client_of(owner).get(link).content
    assert client_of(owner).post(link).status_code == 422
    assert client_of(stranger).post(link)["Location"] == "/w/acme/roadmaps/"


def test_a_further_workspace(client_of: ClientOf, owner: Member) -> None:
    client = client_of(owner)
    assert b"/workspaces/new/" in client.get("/w/acme/").content
    assert client.post("/workspaces/new/", {"name": "", "timezone": "UTC"}).status_code == 422
    assert client.post("/workspaces/new/", {"name": "Mine", "timezone": "UTC"})["Location"] == "/w/mine/"
    assert Workspace.objects.filter(slug="mine").exists()


def test_a_further_workspace_is_not_for_guests(client_of: ClientOf, product_manager: Member) -> None:
    client = client_of(product_manager)
    assert b"/workspaces/new/" not in client.get("/w/acme/").content
    for answer in (client.get("/workspaces/new/"), client.post("/workspaces/new/", {"name": "Mine"})):
        assert answer.status_code == 403
        assert b"Only an owner of a workspace may make another one." in answer.content
    make_member(make_workspace("Beta", slug="beta"), user=product_manager.user)
    assert b"/workspaces/new/" not in client_of(product_manager).get("/").content
