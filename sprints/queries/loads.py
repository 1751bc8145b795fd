"""Whether what is planned fits, for several sprints at once; `planning.sprint_page` says it of one in detail."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, Sum, Window
from django.db.models.functions import RowNumber

from accounts.models import TeamMember, Workspace
from sprints.capacity import ZERO, Load, Time, available, team_capacity
from sprints.models import Capacity, Sprint, SprintItem, SprintState
from sprints.queries.sprints import LOOKED_BACK
from sprints.services.planning import HERE
from sprints.services.sprints import FOCUS, working_days


def loads_of(sprints: Collection[Sprint], *, unit: str) -> dict[UUID, Load]:
    """What is planned in each of these open sprints (their teams loaded) against what fits, in the unit of estimates.

    Cost: 4 statements, whatever the number of sprints, items and people; one less where no team needs its velocity.
    """
    planned, times = _planned(sprints), times_of_sprints(sprints)
    unmeasured = {one.team_id for one in sprints if one.team.capacity is None}
    velocity = _velocities(unmeasured) if unmeasured and unit == Workspace.EstimateUnit.POINTS else {}
    return {
        one.pk: Load(
            *planned.get(one.pk, (ZERO, ZERO)),
            team_capacity(
                times[one.pk],
                unit=unit,
                usual=one.team.capacity,
                velocity=velocity.get(one.team_id),
                working_days=working_days(one),
            ),
        )
        for one in sprints
    }


def times_of_sprints(sprints: Collection[Sprint]) -> dict[UUID, list[Time]]:
    """The time of each active member of each sprint's team, by name; who said nothing is there every day. Two statements."""
    people: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    teams = {one.team_id for one in sprints}
    rows = TeamMember.objects.filter(team__in=teams, member__deactivated_at=None).order_by("member__name")
    for team, pk, name in rows.values_list("team", "member", "member__name"):
        people[team].append((pk, name))
    said = {(row.sprint_id, row.member_id): row for row in Capacity.objects.filter(sprint__in=list(sprints))}
    found: dict[UUID, list[Time]] = {}
    for one in sprints:
        days = working_days(one)
        found[one.pk] = []
        for pk, name in people[one.team_id]:
            row = said.get((one.pk, pk))
            off, focus = (row.days_off, row.focus_percent) if row else (ZERO, FOCUS)
            found[one.pk].append(Time(pk, name, off, focus, available(days, off, focus)))
    return found


def _planned(sprints: Collection[Sprint]) -> dict[UUID, tuple[Decimal, Decimal]]:
    """The sums of the estimates of what is in each, and of what is done of it. One statement."""
    places = SprintItem.objects.filter(sprint__in=list(sprints), outcome=HERE, item__deleted_at=None)
    sums = places.order_by().values("sprint").annotate(
        planned=Sum("item__estimate"), done=Sum("item__estimate", filter=Q(item__category="done"))
    )  # fmt: skip
    return {row["sprint"]: (row["planned"] or ZERO, row["done"] or ZERO) for row in sums}


def _velocities(teams: Collection[UUID]) -> dict[UUID, Decimal]:
    """The mean of what each team finished in its last LOOKED_BACK closed sprints; none for a team without. One statement."""
    nth = Window(RowNumber(), partition_by=F("team"), order_by=[F("closed_at").desc(), F("pk").desc()])
    closed = Sprint.objects.filter(team__in=list(teams), state=SprintState.CLOSED)
    last = closed.annotate(nth=nth).filter(nth__lte=LOOKED_BACK)
    done = Sum("places__estimate_at_close", filter=Q(places__outcome=SprintItem.Outcome.DONE))
    values: dict[UUID, list[Decimal]] = defaultdict(list)
    rows = Sprint.objects.filter(pk__in=last.values("pk")).annotate(done=done)
    for team, points in rows.values_list("team", "done"):
        values[team].append(points or ZERO)
    return {team: sum(points, ZERO) / len(points) for team, points in values.items()}
