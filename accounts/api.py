"""API door: who I am, members, teams. Read only; they are managed on the settings pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.models import Member
from accounts.permissions import Right
from accounts.queries import teams_of
from accounts.serializers import MEMBER_FIELDS, MemberShape, MeShape, TeamShape, show_member, show_team
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest, WorkspaceAPIView

BY_NAME = (Sort("name"), Sort("id"))


class Me(WorkspaceAPIView):
    """The member that the token or session belongs to, and their workspace."""

    rights = {"get": Right.READ_ROADMAPS}
    shape = MeShape

    def get(self, request: APIRequest) -> HttpResponse:
        user, here = request.user, request.workspace
        return self.object_response(
            {
                **show_member(request.member),
                "timezone": user.timezone,
                "language": user.language,
                "scope": "write" if request.auth.may_write() else "read",
                "workspace": {
                    name: getattr(here, name) for name in ("name", "slug", "timezone", "estimate_unit")
                },
            }
        )


class Members(RowsViewSet):
    """The people of the workspace, by name; deactivated ones too, since history names them."""

    rights = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
    shape = MemberShape
    order = BY_NAME
    orders = {"name": Sort("name"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = Member.objects.filter(workspace=self.request.workspace)
        return rows.values(*MEMBER_FIELDS)

    def show(self, row: Any) -> dict[str, Any]:
        return show_member(row)


class Teams(RowsViewSet):
    """The teams of the workspace, by name."""

    rights = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
    shape = TeamShape
    order = BY_NAME
    orders = {"name": Sort("name"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return teams_of(self.request.workspace)

    def show(self, row: Any) -> dict[str, Any]:
        return show_team(row)
