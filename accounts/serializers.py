"""How people and teams are shown by the API."""

from typing import Any

from rest_framework import serializers

from accounts.models import Member, Team
from accounts.permissions import Role


class MemberShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField(allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices)
    job_title = serializers.CharField(allow_blank=True)
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


class TeamShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    capacity = serializers.FloatField(allow_null=True)
    members = serializers.ListField(child=serializers.UUIDField())
    version = serializers.IntegerField()


class WorkspaceShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    slug = serializers.CharField()
    timezone = serializers.CharField()
    estimate_unit = serializers.CharField()


class MeShape(MemberShape):
    timezone = serializers.CharField()
    language = serializers.CharField()
    scope = serializers.ChoiceField(choices=["read", "write"])
    workspace = WorkspaceShape()


MEMBER_FIELDS = ("id", "name", "email", "role", "job_title", "deactivated_at", "version")


def show_member(member: Member | dict[str, Any]) -> dict[str, Any]:
    """A member (an object, or a row with MEMBER_FIELDS) as plain values."""
    row = member if isinstance(member, dict) else {name: getattr(member, name) for name in MEMBER_FIELDS}
    shown = {name: row[name] for name in MEMBER_FIELDS if name != "deactivated_at"}
    return {**shown, "is_active": row["deactivated_at"] is None}


def show_team(team: Team) -> dict[str, Any]:
    """A team, with its members prefetched, as plain values."""
    return {
        "id": team.pk,
        "name": team.name,
        "capacity": team.capacity,
        "members": [member.pk for member in team.members.all()],
        "version": team.version,
    }
