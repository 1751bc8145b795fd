"""What the launch checklists of a product's next releases begin with: made of a checklist as it stands, put into new ones.

Event: `launch_template.set` about the product, with the steps before and after.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record, record_many
from backlog.models import Product
from roadmap.models import LaunchStep, Release, TemplateStep
from roadmap.services.release_items import about

MOST = 60  # steps of a checklist
FURTHEST = 365  # days from the release's day that a template keeps


def begin(release: Release, *, by: Actor) -> list[LaunchStep]:
    """Put in those steps of the product's template that a held release lacks; returns them. Two statements at most, and
    one for owners. Raises ValidationError where they would be more than MOST.
    """
    template = list(TemplateStep.objects.filter(product=release.product_id))
    there = (
        list(LaunchStep.objects.filter(release=release).values_list("text", flat=True)) if template else []
    )
    missing = [row for row in template if row.text not in there]
    check_room(len(there) + len(missing))
    active = _active(missing, by)
    steps = [
        LaunchStep(
            workspace_id=release.workspace_id,
            release=release,
            text=row.text,
            owner_id=row.owner_id if row.owner_id in active else None,
            due_on=_day(release, row.days_before),
        )
        for row in missing
    ]
    LaunchStep.objects.bulk_create(steps)
    record_many([added(release, step) for step in steps], by=by)
    return steps


@transaction.atomic
def keep_as_template(release: Release, *, by: Actor) -> int:
    """Have the product's next releases begin with the steps of this one, their days counted from its day; returns how many.

    Raises ValidationError where it has none, PermissionDenied. Cost: 6 statements.
    """
    steps = LaunchStep.objects.filter(release=release, workspace_id=by.workspace_id).order_by(*ORDER)
    wanted = [
        {"text": step.text, "owner": plain(step.owner_id), "days_before": _days(release, step)}
        for step in steps
    ]
    if not wanted:
        raise ValidationError(_("The checklist is empty."))
    set_template(release.product, wanted, by=by)
    return len(wanted)


@transaction.atomic
def set_template(product: Product, steps: Sequence[Mapping[str, Any]], *, by: Actor) -> None:
    """Make these the product's template: `{"text", "owner": a member's id | null, "days_before"}`. The same again is nothing."""
    require(by, Right.MANAGE_PLANS)
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk, workspace_id=by.workspace_id)
    rows = TemplateStep.objects.filter(product=product)
    before, after = template_of(product), [dict(step) for step in steps]
    if before == after:
        return
    rows.delete()
    TemplateStep.objects.bulk_create(
        TemplateStep(
            workspace_id=product.workspace_id, product=product, position=at, text=step["text"],
            owner_id=step["owner"], days_before=step["days_before"],
        )
        for at, step in enumerate(after)
    )  # fmt: skip
    record(
        "launch_template.set",
        product,
        by=by,
        changes={"steps": [before, after]},
        data={"product": str(product.pk)},
    )


def template_of(product: Product) -> list[dict[str, Any]]:
    """The product's template as `set_template` takes it. One statement."""
    rows = TemplateStep.objects.filter(product=product).values("text", "owner", "days_before")
    return [{**row, "owner": plain(row["owner"])} for row in rows]


ORDER = ("due_on", "created_at", "pk")
"""The order of a checklist; steps without a day come last."""


def check_room(count: int) -> None:
    """Raises ValidationError for a checklist of so many steps where that is more than MOST."""
    if count > MOST:
        raise ValidationError(_("A checklist has at most %(most)d steps.") % {"most": MOST})


def added(release: Release, step: LaunchStep) -> Record:
    """The event of a step that has come."""
    return told("release.step_added", release, step)


def told(
    verb: str, release: Release, step: LaunchStep, changes: dict[str, list[Any]] | None = None
) -> Record:
    """An event of a step; its object is the release, its `data` says what the step is."""
    names = ("text", "owner_id", "due_on", "done_at")
    now = {name.removesuffix("_id"): plain(getattr(step, name)) for name in names}
    data = {**about(release), "step": str(step.pk), **now}
    return Record(verb, "release", release.pk, release.name, changes=changes or {}, data=data)


def _days(release: Release, step: LaunchStep) -> int | None:
    if release.date is None or step.due_on is None:
        return None
    days = (release.date - step.due_on).days
    return max(-FURTHEST, min(days, FURTHEST))


def _day(release: Release, days_before: int | None) -> Any:
    if release.date is None or days_before is None:
        return None
    return release.date - timedelta(days=days_before)


def _active(rows: Sequence[TemplateStep], by: Actor) -> set[Any]:
    """Those owners of the steps who can still be owners. One statement, none without owners."""
    owners = {row.owner_id for row in rows if row.owner_id}
    if not owners:
        return set()
    members = Member.objects.active().filter(workspace_id=by.workspace_id, pk__in=owners)
    return set(members.values_list("pk", flat=True))
