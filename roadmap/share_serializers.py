"""What the API takes and shows of share links."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import StrictSerializer
from roadmap.document import FIELDS
from roadmap.models import ShareLink
from roadmap.origins import MOST_SITES

MOST_LANES = 500
LANES = "Ids of the lanes that it shows (of what lanes come from where they are no own ones, empty for none); no id: all."
PRECISION = "How exact dates are shown at most; empty: as planned."


class ShareLinkShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    name = serializers.CharField()
    source = serializers.ChoiceField(choices=ShareLink.Source.choices)  # type: ignore[assignment]  # popped by DRF
    shown = serializers.ListField(
        child=serializers.CharField(), help_text="What the page shows beside titles."
    )
    lanes = serializers.ListField(child=serializers.CharField(allow_blank=True), help_text=LANES)
    titles = serializers.ChoiceField(choices=ShareLink.Titles.choices)
    precision = serializers.ChoiceField(
        choices=ShareLink.Grain.choices, allow_blank=True, help_text=PRECISION
    )
    has_password = serializers.BooleanField()
    embed_sites = serializers.ListField(
        child=serializers.CharField(), help_text="Sites that may show it in a frame."
    )
    has_files = serializers.BooleanField(help_text="Whether readers may save it as a file.")
    takes_comments = serializers.BooleanField(
        help_text="Whether readers may comment, once approved for all to see."
    )
    url = serializers.CharField(help_text="The secret address; whoever has it may read.")
    embed_url = serializers.CharField(help_text="The address for a frame; empty where no site may show it.")
    opened = serializers.IntegerField(help_text="How often people have opened it.")
    last_opened_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class ShareLinkBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # popped by DRF
        choices=ShareLink.Source.choices, required=False
    )
    shown = serializers.ListField(
        child=serializers.ChoiceField(choices=list(FIELDS)),
        required=False,
        max_length=len(FIELDS),
        help_text="What the page shows of an entry beside its title.",
    )
    lanes = serializers.ListField(
        child=serializers.CharField(max_length=80, allow_blank=True),
        required=False,
        max_length=MOST_LANES,
        help_text=LANES,
    )
    titles = serializers.ChoiceField(choices=ShareLink.Titles.choices, required=False)
    precision = serializers.ChoiceField(
        choices=ShareLink.Grain.choices, allow_blank=True, required=False, help_text=PRECISION
    )
    password = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        write_only=True,
        help_text="Ten characters or more, never told again; empty: none is asked any more.",
    )
    embed_sites = serializers.ListField(
        child=serializers.CharField(max_length=300),
        required=False,
        max_length=MOST_SITES,
        help_text="Sites (https://wiki.example.com) that may show it in a frame; not together with a password.",
    )
    has_files = serializers.BooleanField(required=False, help_text="Whether readers may save it as a file.")
    takes_comments = serializers.BooleanField(required=False, help_text="Whether readers may comment.")
    expires_at = serializers.DateTimeField(required=False, allow_null=True)


class NewShareLinkBody(ShareLinkBody):
    roadmap = serializers.UUIDField()
