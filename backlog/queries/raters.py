"""Whom a round of ratings asks, and how far they are."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Member, TeamMember
from accounts.permissions import Right, roles_with
from backlog.models import BlindRating, Item, Product, ProductTeam, RatingRound


def raters_of(product: Product) -> "QuerySet[Member]":
    """Those whom the product's rounds ask, by name: who sign in and may contribute, in the product's teams; without a
    team in the workspace. Who opened a round is asked too, and others who may contribute can rate.
    """
    people = Member.objects.active().filter(
        workspace_id=product.workspace_id, user__isnull=False, role__in=roles_with(Right.CONTRIBUTE)
    )
    teams = ProductTeam.objects.filter(product=product)
    in_teams = TeamMember.objects.filter(member=OuterRef("pk"), team__in=teams.values("team"))
    return people.filter(Q(Exists(in_teams)) | ~Q(Exists(teams))).order_by("name", "pk")


def items_in(round_: RatingRound) -> "QuerySet[Item]":
    """The round's items in rank order, as far as they are still there."""
    items: QuerySet[Item] = Item.objects.filter(rating_rounds=round_, product=round_.product_id)
    return items.order_by("rank")


def votes_in(round_: RatingRound) -> "QuerySet[BlindRating]":
    """The numbers that count: of members who are here, for items that are."""
    return BlindRating.objects.filter(
        round=round_, member__deactivated_at=None, item__deleted_at=None, item__product=round_.product_id
    )


def given_by(round_: RatingRound) -> dict[UUID, int]:
    """How many numbers each member has given; who has given none is left out. One statement."""
    counts = votes_in(round_).order_by().values_list("member_id").annotate(given=Count("pk"))
    return dict(counts)
