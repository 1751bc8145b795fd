"""Files that the worker makes: once, as the asker may see the roadmap, also after it was killed, and not for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from accounts.services.members import change_role
from activity.actors import Actor
from core.errors import Conflict
from notifications.audience import News, news_of
from roadmap.exports import FORMATS, Format
from roadmap.exports.reading import Exported
from roadmap.models import Entry, Roadmap, RoadmapFile
from roadmap.services import files as services
from roadmap.services.files import ask_for_file, make_file, sweep_files
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import update_roadmap
from tests.conftest import ApiOf, ClientOf
from tests.roadmap.conftest import text
from tests.roadmap.test_pages import at
from tests.together import together


@pytest.fixture
def asked(roadmap: Roadmap, entries: list[Entry], product_manager: Member, by: Actor) -> RoadmapFile:
    return ask_for_file(roadmap, product_manager, by=by, format="csv", query="apple")


def fresh(job: RoadmapFile) -> RoadmapFile:
    return RoadmapFile.objects.get(pk=job.pk)


def download(client: Client, job: RoadmapFile) -> Any:
    return client.get(at("file", job.roadmap_id, job.pk))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are for the worker."""
    monkeypatch.setitem(
        FORMATS, "csv", Format("csv", "text/csv", FORMATS["csv"].writer, "Table", "sheet", at_once=0)
    )


def test_what_takes_seconds_is_asked_for_on_a_page(
    manager: Client, roadmap: Roadmap, entries: list[Entry], few: None
) -> None:
    answer = manager.get(at("export", roadmap.pk), {"format": "csv", "q": ""})
    assert answer.status_code == 302
    page = text(manager, answer["Location"])
    assert "Make: Table" in page
    manager.post(at("files", roadmap.pk), {"format": "csv", "q": "", "view": "list"})
    assert RoadmapFile.objects.get().view == "list"
    assert "Being made" in text(manager, at("files", roadmap.pk))
    make_file(RoadmapFile.objects.get().pk)
    assert ">checkout.csv</a>" in text(manager, at("files", roadmap.pk))


def test_it_is_made_as_the_member_sees_it(asked: RoadmapFile, manager: Client) -> None:
    assert download(manager, asked).status_code == 404
    make_file(asked.pk)
    answer = download(manager, asked)
    content = b"".join(answer.streaming_content).decode()
    assert ("Apple Pay" in content, "Pay by bank" in content) == (True, False)
    assert answer["Content-Disposition"] == 'attachment; filename="checkout.csv"'


@pytest.mark.usefixtures("asked")
def test_nobody_else_gets_it(asked: RoadmapFile, client_of: ClientOf, owner: Member) -> None:
    make_file(asked.pk)
    assert download(client_of(owner), asked).status_code == 404
    assert "checkout.csv" not in text(client_of(owner), at("files", asked.roadmap_id))


def test_asking_twice_is_once(
    asked: RoadmapFile, roadmap: Roadmap, product_manager: Member, by: Actor
) -> None:
    again = ask_for_file(roadmap, product_manager, by=by, format="csv", query="apple")
    assert again == asked
    for form in ("pdf", "png", "svg", "pptx"):
        ask_for_file(roadmap, product_manager, by=by, format=form)
    with pytest.raises(Conflict):
        ask_for_file(roadmap, product_manager, by=by, format="xlsx")


def test_it_is_made_once(asked: RoadmapFile) -> None:
    make_file(asked.pk)
    first = fresh(asked)
    RoadmapFile.objects.update(begun_at=timezone.now() - services.SILENT * 2)
    make_file(asked.pk)
    assert (fresh(asked).file.name, fresh(asked).attempts) == (first.file.name, 1)


def test_rights_count_when_it_is_made(
    asked: RoadmapFile, roadmap: Roadmap, owner: Member, manager: Client
) -> None:
    Roadmap.objects.filter(pk=roadmap.pk).update(owner=owner, visibility="private")
    make_file(asked.pk)
    assert (fresh(asked).state, bool(fresh(asked).file)) == ("failed", False)


