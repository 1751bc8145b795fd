"""Sprints as lists and pages need them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DecimalField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import Team
from backlog.models import Category, Item, Product
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.planning import HERE

CLOSED_SHOWN = 12
LOOKED_BACK = 3  # closed sprints that velocity is the mean of
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class TeamSprints:
    """A team's sprints: the one that runs, those to come, and the last closed ones."""

    team: Team
    active: Sprint | None
    planned: list[Sprint]
    closed: list[Sprint]


@dataclass(frozen=True, slots=True)
class Velocity:
    """What a team finished in its last closed sprints, newest first, and the mean; None where there are none."""

    done: list[Decimal]
    mean: Decimal | None


def with_totals(sprints: "QuerySet[Sprint]") -> "QuerySet[Sprint]":
    """Count (`item_count`) and sum of estimates (`points`) of what is in each sprint; of a closed one what was done in it
    (`done_count`, `done_points`) and what it began with (`committed_points`). One statement with the rows themselves.
    """
    here = Q(places__item__deleted_at=None) & ~Q(places__outcome__in=["removed"])
    done = Q(places__outcome="done") | Q(places__outcome=HERE, places__item__category=Category.DONE)
    size = Coalesce("places__estimate_at_close", "places__item__estimate")
    return sprints.annotate(
        item_count=Count("places", filter=here),
        points=_sum(size, here),
        done_count=Count("places", filter=here & done),
        done_points=_sum(size, here & done),
        committed_points=_sum("places__estimate_at_start", Q(places__committed=True)),
    )


def sprints_of(product: Product) -> list[TeamSprints]:
    """The sprints of the product's teams, by team. Two statements, whatever the number."""
    teams = list(product.teams.order_by("name"))
    rows = with_totals(Sprint.objects.filter(team__in=teams)).select_related("team")
    found: dict[UUID, list[Sprint]] = {team.pk: [] for team in teams}
    for sprint in rows.order_by("-start_on", "-created_at"):
        found[sprint.team_id].append(sprint)
    return [_of_team(team, found[team.pk]) for team in teams]


def velocity_of(team: Team) -> Velocity:
    """The mean of what was done in the last LOOKED_BACK closed sprints, in the unit of estimates. One statement."""
    last = Sprint.objects.filter(team=team, state=SprintState.CLOSED).order_by("-closed_at", "-pk")
    done = _sum("places__estimate_at_close", Q(places__outcome=SprintItem.Outcome.DONE))
    values = list(last.annotate(done=done).values_list("done", flat=True)[:LOOKED_BACK])
    return Velocity(values, sum(values, ZERO) / len(values) if values else None)


def sprint_of_items(ids: Iterable[UUID]) -> dict[UUID, Sprint]:
    """The current sprint of each of these items that has one. One statement."""
    places = SprintItem.objects.filter(item__in=list(ids), outcome=HERE).select_related("sprint")
    return {place.item_id: place.sprint for place in places}


def places_of(item: Item) -> list[SprintItem]:
    """The sprints an item is or was in, the newest first. One statement."""
    places = SprintItem.objects.filter(item=item).select_related("sprint__team")
    return list(places.order_by("-sprint__start_on", "-pk"))


def _of_team(team: Team, sprints: list[Sprint]) -> TeamSprints:
    by_state = {state: [row for row in sprints if row.state == state] for state in SprintState.values}
    active = by_state[SprintState.ACTIVE]
    return TeamSprints(
        team,
        active[0] if active else None,
        by_state[SprintState.PLANNED][::-1],
        by_state[SprintState.CLOSED][:CLOSED_SHOWN],
    )


def _sum(what: object, where: Q) -> Coalesce:
    return Coalesce(Sum(what, filter=where), ZERO, output_field=DecimalField(max_digits=12, decimal_places=2))
