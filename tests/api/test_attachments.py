"""Files at items by the API: a form goes in, the file comes out."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Attachment, Item
from tests.factories import make_attachment

FILES = "/api/v1/attachments/"


@pytest.fixture(autouse=True)
def _apart(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def form(content: bytes = b"Hello", **more: str) -> dict[str, object]:
    return {"item": "WEB-1", "file": SimpleUploadedFile("notes.txt", content), **more}


def test_a_file_is_added_read_and_removed(api: APIClient, items: list[Item], product_owner: Member) -> None:
    made = api.post(FILES, form(), format="multipart")
    shown = made.json()
    assert (made.status_code, shown["item"], shown["name"], shown["size"]) == (201, "WEB-1", "notes.txt", 5)
    assert (shown["media_type"], shown["uploaded_by"]["name"]) == ("text/plain", product_owner.name)
    answer = api.get(shown["content"].removeprefix("http://127.0.0.1:8000"))
    assert b"".join(answer) == b"Hello"
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    url = made["Location"]
    assert api.delete(url, HTTP_IF_MATCH='"7"').status_code == 412
    assert [api.delete(url).status_code, api.get(url).status_code] == [204, 404]


def test_files_of_an_item(api: APIClient, items: list[Item], owner: Member) -> None:
    for item in items[:2]:
        make_attachment(item, by=owner, name=f"{item.key}.txt")
    found = api.get(FILES, {"item": "WEB-1"}).json()["results"]
    assert [row["name"] for row in found] == ["WEB-1.txt"]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [(form(b"\x00\x01"), "/file"), (form(colour="red"), "/colour"), ({**form(), "item": "WEB-99"}, "/item")],
)
def test_what_is_wrong_is_named(
    api: APIClient, items: list[Item], sent: dict[str, object], pointer: str
) -> None:
    answer = api.post(FILES, sent, format="multipart")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Attachment.objects.exists()


def test_a_body_that_is_no_form_is_refused(api: APIClient, items: list[Item]) -> None:
    assert api.post(FILES, {"item": "WEB-1"}).status_code == 415


def test_a_retry_adds_nothing_twice(api: APIClient, items: list[Item]) -> None:
    send = {"format": "multipart", "HTTP_IDEMPOTENCY_KEY": "k1"}
    first, again = (api.post(FILES, form(), **send) for _ in range(2))  # type: ignore[arg-type]
    other = api.post(FILES, form(b"Other"), **send)  # type: ignore[arg-type]
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert (other.status_code, Attachment.objects.count()) == (422, 1)
