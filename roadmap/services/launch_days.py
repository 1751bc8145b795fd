"""The days of a launch checklist when its release gets another one: they may go along, each by as many days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from activity.actors import Actor
from activity.services import Record, record_many
from core.periods import out_of_reach
from roadmap.models import LaunchStep, Release
from roadmap.services.launch_templates import ORDER, told


@dataclass(frozen=True, slots=True)
class MovedStep:
    """An open step with a day, as it is now, and the day it would get."""

    step: LaunchStep
    before: date
    after: date


def plan_along(release: Release, day: date | None) -> list[MovedStep]:
    """What would go along if the release, which has its old day, got this one: its open steps that have a day.

    Nothing where the day stays, one of both has none, or no plan can hold it. Nothing is written. Cost: 1 statement.
    """
    if day is None or release.date is None or day == release.date or out_of_reach(day):
        return []
    later = day - release.date
    rows = LaunchStep.objects.filter(release=release, done_at=None).order_by(*ORDER)
    return [MovedStep(step, step.due_on, step.due_on + later) for step in rows if step.due_on]


def move_along(release: Release, moved: Sequence[MovedStep], *, by: Actor) -> None:
    """Give the steps of a held release the days that `plan_along` found.

    Each has its `release.step_updated`, in the act of the release's own change, so that one undo takes both back. Raises
    ValidationError for days that are out of reach. Cost: 2 statements.
    """
    if problem := next(filter(None, (out_of_reach(one.after) for one in moved)), None):
        raise ValidationError({"date": problem})
    if not moved:
        return
    later = moved[0].after - moved[0].before
    LaunchStep.objects.filter(pk__in=[one.step.pk for one in moved]).update(
        due_on=F("due_on") + later, version=F("version") + 1, updated_at=timezone.now()
    )
    record_many([_told(release, one) for one in moved], by=by)


def _told(release: Release, one: MovedStep) -> Record:
    one.step.due_on = one.after
    days = {"due_on": [one.before.isoformat(), one.after.isoformat()]}
    return told("release.step_updated", release, one.step, days)
