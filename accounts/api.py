"""API door: who I am, members, teams. Read only; they are managed on the settings pages."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.models import Member
from accounts.permissions import Right
from accounts.queries import teams_of
from accounts.serializers import MEMBER_FIELDS, MemberShape, MeShape, TeamShape, show_member, show_team
from core.api.pagination import Sort, paginate
from core.api.views import APIRequest, WorkspaceAPIView, WorkspaceViewSet

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


class Members(WorkspaceViewSet):
    """The people of the workspace, by name; deactivated ones too, since history names them."""

    rights = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
    shape = MemberShape
    lookup_value_converter = "uuid"

    def list(self, request: APIRequest) -> HttpResponse:
        rows = Member.objects.filter(workspace=request.workspace).values(*MEMBER_FIELDS)
        return self.list_response(paginate(rows, request, ordering=BY_NAME, present=show_member))

    def retrieve(self, request: APIRequest, pk: UUID) -> HttpResponse:
        return self.object_response(
            show_member(get_object_or_404(Member, workspace=request.workspace, pk=pk))
        )


class Teams(WorkspaceViewSet):
    """The teams of the workspace, by name."""

    rights = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
    shape = TeamShape
    lookup_value_converter = "uuid"

    def list(self, request: APIRequest) -> HttpResponse:
        page = paginate(teams_of(request.workspace).all(), request, ordering=BY_NAME, present=show_team)
        return self.list_response(page)

    def retrieve(self, request: APIRequest, pk: UUID) -> HttpResponse:
        return self.object_response(show_team(get_object_or_404(teams_of(request.workspace), pk=pk)))
