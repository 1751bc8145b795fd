"""Steps of a launch: whose step it is hears of its day in the inbox and by mail, once each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Member, Workspace
from accounts.permissions import Role
from notifications.models import Mail, Notification
from notifications.services.launches import remind
from notifications.templatetags.notifications import line_url
from notifications.words import words
from roadmap.models import LaunchStep, Release
from roadmap.services.releases import delete_release
from tests.factories import actor_in, make_member, make_product, make_release, make_user
from tests.together import together

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def release(workspace: Workspace) -> Release:
    return make_release(make_product(workspace, "WEB", name="Web checkout"), "4.2")


@pytest.fixture
def ada(workspace: Workspace) -> Member:
    return make_member(workspace, Role.STAKEHOLDER, user=make_user(name="Ada Ames", timezone="UTC"))


def due(release: Release, owner: Member | None, days: int = 0, text: str = "Tell support") -> LaunchStep:
    day = TODAY + timedelta(days=days)
    return LaunchStep.objects.create(
        workspace_id=release.workspace_id, release=release, text=text, owner=owner, due_on=day
    )


@pytest.mark.parametrize("days", [7, 3, 1, 0, -2])
def test_a_step_is_told_ahead_and_late(release: Release, ada: Member, days: int) -> None:
    due(release, ada, days)
    assert (remind(NOON), remind(NOON)) == (1, 0)
    line, mail = Notification.objects.get(member=ada), Mail.objects.get()
    assert (line.kind, line.data["offset"]) == ("launch", max(days, -1))
    assert line_url(line, "acme") == f"/w/acme/releases/{release.pk}/launch/"
    assert mail.subject == f"4.2, Tell support: {words('launch', line.data).lower()}".replace("mar", "Mar")
    assert Notification.objects.shown_to(ada).count() == 1


@pytest.mark.parametrize("days", [8, 6, 2, -91])
def test_other_days_are_quiet(release: Release, ada: Member, days: int) -> None:
    due(release, ada, days)
    assert remind(NOON) == 0


def test_the_way_to_a_day_has_five_words(release: Release, ada: Member) -> None:
    due(release, ada, 9)
    assert sum(remind(NOON + timedelta(hours=hours)) for hours in range(0, 24 * 14, 3)) == 5


def test_many_steps_are_one_mail(release: Release, ada: Member) -> None:
    for name in ("Tell support", "Write notes"):
        due(release, ada, text=name)
    assert (remind(NOON), Notification.objects.count(), Mail.objects.get().subject) == (
        2,
        2,
        "2 steps of launches",
    )
    assert "Write notes" in Mail.objects.get().text


def test_nobody_is_told_before_eight_or_of_what_is_done(release: Release, ada: Member) -> None:
    step = due(release, ada)
    assert remind(NOON.replace(hour=7)) == 0
    LaunchStep.objects.update(done_at=timezone.now())
    due(release, None)
    assert remind(NOON) == 0
    LaunchStep.objects.filter(pk=step.pk).update(done_at=None)
    Member.objects.filter(pk=ada.pk).update(deactivated_at=timezone.now())
    assert remind(NOON) == 0


def test_a_deleted_release_is_quiet(release: Release, ada: Member) -> None:
    due(release, ada)
    delete_release(release, by=actor_in(release.workspace))
    assert remind(NOON) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(release: Release, ada: Member) -> None:
    due(release, ada)
    due(release, ada, 3)
    counts: list[int] = []
    assert together(*[lambda: counts.append(remind(NOON))] * 3) == []
    assert (sum(counts), Notification.objects.count(), Mail.objects.count()) == (2, 2, 1)
