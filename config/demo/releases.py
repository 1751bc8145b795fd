"""The demo company's releases: of each product one that is out and on its public changelog, the next one with what goes
into it and its launch checklist, and one after that.

What was done before a release's day shipped with it; what is being done goes into the next one, what is ready into the
one after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.models import Member
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record_history
from backlog.models import Category, Item, Kind
from roadmap.models import Changelog, LaunchStep, Release, ReleaseItem, TemplateStep
from roadmap.release_notes import draft_notes
from roadmap.services.release_items import ONLY, about

if TYPE_CHECKING:
    from config.demo.seed import Seeding

LEAVES = (Kind.STORY, Kind.BUG, Kind.CHORE)
PLANNED = 30  # days before its day that a release was planned
MOST = 18
# Of every launch: what, who, days before.
LAUNCH = (
    ("Freeze the scope", "lead", 14),
    ("Try the migration on a copy of the data", "jonas", 10),
    ("Brief customer support", "claire", 7),
    ("Write the notes", "lead", 3),
    ("Switch it on for one customer in ten", "rasmus", 1),
    ("Look at the numbers of the first week", "lead", -7),
)
Told = tuple[Actor, datetime, Record]


@dataclass(frozen=True, slots=True)
class DemoReleases:
    """A product's three releases by name, and who plans them; `days` from today: the last one, the next, the one after."""

    product: str
    lead: str
    names: tuple[str, str, str]
    days: tuple[int, int, int | None]


RELEASES = (
    DemoReleases("WEB", "mila", ("Checkout 4.1", "Checkout 4.2", "Checkout 5.0"), (-24, 11, 53)),
    DemoReleases("APP", "tomas", ("2.8", "2.9", "3.0"), (-17, 18, None)),
    DemoReleases("OPS", "astrid", ("Floor, autumn", "Floor, peak season", "Floor, spring"), (-31, 9, 88)),
)


def release(making: "Seeding") -> None:
    """Make the releases as they would have come about."""
    for demo in RELEASES:
        record_history(sorted(_made(making, demo), key=lambda one: one[1]))
    Changelog.objects.create(workspace=making.workspace, is_open=True, version=2)


def _made(making: "Seeding", demo: DemoReleases) -> Iterator[Told]:
    items = Item.objects.filter(product=making.products[demo.product], kind__in=LEAVES).order_by("rank")
    living = items.select_related("product").exclude(category=Category.DROPPED)
    out = making.moment(demo.days[0])
    shipped = living.filter(closed_at__lte=out, closed_at__gt=out - timedelta(days=60))
    doing = living.filter(category=Category.ACTIVE, due_on__isnull=False)
    since = living.filter(category=Category.DONE, closed_at__gt=out)
    ready = living.filter(category=Category.READY)
    held = (shipped[:MOST], [*doing[: MOST // 2], *since[: MOST // 2]], ready[: MOST // 2])
    for name, day, rows in zip(demo.names, demo.days, held, strict=True):
        yield from _one(making, demo, name, day, list(rows))


def _one(
    making: "Seeding", demo: DemoReleases, name: str, day: int | None, items: list[Item]
) -> Iterator[Told]:
    by, product = making.members[demo.lead], making.products[demo.product]
    planned = making.moment(min((day or 0) - PLANNED, -3), 560)
    out = making.moment(day, 840) if day is not None and day < 0 else None
    told_at = out + timedelta(minutes=25) if out else None
    row = Release(
        workspace=making.workspace, product=product, name=name, released_at=out,
        date=making.today + timedelta(days=day) if day is not None else None, version=3 if out else 1,
        published_at=told_at,
    )  # fmt: skip
    row.save(force_insert=True)
    Release.objects.filter(pk=row.pk).update(created_at=planned, updated_at=out or planned)
    ReleaseItem.objects.bulk_create(
        ReleaseItem(workspace=making.workspace, release=row, item=item) for item in items
    )
    if out:
        Release.objects.filter(pk=row.pk).update(notes=draft_notes(row))
    if day is not None:
        _launch(making, row, by)
    yield by.actor().anew(), planned, Record("release.created", "release", row.pk, row.name, data=about(row))
    for item in items:
        came = max(planned, item.created_at) + timedelta(hours=2)
        yield by.actor().anew(), min(came, making.moment(0)), ONLY.told("release.item_added", item, row)
    if out and told_at:
        changes = {"released_at": [None, plain(out)]}
        done = Record("release.released", "release", row.pk, row.name, changes, about(row))
        yield by.actor().anew(), out, done
        published = {"published_at": [None, plain(told_at)]}
        words = Record("release.published", "release", row.pk, row.name, published, about(row))
        yield by.actor().anew(), told_at, words


def _launch(making: "Seeding", row: Release, lead: Member) -> None:
    """Its checklist, the steps whose days are past done; the template of those to come."""
    owners = {**making.members, "lead": lead}
    assert row.date is not None, "only releases with a day have steps here"
    steps = []
    for text, owner, before in LAUNCH:
        due = row.date - timedelta(days=before)
        done = making.moment((due - making.today).days, 700) if due < making.today else None
        steps.append(LaunchStep(
            workspace=making.workspace, release=row, text=text, owner=owners[owner], due_on=due, done_at=done,
        ))  # fmt: skip
    LaunchStep.objects.bulk_create(steps)
    if not TemplateStep.objects.filter(product=row.product).exists():
        TemplateStep.objects.bulk_create(
            TemplateStep(
                workspace=making.workspace, product=row.product, text=text, owner=owners[owner], days_before=before,
                position=at,
            )
            for at, (text, owner, before) in enumerate(LAUNCH)
        )  # fmt: skip
