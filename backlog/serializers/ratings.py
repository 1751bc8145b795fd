"""Ratings."""

from typing import Any

from rest_framework import serializers

from backlog.serializers.fields import NamedShape
from core.api.serializers import StrictSerializer

MOST = 1000


class RatedNumber(serializers.DecimalField):
    """A number of any length: the service refuses what is off the criterion's scale, and says how far that goes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, coerce_to_string=False, **kwargs)


class RatingShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField(help_text="The item's key.")
    criterion = serializers.CharField(help_text="The criterion's key.")
    value = serializers.FloatField()
    rated_by = NamedShape(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class RatingBody(StrictSerializer):
    value = RatedNumber()


class NewRatingBody(RatingBody):
    item = serializers.CharField(max_length=24, help_text="The item's key.")
    criterion = serializers.CharField(max_length=40, help_text="The criterion's key.")


class RatingOfManyBody(NewRatingBody):
    """One of the numbers; null takes it away."""

    value = RatedNumber(allow_null=True, help_text="null takes it away.")
    version = serializers.IntegerField(
        required=False, help_text="Must be the rating's, as `If-Match` says it for one."
    )


class BulkRatingsBody(StrictSerializer):
    ratings = RatingOfManyBody(many=True, allow_empty=False, max_length=MOST)  # type: ignore[call-arg]  # of the list that `many` makes


class SetRatingShape(serializers.Serializer[Any]):
    id = serializers.UUIDField(allow_null=True)
    item = serializers.CharField(help_text="The item's key.")
    criterion = serializers.CharField(help_text="The criterion's key.")
    value = serializers.FloatField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)


class BulkRatingsShape(serializers.Serializer[Any]):
    ratings = SetRatingShape(many=True, help_text="As they are now, in the order sent.")
