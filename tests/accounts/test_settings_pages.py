"""The settings pages."""

import re

from django.utils import timezone

from accounts.models import Invitation, Member, Team
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_team

HERE = "/w/acme/settings/"


def test_settings_begin_with_what_one_may_see(
    client_of: ClientOf, owner: Member, product_manager: Member, contributor: Member
) -> None:
    pages = {owner: "members", product_manager: "teams", contributor: "profile"}
    for member, page in pages.items():
        assert client_of(member).get(HERE)["Location"] == f"{HERE}{page}/"


def test_inviting_shows_the_link_until_it_is_revoked(client_of: ClientOf, owner: Member) -> None:
    client = client_of(owner)
    client.post(f"{HERE}members/invite/", {"email": "nia@example.com", "role": "contributor"})
    page = client.get(f"{HERE}members/")
    assert b"nia@example.com is invited." in page.content
    assert re.search(rb'value="http://[^"]+/invitations/[^"]+/"', page.content)
    client.post(f"{HERE}invitations/{Invitation.objects.get().pk}/revoke/")
    assert b"/invitations/" not in client.get(f"{HERE}members/").content


def test_inviting_a_member_comes_back_with_the_reason(client_of: ClientOf, owner: Member) -> None:
    answer = client_of(owner).post(f"{HERE}members/invite/", {"email": owner.email, "role": "owner"})
    assert answer.status_code == 422
    assert b"is a member already" in answer.content


def test_roles_and_doors(client_of: ClientOf, owner: Member, contributor: Member) -> None:
    client, one = client_of(owner), f"{HERE}members/{contributor.pk}/"
    client.post(f"{one}role/", {"role": "product_owner"})
    client.post(f"{one}deactivate/")
    contributor.refresh_from_db()
    assert (contributor.role, contributor.deactivated_at is None) == ("product_owner", False)
    client.post(f"{one}reactivate/")
    contributor.refresh_from_db()
    assert contributor.deactivated_at is None


def test_the_last_owner_is_told_why_not(client_of: ClientOf, owner: Member) -> None:
    for act, body in (("role", {"role": "contributor"}), ("deactivate", {})):
        answer = client_of(owner).post(f"{HERE}members/{owner.pk}/{act}/", body)
        assert answer.status_code == 422
        assert b"is the last owner" in answer.content


def test_teams(client_of: ClientOf, owner: Member, contributor: Member) -> None:
    client = client_of(owner)
    form = {"name": "Core", "capacity": "20", "members": [contributor.pk]}
    client.post(f"{HERE}teams/", form)
    team = Team.objects.get()
    assert client.post(f"{HERE}teams/", form).status_code == 422
    assert b'value="20.0"' in client.get(f"{HERE}teams/{team.pk}/").content
    client.post(f"{HERE}teams/{team.pk}/", {"name": "Web"})
    team.refresh_from_db()
    assert (team.name, team.capacity, team.members.count()) == ("Web", None, 0)


def test_a_team_takes_no_stranger(client_of: ClientOf, owner: Member, stranger: Member) -> None:
    team = make_team(owner.workspace, "Core")
    answer = client_of(owner).post(f"{HERE}teams/{team.pk}/", {"name": "Core", "members": [stranger.pk]})
    assert answer.status_code == 422


def test_a_token_is_shown_once(client_of: ClientOf, api_of: ApiOf, contributor: Member) -> None:
    client = client_of(contributor)
    page = client.post(f"{HERE}tokens/", {"name": "CI", "scope": "read"}, follow=True)
    [secret] = re.findall(rb'value="(tl_[^"]+)"', page.content)
    assert page.redirect_chain, "a reload makes no other token"
    assert "no-store" in page["Cache-Control"]
    assert secret.decode() not in str(dict(client.session))
    assert secret not in client.get(f"{HERE}tokens/").content
    api = api_of(None)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret.decode()}")
    assert api.get("/api/v1/me/").json()["scope"] == "read"
    client.post(f"{HERE}tokens/{contributor.tokens.get().pk}/revoke/")
    assert api.get("/api/v1/me/").status_code == 401


def test_the_last_day_of_a_token_is_the_persons(client_of: ClientOf, contributor: Member) -> None:
    assert contributor.user is not None
    contributor.user.timezone = "America/New_York"
    contributor.user.save()
    client_of(contributor).post(f"{HERE}tokens/", {"name": "CI", "scope": "read", "expires_at": "2099-01-31"})
    assert f"{contributor.tokens.get().expires_at:%Y-%m-%dT%H:%M:%S%z}" == "2099-02-01T05:00:00+0000"


def test_profile_changes_language_and_zone(client_of: ClientOf, contributor: Member) -> None:
    client = client_of(contributor)
    answer = client.post(f"{HERE}profile/", {"name": "Cora", "timezone": "Asia/Tokyo", "language": "en-gb"})
    assert answer.cookies["django_language"].value == "en-gb"
    assert b'lang="en-gb"' in client.get(f"{HERE}profile/").content
    assert (
        client.post(f"{HERE}profile/", {"name": "", "timezone": "UTC", "language": "en"}).status_code == 422
    )


def test_the_workspace(client_of: ClientOf, owner: Member) -> None:
    client_of(owner).post(f"{HERE}workspace/", {"name": "Acme 2", "timezone": "UTC", "estimate_unit": "days"})
    owner.workspace.refresh_from_db()
    assert (owner.workspace.name, owner.workspace.estimate_unit) == ("Acme 2", "days")


def test_no_page_shows_another_persons_time_zone(client_of: ClientOf, contributor: Member) -> None:
    """Threads live on: what a request activates must not reach the next one."""
    assert contributor.user is not None
    contributor.user.timezone = "Asia/Tokyo"
    contributor.user.save()
    client_of(contributor).get(f"{HERE}profile/")
    client_of(contributor).get("/api/v1/me/", HTTP_X_WORKSPACE="acme")
    assert timezone.get_current_timezone_name() == "UTC"
