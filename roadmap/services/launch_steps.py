"""The launch checklist of a release: what is to be done around its day, by whom, until when.

Events, about the release: `release.step_added`, `release.step_updated`, `release.step_ticked`, `release.step_unticked`,
`release.step_removed`; their `data` holds the step as it was then.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, refusal
from activity.actors import Actor
from activity.changes import changes_to, plain_changes
from activity.services import record_many
from core.errors import Conflict, check_version
from core.periods import out_of_reach
from roadmap.models import LaunchStep, Release
from roadmap.services import launch_templates
from roadmap.services.launch_templates import check_room, told
from roadmap.services.objectives import own_member
from roadmap.services.releases import locked

EDITABLE = ("text", "owner", "due_on")


@transaction.atomic
def add_step(
    release: Release,
    *,
    by: Actor,
    text: str,
    owner: UUID | None = None,
    due_on: date | None = None,
    done_at: datetime | None = None,
    pk: UUID | None = None,
) -> LaunchStep:
    """One more step, owned by a member (`owner`, an id) or nobody; `pk` and `done_at` make one again that was removed.

    Raises ValidationError by field, Conflict where it is there again already, PermissionDenied. Cost: 5 statements.
    """
    release = locked(release, by=by)
    check_room(release.steps.count() + 1)
    if pk is not None and LaunchStep.objects.filter(pk=pk).exists():
        raise Conflict(_("It is there again already."))
    step = LaunchStep(
        workspace_id=release.workspace_id, release=release, text=" ".join(text.split()), owner_id=owner,
        due_on=due_on, done_at=done_at, **({"pk": pk} if pk else {}),
    )  # fmt: skip
    own_member(owner, by)
    _check(step)
    step.save(force_insert=True)
    record_many([told("release.step_added", release, step)], by=by)
    return step


@transaction.atomic
def update_step(
    step: LaunchStep,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> LaunchStep:
    """Change any of EDITABLE (`owner` by id); `seen` as in `update_release`. Nothing changed: nothing is written.

    Raises ValidationError by field, PermissionDenied, OutOfDate. Cost: 5 statements.
    """
    release = locked(Release(pk=step.release_id), by=by)
    step = _own(step, release)
    check_version(step, expected_version, name=step.text)
    wanted = {name: fields[name] for name in EDITABLE if name in fields}
    if "text" in wanted:
        wanted["text"] = " ".join(wanted["text"].split())
    changes = changes_to(step, wanted, seen)
    if not changes:
        return step
    for name, (_before, after) in changes.items():
        setattr(step, "owner_id" if name == "owner" else name, after)
    if "owner" in changes:
        own_member(step.owner_id, by)
    _check(step)
    _save(step, list(changes))
    record_many([told("release.step_updated", release, step, plain_changes(changes))], by=by)
    return step


@transaction.atomic
def tick_step(
    step: LaunchStep, *, by: Actor, is_done: bool = True, expected_version: int | None = None
) -> LaunchStep:
    """Say that it is done, or that it is not after all; whose step it is may do so too. Twice is once.

    Raises PermissionDenied, OutOfDate. Cost: 4 statements.
    """
    rows = Release.objects.select_related("product").select_for_update(of=("self",), no_key=True)
    release = rows.get(pk=step.release_id, workspace_id=by.workspace_id)
    step = _own(step, release)
    if not may_tick(step, by):
        raise refusal(Right.MANAGE_PLANS)
    check_version(step, expected_version, name=step.text)
    if is_done is (step.done_at is not None):
        return step
    changes = {"done_at": [step.done_at, timezone.now() if is_done else None]}
    step.done_at = changes["done_at"][1]
    _save(step, ["done_at"])
    verb = "release.step_ticked" if is_done else "release.step_unticked"
    record_many([told(verb, release, step, plain_changes(changes))], by=by)
    return step


@transaction.atomic
def remove_step(step: LaunchStep, *, by: Actor, expected_version: int | None = None) -> None:
    """Take it off the list. Raises PermissionDenied, OutOfDate. Cost: 4 statements."""
    release = locked(Release(pk=step.release_id), by=by)
    step = _own(step, release)
    check_version(step, expected_version, name=step.text)
    record_many([told("release.step_removed", release, step)], by=by)
    step.delete()


@transaction.atomic
def begin_checklist(release: Release, *, by: Actor) -> int:
    """Put in what the product's template has and this list has not; returns how many came. Raises PermissionDenied."""
    return len(launch_templates.begin(locked(release, by=by), by=by))


def may_tick(step: LaunchStep, by: Actor) -> bool:
    """Whether this actor may say that the step is done."""
    is_own = by.member_id is not None and step.owner_id == by.member_id
    return is_own or may(by, Right.MANAGE_PLANS)


def _own(step: LaunchStep, release: Release) -> LaunchStep:
    return LaunchStep.objects.get(pk=step.pk, release=release)


def _check(step: LaunchStep) -> None:
    step.clean_fields(exclude=["workspace", "release", "owner"])
    if step.due_on and (problem := out_of_reach(step.due_on)):
        raise ValidationError({"due_on": problem})


def _save(step: LaunchStep, fields: list[str]) -> None:
    step.version += 1
    step.save(update_fields=[*fields, "version", "updated_at"])
