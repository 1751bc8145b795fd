"""Pages that lead nowhere show a way on that fits the person."""

from django.test import Client, RequestFactory
from django.utils import translation

from accounts.models import Member
from core.api.problems import server_error
from tests.conftest import ClientOf

WORK, SIGN_IN = 'href="/w/acme/">Go to my work<', 'href="/accounts/login/">Sign in<'


def page(client: Client, address: str, status: int) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_who_is_signed_out_is_led_to_the_sign_in(db: None) -> None:
    assert SIGN_IN in page(Client(), "/no-such-page/", 404)


def test_who_is_signed_in_is_led_to_their_work(client_of: ClientOf, contributor: Member) -> None:
    client = client_of(contributor)
    assert 'href="/">Go to my work<' in page(client, "/no-such-page/", 404)
    assert WORK in page(client, "/w/acme/items/WEB-404/", 404)


def test_a_refusal_names_the_role_and_leads_back(client_of: ClientOf, stakeholder: Member) -> None:
    said = page(client_of(stakeholder), "/w/acme/products/new/", 403)
    assert "product manager" in said
    assert WORK in said


def test_a_crash_is_told_without_a_database(rf: RequestFactory) -> None:
    # pytest-django refuses the database to a test that does not ask for it.
    with translation.override("en"):
        answer = server_error(rf.get("/w/acme/"))
    assert answer.status_code == 500
    assert 'href="/">Go to the start page<' in answer.content.decode()


def test_what_cannot_be_read_leads_to_the_start() -> None:
    answer = Client().get("/accounts/login/", headers={"host": "not a host"})
    assert answer.status_code == 400
    assert 'href="/">Go to the start page<' in answer.content.decode()