def test_readers_of_editions_get_the_last_one(
    roadmap: Roadmap, entries: list[Entry], stakeholder: Member, by: Actor
) -> None:
    publish(roadmap, by=by)
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    Entry.objects.filter(pk=entries[0].pk).update(public_title="Zebra")
    job = ask_for_file(roadmap, stakeholder, by=stakeholder.actor(), format="csv")
    make_file(job.pk)
    assert b"Zebra" not in fresh(job).file.read()


def test_what_cannot_be_read_says_so(
    roadmap: Roadmap, product_manager: Member, by: Actor, manager: Client
) -> None:
    job = ask_for_file(roadmap, product_manager, by=by, format="csv", query="colour:red")
    make_file(job.pk)
    assert fresh(job).state == "failed"
    assert "colour" in text(manager, at("files", roadmap.pk))


def test_a_killed_worker_is_followed_by_another(asked: RoadmapFile) -> None:
    RoadmapFile.objects.filter(pk=asked.pk).update(attempts=1, begun_at=timezone.now())
    make_file(asked.pk)
    assert (fresh(asked).state, sweep_files()) == ("waiting", 0)  # somebody is at work
    RoadmapFile.objects.filter(pk=asked.pk).update(begun_at=timezone.now() - services.SILENT * 2)
    assert sweep_files() == 1  # queued again
    make_file(asked.pk)
    assert fresh(asked).state == "done"


def test_what_kills_every_worker_is_given_up(asked: RoadmapFile) -> None:
    long_ago = timezone.now() - services.SILENT * 2
    RoadmapFile.objects.filter(pk=asked.pk).update(attempts=services.TRIES, begun_at=long_ago)
    sweep_files()
    assert fresh(asked).state == "failed"
    assert "another format" in fresh(asked).error


def test_what_nobody_foresaw_is_tried_again_and_given_up(
    asked: RoadmapFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FORMATS, "csv", Format("csv", "text/csv", "builtins.int", "Table", "sheet"))
    RoadmapFile.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    for _turn in range(services.TRIES):
        with pytest.raises(TypeError):
            make_file(asked.pk)
        assert sweep_files() == 1
    assert fresh(asked).state == "failed"


def test_it_is_gone_after_a_day(asked: RoadmapFile, django_capture_on_commit_callbacks: Any) -> None:
    make_file(asked.pk)
    kept = fresh(asked).file
    name = str(kept.name)
    assert kept.storage.exists(name)
    RoadmapFile.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        sweep_files()
    assert not RoadmapFile.objects.exists()
    assert not kept.storage.exists(name)


def test_its_news_are_for_who_asked() -> None:
    message = {"kind": "roadmapfile", "verb": "roadmapfile.made", "ids": ["1"], "member": "me"}
    assert news_of(message, {}) == [
        News(b'data: {"kind":"roadmapfile","verb":"roadmapfile.made","ids":["1"]}\n\n', only="me")
    ]


@pytest.mark.parametrize(
    "values", [{"format": "exe"}, {"format": "csv", "view": "tree"}, {"format": "csv", "query": "x" * 5000}]
)
def test_what_cannot_be_asked_for(roadmap: Roadmap, product_manager: Member, by: Actor, values: Any) -> None:
    with pytest.raises(ValidationError):
        ask_for_file(roadmap, product_manager, by=by, **values)


def test_who_has_another_role_asks_anew(
    asked: RoadmapFile, roadmap: Roadmap, product_manager: Member, owner: Member, manager: Client
) -> None:
    make_file(asked.pk)
    assert download(manager, asked).status_code == 200
    change_role(product_manager, role="stakeholder", by=owner.actor())
    assert download(manager, asked).status_code == 404
    assert "checkout.csv" not in text(manager, at("files", roadmap.pk))
    again = ask_for_file(roadmap, product_manager, by=product_manager.actor(), format="csv")
    make_file(again.pk)
    assert download(manager, again).status_code == 200


