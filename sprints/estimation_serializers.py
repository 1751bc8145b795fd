"""Rounds of estimates as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from sprints.cards import DECKS, FEWEST, LONGEST, MOST
from sprints.models import EstimationRound


class PersonShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class VoteShape(serializers.Serializer[Any]):
    member = PersonShape()
    card = serializers.CharField(
        allow_null=True, help_text="null while the round is open, but for the caller's own card."
    )


class RoundShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField(help_text="The item's key.")
    state = serializers.ChoiceField(choices=EstimationRound.State.choices)
    deck = serializers.ListField(
        child=serializers.CharField(), help_text="The cards; “?” is always there too."
    )
    opened_by = PersonShape()
    votes = VoteShape(many=True)
    result = serializers.FloatField(allow_null=True, help_text="The estimate that was set.")
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Goes up with each step, not with a vote.")


class RoundBody(StrictSerializer):
    """A deck by its name, or its `cards`; Fibonacci without either."""

    item = serializers.CharField(max_length=24, help_text="The item's key: WEB-12.")
    deck = serializers.ChoiceField(choices=list(DECKS), required=False)
    cards = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), min_length=FEWEST, max_length=MOST, required=False
    )


class CardBody(StrictSerializer):
    card = serializers.CharField(max_length=LONGEST)


class EstimateBody(StrictSerializer):
    estimate = serializers.DecimalField(
        max_digits=8,
        decimal_places=2,
        min_value=0,
        coerce_to_string=False,
        help_text="In the workspace's unit.",
    )
