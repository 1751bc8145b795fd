"""A small API of its own that shows the machinery: teams that can be made, changed and listed in many orders."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from accounts.models import Team
from accounts.permissions import Right
from accounts.services import create_team, update_team
from core.api.etag import expected_version
from core.api.json import json_response
from core.api.pagination import Sort, ordering_of, paginate
from core.api.serializers import StrictSerializer
from core.api.views import APIRequest, NothingHere, WorkspaceAPIView, WorkspaceViewSet
from core.errors import Conflict, OutOfDate

FIELDS = ("id", "name", "capacity", "version")
ORDERS = {"name": Sort("name"), "capacity": Sort("capacity", nullable=True), "version": Sort("version")}


class PartBody(StrictSerializer):
    word = serializers.CharField(max_length=5)


class TeamBody(StrictSerializer):
    name = serializers.CharField(max_length=80)
    capacity = serializers.DecimalField(max_digits=7, decimal_places=1, allow_null=True, required=False)
    parts = PartBody(many=True, required=False)


class Teams(WorkspaceViewSet):
    rights = {
        "list": Right.READ_BACKLOG,
        "retrieve": Right.READ_BACKLOG,
        "create": Right.MANAGE_TEAMS,
        "partial_update": Right.MANAGE_TEAMS,
    }
    bodies = {"create": TeamBody, "partial_update": TeamBody}
    versioned = ("partial_update",)
    lookup_value_converter = "uuid"
    parameters = {"list": [OpenApiParameter("ordering", str), OpenApiParameter("name", str)]}

    def list(self, request: APIRequest) -> HttpResponse:
        rows = Team.objects.filter(workspace=request.workspace).values(*FIELDS)
        if "name" in request.query_params:
            rows = rows.filter(name=request.query_params["name"])
        order = ordering_of(request, ORDERS, default=[Sort("name")])
        return self.list_response(paginate(rows, request, ordering=order, present=dict))

    def retrieve(self, request: APIRequest, pk: UUID) -> HttpResponse:
        return self.object_response(self.present(get_object_or_404(Team, workspace=request.workspace, pk=pk)))

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        team = create_team(name=body["name"], capacity=body.get("capacity"), by=request.actor)
        if team.name == "Unlucky":
            raise Conflict("not this one")
        if team.name == "Crash":
            raise RuntimeError
        return self.object_response(self.present(team), status=201, location=f"/teams/{team.pk}/")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        team = get_object_or_404(Team, workspace=request.workspace, pk=pk)
        if expected_version(request) not in (None, team.version):
            raise OutOfDate("someone was faster", current=team)
        body = {"name": team.name, "capacity": team.capacity, **self.body()}
        return self.object_response(self.present(update_team(team, by=request.actor, **body)))

    def present(self, team: Team) -> dict[str, Any]:
        return {name: getattr(team, name) for name in FIELDS}


class Closed(WorkspaceAPIView):
    """Names no right."""

    def get(self, request: APIRequest) -> HttpResponse:
        return json_response({})


class Bare(WorkspaceAPIView):
    """Answers the tenant that the transaction carries."""

    rights = {"get": Right.READ_ROADMAPS}

    def get(self, request: APIRequest) -> HttpResponse:
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT current_setting('throughline.workspace')")
            return json_response({"tenant": cursor.fetchone()[0]})


router = SimpleRouter(use_regex_path=False)
router.register("teams", Teams, basename="teams")

urlpatterns = [
    path("api/v1/closed/", Closed.as_view()),
    path("api/v1/bare/", Bare.as_view()),
    path("api/v1/", include(router.urls)),
    path("api/v1/<path:rest>", NothingHere.as_view()),
]
