"""What the API shows of changes between two states of a roadmap."""

from typing import Any

from rest_framework import serializers

from roadmap.comparing import KINDS


class StateShape(serializers.Serializer[Any]):
    edition = serializers.IntegerField(
        allow_null=True, help_text="Its number; null for now and for a night's."
    )
    at = serializers.DateTimeField(help_text="When it was so.")


class ChangeShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=list(KINDS))
    title = serializers.CharField()
    item = serializers.CharField(allow_blank=True, help_text="Its key; empty for milestones and lanes.")
    before = serializers.CharField(
        allow_blank=True,
        help_text="A day, an interval (start/due, “..” for an end that is open), a name, a percentage; empty for nothing.",
    )
    after = serializers.CharField(allow_blank=True)
    days = serializers.IntegerField(help_text="By how many days earlier or later.")
    by = serializers.CharField(allow_blank=True, help_text="Who did it; empty where history does not say.")
    at = serializers.DateTimeField(allow_null=True)
    comment = serializers.CharField(allow_blank=True, help_text="What they said about it within a day.")


class ChangesShape(serializers.Serializer[Any]):
    since = StateShape()
    until = StateShape()
    changes = ChangeShape(many=True)
