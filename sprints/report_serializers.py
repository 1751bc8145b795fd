"""Reports as the API shows them. Amounts are in the workspace's unit of estimates, or items where `by` says so."""

from typing import Any

from rest_framework import serializers

from sprints.reporting.wording import CHANGES, ENDINGS


class SprintDayShape(serializers.Serializer[Any]):
    on = serializers.DateField(
        allow_null=True, help_text="A day in the workspace's zone; null: the moment of the start."
    )
    scope = serializers.FloatField(allow_null=True, help_text="null: the day is still to come.")
    done = serializers.FloatField(allow_null=True)
    remaining = serializers.FloatField(allow_null=True)
    even_pace = serializers.FloatField(allow_null=True, help_text="null: after the planned end.")


class ScopeChangeShape(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    item = serializers.CharField(help_text="The item's key.")
    change = serializers.ChoiceField(choices=[*CHANGES, "estimated"])
    before = serializers.FloatField()
    after = serializers.FloatField()


class EndingShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    outcome = serializers.ChoiceField(choices=list(ENDINGS))
    committed = serializers.BooleanField(help_text="It was in scope when the sprint started.")
    weight = serializers.FloatField(help_text="At the end, or now.")


class ReportShape(serializers.Serializer[Any]):
    sprint = serializers.UUIDField()
    by = serializers.ChoiceField(choices=["estimate", "items"])
    began_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(
        help_text="When it was closed; while it runs, the moment of the report."
    )
    committed = serializers.FloatField()
    added = serializers.FloatField()
    removed = serializers.FloatField()
    scope = serializers.FloatField()
    done = serializers.FloatField()
    remaining = serializers.FloatField()
    unestimated = serializers.IntegerField(help_text="Items in scope without an estimate.")
    days = SprintDayShape(many=True)
    changes = ScopeChangeShape(many=True)
    items = EndingShape(many=True)


class SprintSumsShape(serializers.Serializer[Any]):
    sprint = serializers.UUIDField()
    name = serializers.CharField()
    planned = serializers.FloatField()
    scope = serializers.FloatField(help_text="At its end.")
    done = serializers.FloatField()


class VelocityShape(serializers.Serializer[Any]):
    by = serializers.ChoiceField(choices=["estimate", "items"])
    mean = serializers.FloatField(
        allow_null=True, help_text="Of what the last three closed sprints finished."
    )
    sprints = SprintSumsShape(many=True, help_text="Closed ones, oldest first, twelve at most.")


class FlowDayShape(serializers.Serializer[Any]):
    on = serializers.DateField()
    done = serializers.IntegerField()
    active = serializers.IntegerField()
    ready = serializers.IntegerField()
    backlog = serializers.IntegerField()


class FlowShape(serializers.Serializer[Any]):
    days = FlowDayShape(many=True)


class PercentileShape(serializers.Serializer[Any]):
    percent = serializers.IntegerField()
    days = serializers.IntegerField()


class FinishedShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    began_on = serializers.DateField()
    done_on = serializers.DateField()
    days = serializers.IntegerField(help_text="Both days counted.")


class CycleTimesShape(serializers.Serializer[Any]):
    percentiles = PercentileShape(many=True)
    never_begun = serializers.IntegerField(help_text="Finished items that were never in work.")
    more = serializers.BooleanField(help_text="There are more than the last 1,000 shown.")
    items = FinishedShape(many=True)


class WeekShape(serializers.Serializer[Any]):
    begins = serializers.DateField()
    finished = serializers.IntegerField()


class DateShape(serializers.Serializer[Any]):
    percent = serializers.IntegerField()
    date = serializers.DateField(allow_null=True, help_text="null: more than three years ahead.")


class ForecastShape(serializers.Serializer[Any]):
    items = serializers.IntegerField(help_text="Open items that the query finds.")
    refused = serializers.ChoiceField(
        choices=["short", "idle"],
        allow_null=True,
        help_text="Why there are no dates: fewer than 4 weeks of history, or nothing finished in them.",
    )
    dates = DateShape(many=True)
    history = WeekShape(many=True, help_text="The whole weeks it stands on, oldest first.")
