"""Reminders: who is told of which deadline, when it is 08:00 where they are, once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member, Workspace
from accounts.permissions import Role
from backlog.models import Item, Product
from backlog.services.items import update_item
from backlog.services.watching import watch
from notifications.models import Mail, Notification, Reminder
from notifications.services.reminders import remind
from notifications.tasks import remind as remind_task
from tests.factories import make_item, make_member, make_product, make_user, make_workspace

TODAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def product(workspace: Workspace) -> Product:
    return make_product(workspace)


def person(
    workspace: Workspace, zone: str = "UTC", role: str = Role.CONTRIBUTOR, name: str = "Ada Ames"
) -> Member:
    return make_member(workspace, role, user=make_user(name=name, timezone=zone))


def due(product: Product, member: Member | None, days: int = 0, **fields: Any) -> Item:
    """An item due in so many days, assigned to the member."""
    return make_item(product, "Ship", assignee=member, due_on=TODAY + timedelta(days=days), **fields)


@pytest.mark.parametrize("days", [7, 3, 1, 0])
def test_a_deadline_is_told_ahead(product: Product, days: int) -> None:
    ada = person(product.workspace)
    item = due(product, ada, days)
    assert remind(NOON) == 1
    line = Notification.objects.get(member=ada)
    assert (line.kind, line.item, line.data["offset"]) == ("due", item, days)
    assert Mail.objects.get().to == ada.user.email  # type: ignore[union-attr]


@pytest.mark.parametrize("days", [8, 6, 5, 4, 2, -91])
def test_other_days_are_quiet(product: Product, days: int) -> None:
    due(product, person(product.workspace), days)
    assert remind(NOON) == 0


def test_what_is_late_is_told_once(product: Product) -> None:
    due(product, person(product.workspace), -2)
    assert [remind(NOON + timedelta(days=number)) for number in range(4)] == [1, 0, 0, 0]
    assert Reminder.objects.get().offset == -1


def test_every_step_on_the_way_is_told_once(product: Product) -> None:
    due(product, person(product.workspace), 9)
    runs = [remind(NOON + timedelta(hours=hours)) for hours in range(0, 24 * 14, 2)]
    assert sum(runs) == 5
    assert sorted(Reminder.objects.values_list("offset", flat=True)) == [-1, 0, 1, 3, 7]


def test_twice_is_once(product: Product) -> None:
    due(product, person(product.workspace))
    assert (remind(NOON), remind(NOON)) == (1, 0)
    assert (Notification.objects.count(), Mail.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("zone", "eight"),
    [
        ("UTC", "2026-03-10T08:00+00:00"),
        ("Europe/Berlin", "2026-03-10T07:00+00:00"),
        ("America/Los_Angeles", "2026-03-10T15:00+00:00"),  # two days after the clocks went forward there
        ("Asia/Kathmandu", "2026-03-10T02:15+00:00"),
        ("Pacific/Kiritimati", "2026-03-09T18:00+00:00"),
        ("Pacific/Pago_Pago", "2026-03-10T19:00+00:00"),
    ],
)
def test_it_is_eight_where_the_person_is(product: Product, zone: str, eight: str) -> None:
    due(product, person(product.workspace, zone))
    at = datetime.fromisoformat(eight)
    assert remind(at - timedelta(minutes=1)) == 0
    assert remind(at) == 1


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 3, 28), 7), (date(2026, 3, 29), 6), (date(2026, 10, 25), 7)]
)
def test_eight_stays_eight_when_the_clocks_change(product: Product, day: date, hour: int) -> None:
    make_item(product, assignee=person(product.workspace, "Europe/Berlin"), due_on=day)
    eight = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert eight.astimezone(ZoneInfo("Europe/Berlin")).hour == 8
    assert remind(eight - timedelta(minutes=1)) == 0
    assert remind(eight) == 1


def test_a_missed_morning_is_made_up_for_until_midnight(product: Product) -> None:
    due(product, person(product.workspace, "Europe/Berlin"))
    assert remind(datetime(2026, 3, 10, 22, 59, tzinfo=UTC)) == 1


def test_after_midnight_it_waits_for_the_next_morning(product: Product) -> None:
    due(product, person(product.workspace), 1)
    assert remind(datetime(2026, 3, 11, 0, 5, tzinfo=UTC)) == 0
    assert remind(datetime(2026, 3, 11, 8, 0, tzinfo=UTC)) == 1
    assert Reminder.objects.get().offset == 0


@pytest.mark.parametrize(
    ("precision", "count"), [("day", 1), ("week", 1), ("month", 0), ("quarter", 0), ("half", 0)]
)
def test_only_days_and_weeks_are_deadlines(product: Product, precision: str, count: int) -> None:
    item = due(product, person(product.workspace))
    Item.objects.filter(pk=item.pk).update(due_precision=precision)
    assert remind(NOON) == count


def test_done_dropped_and_deleted_items_are_quiet(product: Product) -> None:
    ada = person(product.workspace)
    for name in ("Done", "Dropped"):
        due(product, ada, status=product.statuses.get(name=name))
    Item.objects.filter(pk=due(product, ada).pk).update(deleted_at=timezone.now())
    assert remind(NOON) == 0


def test_an_archived_product_is_quiet(product: Product) -> None:
    due(product, person(product.workspace))
    Product.objects.update(archived_at=timezone.now())
    assert remind(NOON) == 0


def test_a_deadline_that_moved_is_a_new_one(product: Product, owner: Member) -> None:
    item = due(product, person(product.workspace))
    remind(NOON)
    update_item(item, by=owner.actor(), fields={"due_on": TODAY + timedelta(days=3)})
    assert remind(NOON) == 1
    assert Counter(Reminder.objects.values_list("offset", flat=True)) == Counter([0, 3])


def test_watchers_are_told_and_an_assignee_who_watches_once(product: Product) -> None:
    ada, ben = person(product.workspace), person(product.workspace, name="Ben")
    item = due(product, ada)
    for member in (ada, ben):
        watch(item, by=member.actor(), member=member)
    assert remind(NOON) == 2
    assert set(Notification.objects.values_list("member_id", flat=True)) == {ada.pk, ben.pk}


Change = Callable[[Member], object]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda m: Member.objects.filter(pk=m.pk).update(role="stakeholder"), id="stakeholder"),
        pytest.param(lambda m: Member.objects.filter(pk=m.pk).update(user=None), id="no user"),
        pytest.param(
            lambda m: Member.objects.filter(pk=m.pk).update(deactivated_at=timezone.now()), id="deactivated"
        ),
        pytest.param(
            lambda m: type(m.user).objects.filter(pk=m.user_id).update(is_active=False), id="closed account"
        ),
    ],
)
def test_who_may_not_read_it_is_not_told(product: Product, change: Change) -> None:
    ada = person(product.workspace)
    due(product, ada)
    change(ada)
    assert remind(NOON) == 0


def test_one_mail_lists_everything(product: Product) -> None:
    ada = person(product.workspace)
    for days in (0, 1, -3):
        due(product, ada, days)
    assert remind(NOON) == 3
    mail = Mail.objects.get()
    assert mail.subject == "3 deadlines, 1 overdue"
    assert mail.text.count(f"/w/acme/items/{product.key}-") == 3
    assert (
        mail.text.index("overdue since 7 Mar")
        < mail.text.index("due today")
        < mail.text.index("due tomorrow")
    )


def test_one_item_is_named_in_the_subject(product: Product) -> None:
    due(product, person(product.workspace), 3)
    remind(NOON)
    assert Mail.objects.get().subject == f"{product.key}-1 Ship: due in 3 days (13 Mar)"


def test_each_workspace_writes_its_own_mail(product: Product) -> None:
    user = make_user(name="Ada Ames")
    for here in (product, make_product(make_workspace())):
        due(here, make_member(here.workspace, Role.CONTRIBUTOR, user=user))
    assert remind(NOON) == 2
    assert Mail.objects.filter(to=user.email).values("workspace").distinct().count() == 2


def test_a_quiet_run_costs_one_statement_a_zone(product: Product) -> None:
    for zone in ("UTC", "Europe/Berlin", "Europe/Vienna"):
        due(product, person(product.workspace, zone), 20)
    with CaptureQueriesContext(connection) as statements:
        assert remind(NOON) == 0
    assert len(statements) == 4


def test_a_busy_run_costs_no_more_for_more_items(product: Product) -> None:
    ada = person(product.workspace)
    for _number in range(30):
        due(product, ada)
    with CaptureQueriesContext(connection) as statements:
        assert remind(NOON) == 30
    assert len(statements) <= 14


def test_the_task_reads_the_clock(product: Product) -> None:
    due(product, person(product.workspace))
    with time_machine.travel(NOON, tick=False):
        assert remind_task() == 1


@pytest.mark.django_db(transaction=True)
def test_four_runs_at_once_tell_once(product: Product) -> None:
    for number in range(5):
        ada = person(product.workspace, name=f"Person {number}")
        for days in (0, 1, 3):
            due(product, ada, days)
    start, counts = Barrier(4), []

    def run() -> None:
        start.wait()
        counts.append(remind(NOON))
        connection.close()

    threads = [Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == Reminder.objects.count() == Notification.objects.count() == 15
    assert Mail.objects.count() >= 5
