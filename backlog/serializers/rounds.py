"""Rounds of blind ratings as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from backlog.models import RatingRound
from backlog.serializers.fields import NamedShape
from backlog.serializers.scoring import NumberField
from backlog.services.blind_rating import LONGEST_NOTE
from backlog.services.rating_rounds import MOST_ITEMS
from core.api.serializers import StrictSerializer

MOST_VOTES = 1000


class RatingRoundShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=RatingRound.State.choices)
    model = NamedShape(allow_null=True, help_text="The scoring model that was in use when it was opened.")
    items = serializers.ListField(child=serializers.CharField(), help_text="Keys, in rank order.")
    criteria = serializers.ListField(child=serializers.CharField(), help_text="Keys.")
    opened_by = NamedShape()
    rated = serializers.IntegerField(help_text="How many members have given a number.")
    created_at = serializers.DateTimeField()
    revealed_at = serializers.DateTimeField(allow_null=True, help_text="null while the numbers are hidden.")
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Goes up with each step, not with a number that is given.")


class NewRoundBody(StrictSerializer):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    name = serializers.CharField(max_length=80, required=False, help_text="The model's without it.")
    items = serializers.ListField(
        child=serializers.CharField(max_length=24),
        min_length=1,
        max_length=MOST_ITEMS,
        help_text="Keys of items.",
    )


class BlindVoteBody(StrictSerializer):
    item = serializers.CharField(max_length=24, help_text="The item's key.")
    criterion = serializers.CharField(max_length=40, help_text="The criterion's key.")
    value = NumberField(allow_null=True, help_text="null takes it away.")
    note = serializers.CharField(
        max_length=LONGEST_NOTE, allow_blank=True, required=False, help_text="Without it what was said stays."
    )


class BlindVotesBody(StrictSerializer):
    votes = BlindVoteBody(many=True, allow_empty=False, max_length=MOST_VOTES)  # type: ignore[call-arg]  # of the list that `many` makes


class AgreedBody(StrictSerializer):
    item = serializers.CharField(max_length=24, help_text="The item's key.")
    criterion = serializers.CharField(max_length=40, help_text="The criterion's key.")
    value = NumberField()


class TakeOverBody(StrictSerializer):
    way = serializers.ChoiceField(
        choices=["mean", "median"], allow_null=True, required=False,
        help_text="`mean` without it; null takes over `ratings` alone.",
    )  # fmt: skip
    items = serializers.ListField(
        child=serializers.CharField(max_length=24), max_length=MOST_ITEMS, required=False,
        help_text="Keys; all without it.",
    )  # fmt: skip
    ratings = AgreedBody(  # type: ignore[call-arg]  # of the list that `many` makes
        many=True, max_length=MOST_VOTES, required=False, help_text="Cells that get a number of your choice."
    )


class BlindVoteShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField(help_text="The item's key.")
    criterion = serializers.CharField(help_text="The criterion's key.")
    member = NamedShape()
    value = serializers.FloatField()
    note = serializers.CharField(allow_blank=True)
    voted_at = serializers.DateTimeField()


class ResultShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    criterion = serializers.CharField(help_text="The criterion's key.")
    count = serializers.IntegerField()
    mean = serializers.FloatField()
    median = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    deviation = serializers.FloatField(help_text="Standard deviation of these numbers.")
    is_apart = serializers.BooleanField(help_text="So far apart that it is worth a talk.")
    taken_over = serializers.FloatField(
        help_text="What `take-over` of the mean would set: the nearest on the scale."
    )


class ResultsShape(serializers.Serializer[Any]):
    results = ResultShape(many=True)
