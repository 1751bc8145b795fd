"""What the API takes and shows of launch checklists and the changelog."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer


class LaunchStepShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    owner = serializers.UUIDField(allow_null=True, help_text="Id of a member, who is reminded.")
    due_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True, help_text="null: not done.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class LaunchStepBody(StrictSerializer):
    text = serializers.CharField(max_length=200)
    owner = serializers.UUIDField(allow_null=True, required=False)
    due_on = serializers.DateField(allow_null=True, required=False)


class ChangelogShape(serializers.Serializer[Any]):
    is_open = serializers.BooleanField(
        help_text="Whether anybody can read it; else its addresses answer 404."
    )
    url = serializers.URLField()
    feed = serializers.URLField(help_text="The same as Atom.")
    version = serializers.IntegerField()


class ChangelogBody(StrictSerializer):
    is_open = serializers.BooleanField()
