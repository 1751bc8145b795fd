"""Scoring models and criteria."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from backlog.formula.presets import PRESETS
from backlog.formula.scales import Scale
from backlog.queries.what_if import MOST
from backlog.serializers.fields import KindField
from backlog.services.rating_criteria import LONGEST_MEANING, MOST_STEPS
from core.api.serializers import StrictSerializer


class WeightShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The criterion's name in formulas.")
    name = serializers.CharField()
    weight = serializers.FloatField()


class ScoringModelShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    name = serializers.CharField()
    preset = serializers.CharField(allow_blank=True)
    formula = serializers.CharField()
    kinds = serializers.ListField(child=KindField(), help_text="What it scores; none: every kind.")
    is_active = serializers.BooleanField()
    is_tried = serializers.BooleanField(help_text="It is computed beside the active one, to compare them.")
    revision = serializers.IntegerField(help_text="Goes up when scores may change by it.")
    criteria = WeightShape(many=True)
    version = serializers.IntegerField()


class WeightsField(serializers.DictField):
    def __init__(self, **kwargs: Any) -> None:
        weight = serializers.DecimalField(max_digits=9, decimal_places=3, coerce_to_string=False)
        super().__init__(child=weight, help_text="By criterion key.", **kwargs)


class FormulaBody(StrictSerializer):
    name = serializers.CharField(max_length=60, required=False)
    formula = serializers.CharField(max_length=2000, required=False)
    kinds = serializers.ListField(child=KindField(), max_length=7, required=False)
    weights = WeightsField(required=False)


class NewScoringModelBody(FormulaBody):
    """One of PRESETS, or a name and a formula of one's own."""

    described = {
        "oneOf": [
            {"required": ["preset"], "maxProperties": 2},
            {"required": ["name", "formula"], "not": {"required": ["preset"]}},
        ]
    }

    product = serializers.CharField(max_length=10, help_text="The product's key.")
    preset = serializers.ChoiceField(
        choices=list(PRESETS), required=False, help_text="It is active then; send nothing else of the model."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        own = attrs.keys() - {"product", "preset"}
        if ("preset" in attrs) == bool(own) or (own and not own >= {"name", "formula"}):
            said = _("Send preset alone, or name and formula (kinds and weights too), beside the product.")
            raise serializers.ValidationError(said)
        return attrs


class ScoringModelBody(FormulaBody):
    is_active = serializers.BooleanField(required=False, help_text="true: show this model's scores.")
    is_tried = serializers.BooleanField(
        required=False, help_text="true: compute it beside the active one, in place of what was; false: stop."
    )


class WhatIfBody(StrictSerializer):
    formula = serializers.CharField(max_length=2000, required=False)
    weights = WeightsField(required=False)
    limit = serializers.IntegerField(
        min_value=1, max_value=MOST, default=50, help_text="So many items, the first of the new order."
    )


class ShiftShape(serializers.Serializer[Any]):
    item = serializers.CharField(help_text="The item's key.")
    title = serializers.CharField()
    before = serializers.FloatField(allow_null=True, help_text="Its score now.")
    after = serializers.FloatField(allow_null=True, help_text="What it would be.")
    reason = serializers.CharField(allow_blank=True, help_text="In words why there would be none.")
    place_before = serializers.IntegerField(allow_null=True, help_text="1 is the best; null without a score.")
    place_after = serializers.IntegerField(allow_null=True)


class WhatIfShape(serializers.Serializer[Any]):
    moved = serializers.IntegerField(help_text="Items that would have another place.")
    gained = serializers.IntegerField(help_text="Items that would have a score, and have none.")
    lost = serializers.IntegerField(help_text="Items that would have none any more.")
    of = serializers.IntegerField(help_text="Open items that the model is for.")
    items = ShiftShape(many=True)


class CheckFormulaBody(StrictSerializer):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    formula = serializers.CharField(max_length=2000)


class CheckedFormulaShape(serializers.Serializer[Any]):
    ok = serializers.BooleanField(help_text="true; what is wrong is 422.")
    names = serializers.ListField(child=serializers.CharField(), help_text="Those that it uses.")


class StepShape(serializers.Serializer[Any]):
    value = serializers.FloatField()
    meaning = serializers.CharField(allow_blank=True)


class CriterionShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    key = serializers.CharField(help_text="Its name in formulas.")
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    scale = serializers.CharField()
    steps = StepShape(many=True, help_text="The only values there are; none: any in the range.")
    version = serializers.IntegerField()


class NumberField(serializers.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=6, coerce_to_string=False, **kwargs)


class ScaleStepBody(StrictSerializer):
    value = NumberField()
    meaning = serializers.CharField(max_length=LONGEST_MEANING, allow_blank=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Whole in a PATCH too, where REST framework asks for no field of what is nested."""
        if "value" not in attrs:
            raise serializers.ValidationError({"value": _("This field is required.")})
        return {"meaning": "", **attrs}


class CriterionBody(StrictSerializer):
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=500, allow_blank=True, required=False)
    unit = serializers.CharField(max_length=40, allow_blank=True, required=False)
    scale = serializers.ChoiceField(choices=[scale.value for scale in Scale], required=False)
    minimum = NumberField(allow_null=True, required=False)
    maximum = NumberField(allow_null=True, required=False)
    steps = ScaleStepBody(  # type: ignore[call-arg]  # of the list that `many` makes
        many=True,
        max_length=MOST_STEPS,
        required=False,
        help_text="Their least and most are the range. None: the scale makes its own, or allows all in the range.",
    )


class NewCriterionBody(CriterionBody):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    key = serializers.CharField(
        max_length=40,
        required=False,
        help_text="Its name in formulas, for good; made of the name without it.",
    )
