"""Whom a round of estimates asks."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Member, TeamMember
from accounts.permissions import Right, roles_with
from activity.actors import Actor
from backlog.models import ProductTeam
from sprints.models import EstimationRound, EstimationVote


def voters_of(round_: EstimationRound) -> "QuerySet[Member]":
    """Those whose vote the round waits for, by name: who sign in and may contribute, in the item's team; without one in
    the product's teams; without those in the workspace. Others who may contribute can vote too, nobody waits for them.
    """
    people = Member.objects.active().filter(
        workspace_id=round_.workspace_id, user__isnull=False, role__in=roles_with(Right.CONTRIBUTE)
    )
    teams = ProductTeam.objects.filter(product=round_.product_id)
    if round_.item.team_id:
        asked = Q(Exists(TeamMember.objects.filter(member=OuterRef("pk"), team=round_.item.team_id)))
    else:
        in_teams = TeamMember.objects.filter(member=OuterRef("pk"), team__in=teams.values("team"))
        asked = Q(Exists(in_teams)) | ~Q(Exists(teams))
    return people.filter(asked).order_by("name", "pk")


def waiting_for(actor: Actor) -> "QuerySet[EstimationRound]":
    """The open rounds that ask the actor, who has not voted there yet, in rank order by product. For whoever may contribute."""
    mine = TeamMember.objects.filter(member=actor.member_id)
    teams = ProductTeam.objects.filter(product=OuterRef("product"))
    asked = Q(item__team__in=mine.values("team")) | Q(item__team=None) & (
        Q(Exists(teams.filter(team__in=mine.values("team")))) | ~Q(Exists(teams))
    )
    voted = EstimationVote.objects.filter(round=OuterRef("pk"), member=actor.member_id)
    return (
        EstimationRound.objects.filter(asked, ~Exists(voted), workspace=actor.workspace_id)
        .filter(state=EstimationRound.State.OPEN, item__deleted_at=None)
        .order_by("product__name", "item__rank")
    )
