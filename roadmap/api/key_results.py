"""Key results of objectives, and check-ins."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.queries.references import uuid_or_none
from core.api.errors import ParameterError
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.models import CheckIn, KeyResult, Objective
from roadmap.objective_serializers import (
    CheckInBody,
    CheckInShape,
    KeyResultBody,
    KeyResultShape,
    NewKeyResultBody,
)
from roadmap.services import check_ins as checking
from roadmap.services import key_results as services

OWN = (
    "id", "name", "start", "target", "current", "unit", "progress", "due_on", "created_at", "updated_at", "version",
)  # fmt: skip
WRITE = ("create", "partial_update", "destroy")


class KeyResults(RowsViewSet):
    """What objectives are measured by, in the order they were made."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_ROADMAPS),
        **dict.fromkeys(WRITE, Right.MANAGE_PLANS),
    }
    bodies = {"create": NewKeyResultBody, "partial_update": KeyResultBody}
    shape = KeyResultShape
    shapes = {"destroy": None}
    parameters = {"list": [OpenApiParameter("objective", UUID, description="Id of an objective.")]}
    versioned = ("partial_update", "destroy")
    orders = {"id": Sort("id"), "due_on": Sort("due_on", nullable=True)}

    def rows(self) -> "QuerySet[Any, Any]":
        return living(self.request.workspace.pk).select_related("owner")

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        text = self.request.query_params.get("objective")
        if not text:
            return rows
        pk = uuid_or_none(text)
        here = Objective.objects.filter(workspace=self.request.workspace)
        if pk is None or not here.filter(pk=pk).exists():
            raise ParameterError("objective", _("There is no objective “%(id)s”.") % {"id": text})
        return rows.filter(objective=pk)

    def show(self, row: Any) -> dict[str, Any]:
        return shown(row)

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        objective = Objective.objects.filter(workspace=request.workspace, pk=body.pop("objective")).first()
        if objective is None:
            raise ValidationError({"objective": _("There is no such objective.")})
        made = services.create_key_result(objective, by=request.actor, **body)
        return self.made(made, "key-results-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        row, version = self.one(self.rows(), pk), expected_version(request)
        services.update_key_result(row, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(row)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Remove a key result with its check-ins."""
        row, version = self.one(self.rows(), pk), expected_version(request)
        services.delete_key_result(row, by=request.actor, expected_version=version)
        return self.no_content()


class CheckIns(RowsViewSet):
    """What was seen of one key result, the newest first."""

    rights = dict.fromkeys(("list", "add", "destroy"), Right.READ_ROADMAPS)  # the rest the service says
    bodies = {"add": CheckInBody}
    shape = CheckInShape
    shapes = {"add": KeyResultShape, "destroy": None}
    versioned = ("add", "destroy")
    order = (Sort("at", descending=True), Sort("id", descending=True))

    def rows(self) -> "QuerySet[Any, Any]":
        rows = CheckIn.objects.filter(workspace=self.request.workspace, key_result=self._key_result())
        return rows.select_related("author")

    def show(self, row: Any) -> dict[str, Any]:
        shown = {name: getattr(row, name) for name in ("id", "value", "confidence", "comment", "at")}
        return {**shown, "author": {"id": row.author_id, "name": row.author.name} if row.author else None}

    def present(self, obj: Model) -> dict[str, Any]:
        """The key result, as the answer of what changes it. One statement."""
        return shown(living(self.request.workspace.pk).select_related("owner").get(pk=obj.pk))

    def list(self, request: APIRequest, result_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)

    def add(self, request: APIRequest, result_pk: UUID) -> HttpResponse:
        """Say where it stands now: for product managers and above, and for its owner. Answers the key result."""
        row, version = self._key_result(), expected_version(request)
        checking.check_in(row, by=request.actor, expected_version=version, **self.body())
        return self.object_response(self.present(row))

    def destroy(self, request: APIRequest, result_pk: UUID, pk: UUID) -> HttpResponse:
        """Take a check-in back: for product managers and above, and for who made it. `If-Match`: the key result's version."""
        version = expected_version(request)
        made = self.rows().filter(pk=pk).select_related("key_result").first()
        if made is None:
            raise Http404
        checking.remove_check_in(made, by=request.actor, expected_version=version)
        return self.no_content()

    def _key_result(self) -> KeyResult:
        return self.one(living(self.request.workspace.pk), self.kwargs["result_pk"])


def living(workspace_id: UUID) -> "QuerySet[KeyResult]":
    """The workspace's key results of objectives that are there."""
    return KeyResult.objects.filter(workspace=workspace_id, objective__deleted_at=None)


def shown(row: Any) -> dict[str, Any]:
    """A key result as the API shows it."""
    return {
        **{name: getattr(row, name) for name in OWN},
        "objective": row.objective_id,
        "owner": {"id": row.owner_id, "name": row.owner.name} if row.owner else None,
    }
