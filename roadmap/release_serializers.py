"""What the API takes and shows of releases."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from roadmap.services.places import MOST

POINTS = "In the workspace's unit of estimates."


class ReleaseShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The key of the product whose release it is.")
    name = serializers.CharField()
    date = serializers.DateField(allow_null=True, help_text="The day it is planned for.")
    released_at = serializers.DateTimeField(allow_null=True, help_text="null: not out yet.")
    notes = serializers.CharField(help_text="What is new in it, in Markdown.")
    published_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when the notes are on the changelog."
    )
    step_count = serializers.IntegerField(help_text="Of its launch checklist.")
    steps_done = serializers.IntegerField()
    item_count = serializers.IntegerField(help_text="What is in it and was not dropped.")
    done_count = serializers.IntegerField()
    late_count = serializers.IntegerField(help_text="Open items that are due after its day.")
    points = serializers.FloatField(help_text=POINTS)
    done_points = serializers.FloatField(help_text=POINTS)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="Goes up with the release's own fields, not with its items.")


class ReleaseBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    date = serializers.DateField(allow_null=True, required=False)
    notes = serializers.CharField(max_length=20_000, allow_blank=True, required=False, trim_whitespace=False)


class ReleaseChangeBody(ReleaseBody):
    move_steps = serializers.BooleanField(
        required=False,
        help_text="With a new date: the open steps of the launch checklist go along by as many days.",
    )


class DraftShape(serializers.Serializer[Any]):
    notes = serializers.CharField(help_text="Its done items as Markdown lists, by kind.")
    version = serializers.IntegerField(help_text="The release's.")


class NewReleaseBody(ReleaseBody):
    product = serializers.CharField(max_length=10, help_text="A product's key.")


class ShippedShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    category = serializers.CharField()
    estimate = serializers.FloatField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField(help_text="It is open, and due after the release's day.")
    added_at = serializers.DateTimeField()


class ReleaseItemsBody(StrictSerializer):
    items = serializers.ListField(
        child=serializers.CharField(max_length=24), min_length=1, max_length=MOST, help_text="Keys of items."
    )
