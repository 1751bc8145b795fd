"""What the API takes and shows of a product's page."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from roadmap.models.about import MOST_WORDS

MARKDOWN = "Markdown."


class ProductPageShape(serializers.Serializer[Any]):
    product = serializers.CharField(help_text="The product's key.")
    vision = serializers.CharField(help_text="The product's own.")
    users = serializers.CharField(help_text="Whom it is for. Markdown.")
    problem = serializers.CharField(help_text=MARKDOWN)
    wedge = serializers.CharField(help_text="The first narrow market. Markdown.")
    expansion = serializers.CharField(help_text="How it goes on from there. Markdown.")
    version = serializers.IntegerField(help_text="Goes up with each change of the page and of the product.")


def words(most: int = MOST_WORDS) -> serializers.CharField:
    """A text of the page."""
    return serializers.CharField(max_length=most, allow_blank=True, required=False)


class ProductPageBody(StrictSerializer):
    vision = words(2000)
    users = words()
    problem = words()
    wedge = words()
    expansion = words()


class PrincipleShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    text = serializers.CharField(help_text=MARKDOWN)
    position = serializers.IntegerField(help_text="Its place among the product's.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class PrincipleBody(StrictSerializer):
    name = serializers.CharField(max_length=160)
    text = words(2000)


class MovePrincipleBody(StrictSerializer):
    to = serializers.IntegerField(min_value=0, max_value=1000, help_text="Its new place; 0 is the first.")
