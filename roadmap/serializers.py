"""What the API takes and shows of roadmaps."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any, ClassVar

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from core.periods import Precision
from roadmap.looks import COLOURS
from roadmap.models import LONGEST_QUERY, Entry, LaneSource, ReadersSee, Roadmap

PRECISIONS = [precision.value for precision in Precision]
NEIGHBOUR = "Id of the one to stand directly {} in the order."


class HorizonShape(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()


class LookShape(serializers.Serializer[Any]):
    """How bars look to who has not chosen otherwise."""

    colour = serializers.ChoiceField(choices=list(COLOURS), required=False, help_text="Without it by status.")
    fields = serializers.DictField(  # type: ignore[assignment]  # popped by DRF
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="By view (timeline, horizons, list) what it shows beside titles; `none` alone for nothing.",
    )


class RoadmapShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    purpose = serializers.CharField(allow_blank=True)
    visibility = serializers.ChoiceField(choices=Roadmap.Visibility.choices)
    readers_see = serializers.ChoiceField(
        choices=ReadersSee.choices, help_text="What members see who do not read the backlog."
    )
    lanes_from = serializers.ChoiceField(
        choices=LaneSource.choices,
        allow_blank=True,
        help_text="The field that lanes come from; empty: its own.",
    )
    grouped_by = serializers.ChoiceField(
        choices=LaneSource.choices, allow_blank=True, help_text="The field that groups lanes; empty: nothing."
    )
    query = serializers.CharField(
        allow_blank=True,
        help_text="Items that it fits join and leave by themselves; empty: by hand alone, and for who may not read the backlog.",
    )
    joined_lane = serializers.UUIDField(allow_null=True, help_text="The lane that they join.")
    horizons = HorizonShape(many=True, help_text="None for who sees editions only: these have their own.")
    look = LookShape()
    owner = serializers.UUIDField(help_text="A member.")
    entry_count = serializers.IntegerField()
    published_at = serializers.DateTimeField(
        allow_null=True, help_text="Of the last edition that a person published."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class HorizonBody(StrictSerializer):
    id = serializers.CharField(max_length=5, required=False, help_text="Without it a new one.")
    name = serializers.CharField(max_length=40)


class LookBody(StrictSerializer):
    colour = serializers.ChoiceField(choices=list(COLOURS), required=False)
    fields = serializers.DictField(  # type: ignore[assignment]  # popped by DRF
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class RoadmapBody(StrictSerializer):
    name = serializers.CharField(max_length=120)
    purpose = serializers.CharField(max_length=500, allow_blank=True, required=False)
    visibility = serializers.ChoiceField(choices=Roadmap.Visibility.choices, required=False)
    readers_see = serializers.ChoiceField(choices=ReadersSee.choices, required=False)
    lanes_from = serializers.ChoiceField(choices=LaneSource.choices, allow_blank=True, required=False)
    grouped_by = serializers.ChoiceField(choices=LaneSource.choices, allow_blank=True, required=False)
    query = serializers.CharField(
        max_length=LONGEST_QUERY,
        allow_blank=True,
        required=False,
        help_text="In the query language, without `me` and `sort:`.",
    )
    joined_lane = serializers.UUIDField(allow_null=True, required=False)
    horizons = HorizonBody(
        many=True, required=False, help_text="All of them, from left to right; none: now, next, later."
    )
    look = LookBody(required=False)


class LaneShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    name = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class LaneBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    note = serializers.CharField(max_length=200, allow_blank=True, required=False)


class NewLaneBody(LaneBody):
    roadmap = serializers.UUIDField()


class MilestoneShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    name = serializers.CharField()
    on = serializers.DateField()
    version = serializers.IntegerField()


class MilestoneBody(StrictSerializer):
    name = serializers.CharField(max_length=80, required=False)
    on = serializers.DateField(required=False)


class NewMilestoneBody(StrictSerializer):
    roadmap = serializers.UUIDField()
    name = serializers.CharField(max_length=80)
    on = serializers.DateField()


class PlaceBody(StrictSerializer):
    """Exactly one of `before`, `after` and `to`."""

    described: ClassVar[Mapping[str, Any]] = {"minProperties": 1, "maxProperties": 1}

    before = serializers.UUIDField(required=False, help_text=NEIGHBOUR.format("before"))
    after = serializers.UUIDField(required=False, help_text=NEIGHBOUR.format("after"))
    to = serializers.ChoiceField(choices=["top", "bottom"], required=False)


class EntryShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField(
        help_text="The item's own title; for who may not read the backlog, what readers see."
    )
    public_title = serializers.CharField(
        allow_blank=True, help_text="What readers see instead; empty: the item's."
    )
    public_note = serializers.CharField(allow_blank=True)
    lane = serializers.UUIDField(allow_null=True)
    horizon = serializers.CharField(help_text="Id of one of the roadmap's horizons.")
    confidence = serializers.ChoiceField(
        choices=Entry.Confidence.choices,
        allow_blank=True,
        help_text="How sure the dates are; empty: not said.",
    )
    start_on = serializers.DateField(allow_null=True)
    start_precision = serializers.ChoiceField(choices=PRECISIONS)
    due_on = serializers.DateField(allow_null=True)
    due_precision = serializers.ChoiceField(choices=PRECISIONS)
    status = serializers.CharField()
    category = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class EntryBody(StrictSerializer):
    """Dates are the item's: they change it, under the item's rights."""

    public_title = serializers.CharField(max_length=300, allow_blank=True, required=False)
    public_note = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    confidence = serializers.ChoiceField(choices=Entry.Confidence.choices, allow_blank=True, required=False)
    lane = serializers.UUIDField(allow_null=True, required=False)
    horizon = serializers.CharField(
        max_length=5,
        required=False,
        help_text="Id of one of the roadmap's horizons: now, next, later or its own.",
    )
    start_on = serializers.DateField(allow_null=True, required=False)
    start_precision = serializers.ChoiceField(choices=PRECISIONS, required=False)
    due_on = serializers.DateField(allow_null=True, required=False)
    due_precision = serializers.ChoiceField(choices=PRECISIONS, required=False)


class NewEntryBody(StrictSerializer):
    roadmap = serializers.UUIDField()
    item = serializers.CharField(max_length=24, help_text="The item's key: WEB-12.")
    lane = serializers.UUIDField(allow_null=True, required=False)
    horizon = serializers.CharField(
        max_length=5,
        required=False,
        help_text="Id of one of the roadmap's horizons: now, next, later or its own.",
    )
    public_title = serializers.CharField(max_length=300, allow_blank=True, required=False)
    public_note = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    confidence = serializers.ChoiceField(choices=Entry.Confidence.choices, allow_blank=True, required=False)


class EntryMoveBody(PlaceBody):
    """A place in the order (at most one of `before`, `after`, `to`), another lane, another horizon."""

    described = {
        "not": {"anyOf": [{"required": list(two)} for two in combinations(("before", "after", "to"), 2)]}
    }

    lane = serializers.UUIDField(allow_null=True, required=False)
    horizon = serializers.CharField(
        max_length=5,
        required=False,
        help_text="Id of one of the roadmap's horizons: now, next, later or its own.",
    )


class ShiftBody(StrictSerializer):
    dry_run = serializers.BooleanField(
        required=False, help_text="True: nothing is moved, the answer says what would be."
    )


class ShiftedItemShape(serializers.Serializer[Any]):
    """An item that was moved, with its dates before."""

    item = serializers.CharField(help_text="The item's key.")
    days = serializers.IntegerField(help_text="By how much later.")
    start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    from_start_on = serializers.DateField(allow_null=True)
    from_due_on = serializers.DateField(allow_null=True)


class ShiftedShapes(serializers.Serializer[Any]):
    shifted = ShiftedItemShape(many=True)


class EditionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    number = serializers.IntegerField()
    schema = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    is_automatic = serializers.BooleanField()
    published_by = serializers.UUIDField(allow_null=True)
    published_at = serializers.DateTimeField()
    document = serializers.DictField(required=False, help_text="What was published; not in lists.")
    version = serializers.IntegerField(help_text="Always 1: an edition never changes.")


class EditionBody(StrictSerializer):
    roadmap = serializers.UUIDField()
    note = serializers.CharField(max_length=500, allow_blank=True, required=False)
