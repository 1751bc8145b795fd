"""The launch checklist of a release, its template, and taking back what was done to them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Product
from core.errors import OutOfDate
from roadmap.models import LaunchStep, Release
from roadmap.services.launch_steps import add_step, begin_checklist, remove_step, tick_step, update_step
from roadmap.services.launch_templates import MOST, keep_as_template, set_template, template_of
from roadmap.services.releases import create_release, update_release
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_member, make_release, make_workspace
from tests.roadmap.conftest import HTMX, text, undo_of

DAY = date(2026, 12, 4)


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=DAY)


@pytest.fixture
def step(release: Release, by: Actor, contributor: Member) -> LaunchStep:
    before = DAY - timedelta(days=3)
    return add_step(release, by=by.anew(), text=" Tell  support", owner=contributor.pk, due_on=before)


def lines(release: Release) -> list[str]:
    return [f"{row.text} {row.due_on}" for row in release.steps.order_by("due_on")]


def test_a_step_is_described_and_ticked(step: LaunchStep, by: Actor) -> None:
    changed = update_step(step, by=by, fields={"text": "Tell sales", "owner": None, "due_on": None})
    assert (changed.text, changed.owner, changed.due_on, changed.version) == ("Tell sales", None, None, 2)
    assert tick_step(changed, by=by).done_at is not None
    assert tick_step(changed, by=by).version == 3
    assert tick_step(changed, by=by, is_done=False).done_at is None


def test_whose_step_it_is_may_tick_it_and_nobody_else(step: LaunchStep, contributor: Member) -> None:
    assert tick_step(step, by=contributor.actor()).done_at is not None
    other = make_member(step.workspace, "product_owner")
    with pytest.raises(PermissionDenied):
        tick_step(step, by=other.actor(), is_done=False)
    with pytest.raises(PermissionDenied):
        update_step(step, by=contributor.actor(), fields={"text": "Nothing"})


def test_what_is_wrong_is_refused(release: Release, step: LaunchStep, by: Actor) -> None:
    stranger = make_member(make_workspace("Other", slug="other"), "owner")
    for fields in ({"owner": stranger.pk}, {"text": " "}, {"due_on": date(3000, 1, 1)}, {"text": "x" * 201}):
        with pytest.raises(ValidationError):
            update_step(step, by=by, fields=fields)
        with pytest.raises(ValidationError):
            add_step(release, by=by, **{"text": "One more", **fields})  # type: ignore[arg-type]
    assert LaunchStep.objects.get().version == 1


def test_a_list_ends_somewhere(release: Release, by: Actor) -> None:
    LaunchStep.objects.bulk_create(
        LaunchStep(workspace_id=release.workspace_id, release=release, text="Step") for _ in range(MOST)
    )
    with pytest.raises(ValidationError, match="at most 60"):
        add_step(release, by=by, text="One more")
    set_template(release.product, [{"text": "One more", "owner": None, "days_before": None}], by=by)
    with pytest.raises(ValidationError, match="at most 60"):
        begin_checklist(release, by=by)
    assert LaunchStep.objects.count() == MOST


def test_who_was_slower_learns_of_it(step: LaunchStep, by: Actor) -> None:
    update_step(step, by=by, fields={"text": "Tell sales"})
    with pytest.raises(OutOfDate):
        update_step(step, by=by, fields={"text": "Tell us"}, seen={"text": "Tell support"})


def test_the_next_release_begins_with_the_template(step: LaunchStep, by: Actor) -> None:
    assert keep_as_template(step.release, by=by) == 1
    made = create_release(step.release.product, by=by, name="4.3", date=DAY + timedelta(days=30))
    assert lines(made) == ["Tell support 2026-12-31"]
    assert (made.steps.get().owner, begin_checklist(made, by=by)) == (step.owner, 0)
    undated = create_release(step.release.product, by=by, name="5.0")
    assert lines(undated) == ["Tell support None"]


def test_one_undo_takes_a_release_and_its_steps_away(step: LaunchStep, by: Actor) -> None:
    keep_as_template(step.release, by=by.anew())
    act = by.anew()
    create_release(step.release.product, by=act, name="4.3")
    assert undo_action(act.action, by=act).refused == []
    assert (Release.objects.count(), LaunchStep.objects.count()) == (1, 1)


def test_owners_who_left_are_left_out(step: LaunchStep, by: Actor, contributor: Member) -> None:
    keep_as_template(step.release, by=by)
    Member.objects.filter(pk=contributor.pk).update(deactivated_at=timezone.now())
    made = create_release(step.release.product, by=by, name="4.3")
    assert made.steps.get().owner is None


def test_everything_is_taken_back(step: LaunchStep, by: Actor) -> None:
    acts = [by.anew() for _ in range(4)]
    update_step(step, by=acts[0], fields={"due_on": None})
    tick_step(step, by=acts[1])
    keep_as_template(step.release, by=acts[2])
    remove_step(step, by=acts[3])
    for act in reversed(acts):
        assert undo_action(act.action, by=act).refused == []
    now = LaunchStep.objects.get(pk=step.pk)
    assert (now.text, now.due_on, now.done_at, now.owner) == (step.text, step.due_on, None, step.owner)
    assert template_of(step.release.product) == []


def test_what_somebody_changed_since_stays(release: Release, by: Actor) -> None:
    act = by.anew()
    step = add_step(release, by=act, text="Tell support")
    tick_step(step, by=by.anew())
    assert [why for _label, why in undo_action(act.action, by=act).refused] == [
        "Someone has changed it since."
    ]


def test_the_page_is_filled_by_its_dialog(manager: Client, release: Release, contributor: Member) -> None:
    url = f"/w/acme/releases/{release.pk}/launch/"
    assert "No launch checklist yet" in text(manager, url)
    body = {"text": "Tell support", "owner": contributor.pk, "due_on": "2020-12-01"}
    assert manager.post(f"{url}new/", body, headers=HTMX).status_code == 204
    page = text(manager, url)
    assert ("Tell support" in page, "overdue" in page, "0/1" in page) == (True, True, True)
    step = LaunchStep.objects.get()
    answer = manager.post(f"{url}{step.pk}/tick/", headers=HTMX)
    assert 'aria-checked="true"' in text(manager, url)
    manager.post(undo_of(answer["HX-Trigger"]))
    assert 'aria-checked="false"' in text(manager, url)
    assert manager.post(f"{url}{step.pk}/", {**body, "text": ""}, headers=HTMX).status_code == 422
    assert manager.post(f"{url}{step.pk}/remove/").status_code == 302
    assert not LaunchStep.objects.exists()


def test_readers_read_it_and_owners_tick(
    client_of: ClientOf, stakeholder: Member, contributor: Member, step: LaunchStep
) -> None:
    url = f"/w/acme/releases/{step.release_id}/launch/"
    page = text(client_of(stakeholder), url)
    assert ("Tell support" in page, "disabled" in page, "Add step" in page) == (True, True, False)
    assert client_of(stakeholder).post(f"{url}{step.pk}/tick/").status_code == 403
    assert client_of(contributor).post(f"{url}{step.pk}/tick/", headers=HTMX).status_code == 204


def test_the_page_costs_the_same_for_any_number(manager: Client, release: Release, by: Actor) -> None:
    url, costs = f"/w/acme/releases/{release.pk}/launch/", []
    text(manager, url)
    for count in (1, 20):
        for number in range(count):
            add_step(release, by=by, text=f"{count}.{number}", owner=by.member_id)
        with counted() as statements:
            text(manager, url)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_a_release_whose_steps_others_have_changed_stays(step: LaunchStep, by: Actor) -> None:
    keep_as_template(step.release, by=by.anew())
    act = by.anew()
    made = create_release(step.release.product, by=act, name="4.3")
    tick_step(made.steps.get(), by=by.anew())
    assert len(undo_action(act.action, by=act).refused) == 2
    assert Release.objects.filter(pk=made.pk).exists()


def test_steps_go_along_with_the_day_and_come_back_with_it(
    release: Release, step: LaunchStep, by: Actor
) -> None:
    add_step(release, by=by.anew(), text="After it", due_on=DAY + timedelta(days=2))
    add_step(release, by=by.anew(), text="Some day")
    done = add_step(release, by=by.anew(), text="Done before", due_on=DAY - timedelta(days=9))
    tick_step(done, by=by.anew())
    before = lines(release)
    act = by.anew()
    with counted() as statements:
        update_release(release, by=act, fields={"date": DAY + timedelta(days=7)}, move_steps=True)
    assert len(statements) <= 6
    assert lines(release) == [
        "Done before 2026-11-25", "Tell support 2026-12-08", "After it 2026-12-13", "Some day None"
    ]  # fmt: skip
    undo_action(act.action, by=by.anew())
    assert lines(release) == before


@pytest.mark.parametrize("fields", [{"date": None}, {"date": DAY}, {"name": "4.3"}])
def test_steps_stay_where_no_day_tells_how_far(
    fields: dict[str, object], release: Release, step: LaunchStep, by: Actor
) -> None:
    update_release(release, by=by, fields=fields, move_steps=True)
    assert lines(release) == ["Tell support 2026-12-01"]


def test_steps_stay_unless_one_says_so(release: Release, step: LaunchStep, by: Actor) -> None:
    update_release(release, by=by, fields={"date": DAY + timedelta(days=7)})
    assert lines(release) == ["Tell support 2026-12-01"]


def test_the_dialog_shows_which_steps_would_go_along(
    manager: Client, release: Release, step: LaunchStep
) -> None:
    address = f"/w/acme/releases/{release.pk}/settings/"
    assert "Move the open steps" in text(manager, address)
    assert "1 Dec → Tue 8 Dec 2026" in text(manager, f"{address}?date=2026-12-11")
    assert " → " not in text(manager, f"{address}?date=9999-12-31")
    data = {"name": "4.2", "date": "2026-12-11", "move_steps": "on"}
    assert manager.post(address, data, headers=HTMX).status_code == 204
    assert lines(release) == ["Tell support 2026-12-08"]