def test_its_name_is_kept_whole(asked: RoadmapFile, roadmap: Roadmap, by: Actor, manager: Client) -> None:
    update_roadmap(roadmap, by=by, fields={"name": "Inline skates"})
    make_file(asked.pk)
    assert download(manager, asked)["Content-Disposition"] == 'attachment; filename="inline-skates.csv"'


def test_a_name_that_is_long_when_spelled_out(
    asked: RoadmapFile, roadmap: Roadmap, by: Actor, manager: Client
) -> None:
    update_roadmap(roadmap, by=by, fields={"name": "\ufdfa" * 60})
    make_file(asked.pk)
    assert (fresh(asked).state, len(fresh(asked).name) <= 110) == ("done", True)
    assert download(manager, asked).status_code == 200


def test_who_sees_editions_only_asks_anew(
    roadmap: Roadmap, entries: list[Entry], stakeholder: Member, by: Actor, client_of: ClientOf
) -> None:
    asked, reader = (
        ask_for_file(roadmap, stakeholder, by=stakeholder.actor(), format="csv"), client_of(stakeholder),
    )  # fmt: skip
    make_file(asked.pk)
    publish(roadmap, by=by)
    assert download(reader, asked).status_code == 200
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    assert download(reader, asked).status_code == 404
    again = ask_for_file(roadmap, stakeholder, by=stakeholder.actor(), format="csv")
    make_file(again.pk)
    assert download(reader, again).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_the_same_moment_is_once(roadmap: Roadmap, product_manager: Member) -> None:
    def ask() -> None:
        ask_for_file(roadmap, product_manager, by=product_manager.actor(), format="csv")

    assert together(*[ask] * 4) == []
    assert RoadmapFile.objects.count() == 1


def slowly(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Have something happen while a file is written."""
    write = Format.write

    def written(form: Format, seen: Exported) -> bytes:
        monkeypatch.setattr(Format, "write", write)
        meanwhile()
        return write(form, seen)

    monkeypatch.setattr(Format, "write", written)


def test_the_slower_of_two_workers_changes_nothing(
    asked: RoadmapFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other() -> None:
        RoadmapFile.objects.update(begun_at=timezone.now() - services.SILENT * 2)
        make_file(asked.pk)
        names.append(fresh(asked).file.name)

    names: list[str | None] = []
    slowly(monkeypatch, other)
    make_file(asked.pk)
    assert [fresh(asked).file.name] == names


def test_nothing_is_kept_of_what_is_gone_meanwhile(
    asked: RoadmapFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch, lambda: RoadmapFile.objects.all().delete())
    make_file(asked.pk)
    assert not RoadmapFile.objects.exists()


def test_what_was_made_just_now_is_not_given_up(asked: RoadmapFile) -> None:
    RoadmapFile.objects.update(attempts=services.TRIES, created_at=timezone.now() - timedelta(minutes=5))
    late = Q(begun_at=None)
    RoadmapFile.objects.update(state="done")
    services._give_up(asked.pk, late)
    assert fresh(asked).state == "done"


def test_the_api_has_it_made_and_hands_it_over(
    roadmap: Roadmap, entries: list[Entry], api_of: ApiOf, product_manager: Member, owner: Member, few: None
) -> None:
    api, export = api_of(product_manager), f"/api/v1/roadmaps/{roadmap.pk}/export/"
    answer = api.get(export, {"format": "csv", "q": "apple"})
    job = answer["Location"]
    assert (answer.status_code, answer["Retry-After"], answer.json()["state"]) == (202, "5", "waiting")
    assert api.get(export, {"format": "csv", "q": "apple"})["Location"] == job
    assert (api.get(job).json()["content"], api.get(f"{job}content/").status_code) == (None, 404)
    make_file(RoadmapFile.objects.get().pk)
    told = api.get(job).json()
    assert (told["state"], told["query"], told["name"]) == ("done", "apple", "checkout.csv")
    answered: Any = api.get(told["content"])
    content = b"".join(answered.streaming_content).decode()
    assert ("Apple Pay" in content, "Pay by bank" in content) == (True, False)
    assert [api_of(owner).get(url).status_code for url in (job, told["content"])] == [404, 404]
