"""Groups of items, and ranking by score, in the API."""

from typing import Any

from rest_framework import serializers

from backlog.services.ranking import MOST
from core.api.serializers import StrictSerializer


class GroupShape(serializers.Serializer[Any]):
    value = serializers.CharField(help_text="An id, or a word; `none` for what has no value.")
    name = serializers.CharField()
    count = serializers.IntegerField()
    points = serializers.FloatField(help_text="The sum of their estimates.")


class GroupsShape(serializers.Serializer[Any]):
    groups = GroupShape(many=True)


class RankByScoreBody(StrictSerializer):
    items = serializers.ListField(
        child=serializers.CharField(max_length=24), min_length=2, max_length=MOST, help_text="Keys."
    )
    dry_run = serializers.BooleanField(required=False, help_text="Only say what would move.")


class StandingShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    now = serializers.IntegerField(help_text="Its place among them before, from 1.")
    then = serializers.IntegerField(help_text="Its place by score.")


class StandingsShape(serializers.Serializer[Any]):
    items = StandingShape(many=True, help_text="Those that move.")
