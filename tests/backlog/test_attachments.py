"""Files at items: what is taken, who may open, remove and bring back, and how they are served."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.undo import undo_action
from backlog.models import Attachment, Item
from backlog.services.attachments import add_attachment, remove_attachment
from backlog.services.items import delete_item
from backlog.tasks import purge_deleted
from tests.conftest import ClientOf

FILES = "/w/acme/items/WEB-1/attachments/"
PANEL = {"X-Requested-With": "fetch"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture(autouse=True)
def _apart(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def upload(content: bytes = PNG, name: str = "shot.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def shot(item: Item, contributor: Member) -> Attachment:
    return add_attachment(item, by=contributor.actor(), file=upload())


def test_a_file_is_added_told_removed_and_brought_back(client: Client, item: Item) -> None:
    added = client.post(FILES, {"file": upload(name="über uns.png")}, headers=PANEL)
    row = Attachment.objects.get()
    assert (added.status_code, row.media_type, row.size) == (200, "image/png", 48)
    assert "added the file über uns.png" in added.content.decode()
    gone = client.post(f"/w/acme/files/{row.pk}/delete/", headers=PANEL)
    assert "/w/acme/files/" not in gone.content.decode()
    assert client.get(f"/w/acme/files/{row.pk}/").status_code == 404
    client.post(gone["HX-Trigger"].split('"undoUrl": "')[1].split('"')[0], headers=PANEL)
    assert f"/w/acme/files/{row.pk}/" in client.get("/w/acme/items/WEB-1/").content.decode()


def test_adding_is_undone(item: Item, contributor: Member, shot: Attachment) -> None:
    by = contributor.actor()
    row = add_attachment(item, by=by, file=upload())
    undo_action(by.action, by=contributor.actor())
    assert list(item.attachments.filter(deleted_at=None)) == [shot]
    row.refresh_from_db()
    assert row.deleted_at is not None


@pytest.mark.parametrize(
    ("content", "named", "why"),
    [(b"", "a.png", "is empty"), (b"MZ\x90\x00\x03", "a.png", "kind that is not taken"), (b"x" * 1025, "a.txt", "at most 1.0")],
)  # fmt: skip
def test_what_is_not_taken_says_why(
    client: Client, item: Item, settings: object, content: bytes, named: str, why: str
) -> None:
    settings.ATTACHMENT_MOST_BYTES = 1024  # type: ignore[attr-defined]
    answer = client.post(FILES, {"file": upload(content, named)}, headers=PANEL)
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)
    assert why in answer.content.decode()


def test_a_full_workspace_says_what_it_keeps(
    client: Client, item: Item, shot: Attachment, settings: object, tmp_path: Path
) -> None:
    settings.ATTACHMENTS_MOST_BYTES = 90  # type: ignore[attr-defined]
    answer = client.post(FILES, {"file": [upload()]}, headers=PANEL)
    assert "keeps 48" in answer.content.decode()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_all_files_of_a_form_or_none(client: Client, item: Item) -> None:
    answer = client.post(FILES, {"file": [upload(), upload(b"\x00", "x.bin")]}, headers=PANEL)
    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_an_image_is_shown_and_locked_up(client: Client, shot: Attachment) -> None:
    answer = client.get(f"/w/acme/files/{shot.pk}/")
    assert b"".join(answer) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], "no-store" in answer["Cache-Control"]) == ("nosniff", True)


@pytest.mark.parametrize("name", ["page.html", "picture.svg"])
def test_what_could_run_is_text_to_be_saved(
    client: Client, item: Item, contributor: Member, name: str
) -> None:
    row = add_attachment(
        item, by=contributor.actor(), file=upload(b"<svg onload=alert(1)><script>1</script>", name)
    )
    answer = client.get(f"/w/acme/files/{row.pk}/")
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("attachment")


def test_an_image_that_is_none_any_more_is_only_saved(client: Client, shot: Attachment) -> None:
    Path(shot.file.path).write_bytes(b"<script>alert(1)</script>")
    assert client.get(f"/w/acme/files/{shot.pk}/")["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("who", "status"), [("contributor", 200), ("stakeholder", 403), ("stranger", 404)])
def test_who_may_read_the_backlog_may_open(
    client_of: ClientOf, request: pytest.FixtureRequest, shot: Attachment, who: str, status: int
) -> None:
    assert client_of(request.getfixturevalue(who)).get(f"/w/acme/files/{shot.pk}/").status_code == status


def test_a_file_goes_with_its_item(client: Client, shot: Attachment, owner: Member) -> None:
    delete_item(shot.item, by=owner.actor())
    assert client.get(f"/w/acme/files/{shot.pk}/").status_code == 404


def test_files_of_others_are_not_a_contributors_to_remove(
    client_of: ClientOf, item: Item, contributor: Member, owner: Member
) -> None:
    theirs = add_attachment(item, by=owner.actor(), file=upload())
    assert client_of(contributor).post(f"/w/acme/files/{theirs.pk}/delete/").status_code == 403


@pytest.mark.parametrize(("name", "words"), [("a [b](c).png", "![a bc.png]("), ("notes.txt", "[notes.txt](")])
def test_an_editor_gets_the_words_that_lead_to_it(client: Client, item: Item, name: str, words: str) -> None:
    content = PNG if name.endswith("png") else b"Hello"
    answer = client.post(f"{FILES}?as=markdown", {"file": upload(content, name)}, headers=PANEL)
    row = Attachment.objects.get()
    assert answer.content.decode() == f"{words}/w/acme/files/{row.pk}/)"


def test_own_images_are_shown_and_others_are_links(client: Client, shot: Attachment) -> None:
    text = f"![ours](/w/acme/files/{shot.pk}/) ![theirs](https://example.com/a.png) ![odd](/w/other/files/{shot.pk}/)"
    shown = client.post("/w/acme/preview/", {"text": text}).content.decode()
    assert f'<img src="/w/acme/files/{shot.pk}/" alt="ours">' in shown
    assert (shown.count("<img"), shown.count("<a ")) == (1, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("days", [29, 31])
def test_files_are_forgotten_after_thirty_days(shot: Attachment, contributor: Member, days: int) -> None:
    remove_attachment(shot, by=contributor.actor())
    Attachment.objects.update(deleted_at=timezone.now() - timedelta(days=days))
    purge_deleted()
    assert (Attachment.objects.exists(), Path(shot.file.path).exists()) == (days == 29, days == 29)


def document(folder: str) -> bytes:
    """A ZIP as Office writes them."""
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return kept.getvalue()


def test_a_document_of_office_is_told_from_a_zip(item: Item, contributor: Member) -> None:
    by = contributor.actor()
    kinds = [add_attachment(item, by=by, file=upload(document(name))).media_type for name in ("word", "any")]
    assert [kind.rpartition(".")[2] for kind in kinds] == ["document", "application/zip"]
