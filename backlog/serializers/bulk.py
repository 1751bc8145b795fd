"""Many items in one call."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from backlog.serializers.items import MOST_LABELS, ItemBody, MovedShape
from backlog.services.bulk import MOST
from core.api.serializers import StrictSerializer


class BulkItemBody(ItemBody):
    """One of the items: what is sent changes, the rest stays; or `delete`."""

    key = serializers.CharField(max_length=24, help_text="WEB-123")
    version = serializers.IntegerField(
        required=False, help_text="Must be the item's, as `If-Match` says it for one."
    )
    delete = serializers.BooleanField(required=False, help_text="Hide it; nothing else may be sent with it.")
    add_labels = serializers.ListField(
        child=serializers.CharField(max_length=50), max_length=MOST_LABELS, required=False, help_text="Names."
    )
    remove_labels = serializers.ListField(
        child=serializers.CharField(max_length=50), max_length=MOST_LABELS, required=False, help_text="Names."
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields.pop("acceptance_criteria")
        fields["title"].required = False
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("delete") and attrs.keys() - {"key", "delete", "version"}:
            raise serializers.ValidationError(_("An item that is deleted cannot be changed as well."))
        return attrs


class BulkBody(StrictSerializer):
    items = BulkItemBody(many=True, allow_empty=False, max_length=MOST)  # type: ignore[call-arg]  # of the list that `many` makes
    to = serializers.ChoiceField(
        choices=["top", "bottom"],
        required=False,
        help_text="Rank them together at an end of their product's backlog, in the order sent.",
    )
    dry_run = serializers.BooleanField(
        required=False, help_text="Only say what would change and what would be refused; ranks are left out."
    )


class BulkItemShape(MovedShape):
    """The rest comes with `dry_run`: then nothing was changed."""

    changes = serializers.DictField(
        required=False,
        help_text="What stands in a field and what would, as an event says it: rows by their ids.",
    )
    names = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="What these rows are called, by their ids."
    )
    delete = serializers.BooleanField(required=False, help_text="It would be hidden.")
    refused = serializers.CharField(
        required=False,
        allow_null=True,
        help_text="Why it cannot be done, else null. One that is refused stops all.",
    )


class BulkShape(serializers.Serializer[Any]):
    items = BulkItemShape(many=True, help_text="Those that are still there, in the order sent.")
