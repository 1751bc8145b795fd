"""Files at items."""

from typing import Any

from rest_framework import serializers

from backlog.serializers.fields import NamedShape
from core.api.serializers import StrictSerializer


class AttachmentShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.CharField(help_text="The item's key.")
    name = serializers.CharField()
    media_type = serializers.CharField(help_text="What its content shows it to be.")
    size = serializers.IntegerField(help_text="Bytes.")
    content = serializers.URLField(help_text="Where the file itself is.")
    uploaded_by = NamedShape(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class AttachmentBody(StrictSerializer):
    """A form (`multipart/form-data`)."""

    item = serializers.CharField(max_length=24, help_text="The item's key.")
    file = serializers.FileField(
        allow_empty_file=True, help_text="What is too large or of another kind is 422."
    )
