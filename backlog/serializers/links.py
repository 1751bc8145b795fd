"""Links between items."""

from typing import Any

from rest_framework import serializers

from backlog.models import ItemLink
from backlog.serializers.fields import NamedShape
from core.api.serializers import StrictSerializer

LINKS = [(kind.value, str(kind.value)) for kind in ItemLink.Kind]


class LinkKindField(serializers.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=LINKS, **kwargs)


class DependencyShape(serializers.Serializer[Any]):
    """“`source` blocks, relates to or duplicates `target`”."""

    id = serializers.UUIDField()
    kind = LinkKindField()
    source = serializers.CharField(help_text="Key of an item.")  # type: ignore[assignment]  # hides Field.source
    target = serializers.CharField(help_text="Key of an item.")
    created_by = NamedShape(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class DependencyBody(StrictSerializer):
    kind = LinkKindField(required=False, help_text="`blocks` without it.")
    source = serializers.CharField(max_length=24, help_text="Key of an item.")  # type: ignore[assignment]
    target = serializers.CharField(max_length=24, help_text="Key of an item.")
