"""What a product adds to its items: custom fields, templates, the rules of its definition of ready."""

from typing import Any

from rest_framework import serializers

from backlog.models import CustomField, ReadyRule
from backlog.serializers.fields import KindField
from core.api.serializers import StrictSerializer

MOST_CHOICES = 50


class CustomFieldShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    key = serializers.CharField(help_text="Its name in `custom`, in the query language and in formulas.")
    name = serializers.CharField()
    form = serializers.ChoiceField(choices=CustomField.Form.choices)
    choices = serializers.ListField(child=serializers.CharField(), help_text="Of a choice.")
    formula = serializers.CharField(
        allow_blank=True, help_text="Of a formula: over number fields and estimate."
    )
    position = serializers.IntegerField()
    archived_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class CustomFieldBody(StrictSerializer):
    name = serializers.CharField(max_length=60)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=MOST_CHOICES, required=False
    )
    formula = serializers.CharField(max_length=1000, required=False)


class NewCustomFieldBody(CustomFieldBody):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    form = serializers.ChoiceField(choices=CustomField.Form.choices, help_text="It stays for good.")
    key = serializers.RegexField(
        r"^[a-z][a-z0-9_]*$",
        max_length=30,
        required=False,
        help_text="Made of the name without it; it stays for good.",
    )


class ChangedCustomFieldBody(CustomFieldBody):
    archived = serializers.BooleanField(
        required=False, help_text="true: shown nowhere; items keep their values."
    )
    position = serializers.IntegerField(
        min_value=0, max_value=1000, required=False, help_text="Its place, from 0."
    )


class TemplateShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    kind = KindField()
    description = serializers.CharField(allow_blank=True, help_text="Markdown.")
    acceptance_criteria = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class TemplateBody(StrictSerializer):
    description = serializers.CharField(
        max_length=100_000, allow_blank=True, required=False, trim_whitespace=False, help_text="Markdown."
    )
    acceptance_criteria = serializers.ListField(
        child=serializers.CharField(max_length=500),
        max_length=50,
        required=False,
        help_text="All of them, in order.",
    )


class NewTemplateBody(TemplateBody):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    kind = KindField()


class ReadyRuleShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    product = serializers.CharField(help_text="The product's key.")
    demands = serializers.ChoiceField(choices=ReadyRule.Demand.choices)
    field = serializers.CharField(
        allow_null=True, help_text="The key of the custom field that is to be filled in."
    )
    text = serializers.CharField(allow_blank=True, help_text="Of a question.")
    position = serializers.IntegerField()
    version = serializers.IntegerField()


class ReadyRuleBody(StrictSerializer):
    text = serializers.CharField(max_length=200, required=False, help_text="Of a question.")
    position = serializers.IntegerField(
        min_value=0, max_value=1000, required=False, help_text="Its place, from 0."
    )


class NewReadyRuleBody(StrictSerializer):
    product = serializers.CharField(max_length=10, help_text="The product's key.")
    demands = serializers.ChoiceField(choices=ReadyRule.Demand.choices)
    field = serializers.CharField(
        max_length=30, required=False, help_text="Key of a custom field, where one is demanded."
    )
    text = serializers.CharField(
        max_length=200, required=False, help_text="The question, where one is asked."
    )
