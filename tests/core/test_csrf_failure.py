from django.test import Client


def test_a_script_with_an_old_secret_is_told_to_load_the_page_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 403
    assert "load the page again" in answer.json()["detail"]


def test_a_form_with_an_old_secret_gets_the_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/")
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
