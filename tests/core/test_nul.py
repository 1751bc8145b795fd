"""The character NUL gets nobody a 500, wherever it stands."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Invitation, Member
from tests.conftest import ApiOf, ClientOf
from tests.factories import PASSWORD, make_item, make_product

NUL = "\x00"


@pytest.mark.parametrize(
    "path", ["/share/{}/", "/invitations/{}/", "/w/ac{}me/", "/w/acme/items/WEB-1{}/", "/static/{}"]
)
def test_in_an_address(client_of: ClientOf, owner: Member, path: str) -> None:
    assert client_of(owner).get(path.format("%00")).status_code in (400, 404)


@pytest.mark.parametrize(
    "path", ["/accounts/login/?next=%00", "/accounts/login/?next=/%00&a%00=1", "/?x=%00"]
)
def test_in_the_query_of_a_public_page(client: Client, owner: Member, path: str) -> None:
    assert client.get(path).status_code < 400


@pytest.mark.parametrize("value", ["q=a%00b", "q=status:%00", "after=%00", "sort=%00", "view=%00"])
def test_in_the_query_of_a_page(client_of: ClientOf, owner: Member, value: str) -> None:
    make_product(owner.workspace, "WEB")
    assert client_of(owner).get(f"/w/acme/p/WEB/backlog/?{value}").status_code in (200, 400, 404, 422)


@pytest.mark.parametrize(
    "page",
    ["p/WEB/estimation/open/", "p/WEB/scoring/", "p/WEB/scoring/pictures/", "p/WEB/scoring/rounds/open/", "p/WEB/views/",
     "palette/", "complete/", "suggestions/", "reports/", "items/WEB-1/"],
)  # fmt: skip
@pytest.mark.parametrize("query", ["a%00", "%23%00", "status:%00"])
def test_in_what_is_searched_for(client_of: ClientOf, owner: Member, page: str, query: str) -> None:
    make_item(make_product(owner.workspace, "WEB"))
    assert client_of(owner).get(f"/w/acme/{page}?q={query}").status_code in (200, 422)


def test_pages_and_the_api_say_the_same(client_of: ClientOf, api_of: ApiOf, owner: Member) -> None:
    make_product(owner.workspace, "WEB")
    for path in ("backlog", "backlog/rows", "board"):
        answer = client_of(owner).get(f"/w/acme/p/WEB/{path}/?q=status:%00")
        assert (answer.status_code, b"cannot be searched for" in answer.content) == (422, True)
    assert api_of(owner).get("/api/v1/items/?q=status:%00").status_code == 422


def test_in_the_forms_of_coming_in(client: Client, owner: Member) -> None:
    login = {"login": f"{owner.email}{NUL}", "password": f"{PASSWORD}{NUL}"}
    assert client.post("/accounts/password/reset/", {"email": f"a{NUL}@example.com"}).status_code < 500
    assert client.post("/accounts/login/", login)["Location"] == "/"


def test_in_a_form_it_is_as_if_it_had_not_been_typed(client_of: ClientOf, owner: Member) -> None:
    form = {"email": f"new{NUL}@example.com", "role": f"contributor{NUL}", NUL: NUL}
    assert client_of(owner).post("/w/acme/settings/members/invite/", form).status_code == 302
    assert Invitation.objects.get().email == "new@example.com"


@pytest.mark.parametrize("charset", ["utf-7", "utf-16"])
def test_a_form_in_another_encoding_is_a_bad_request(owner: Member, charset: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.post("/accounts/login/", b"a=1", content_type=kind).status_code == 400


def test_in_a_form_with_a_file(client_of: ClientOf, owner: Member) -> None:
    form = {"product": f"x{NUL}", "file": SimpleUploadedFile(f"a{NUL}.csv", b"\x00")}
    assert client_of(owner).post("/w/acme/settings/import/upload/", form).status_code < 500


@pytest.mark.parametrize("method", ["get", "delete", "patch"])
def test_in_an_address_of_the_api(api_of: ApiOf, owner: Member, method: str) -> None:
    for path in ("items/WEB-1%00/", f"items/{quote(NUL)}/", "teams/%00/"):
        assert getattr(api_of(owner), method)(f"/api/v1/{path}").status_code in (400, 404)


@pytest.mark.parametrize(
    "query", ["q=a%00", "assignee=%00", "label=%00", "cursor=%00", "fields=%00", "a%00=1"]
)
def test_in_the_query_of_the_api(api_of: ApiOf, owner: Member, query: str) -> None:
    assert api_of(owner).get(f"/api/v1/items/?{query}").status_code in (400, 422)


@pytest.mark.parametrize(
    "field", ["title", "description", "kind", "status", "assignee", "team", "parent", "labels", NUL]
)
def test_in_a_field_of_the_api(api_of: ApiOf, owner: Member, field: str) -> None:
    item = make_item(make_product(owner.workspace, "WEB"))
    value = [f"a{NUL}"] if field == "labels" else f"a{NUL}"
    assert api_of(owner).patch(f"/api/v1/items/{item.key}/", {field: value}).status_code == 422
