"""Launch checklists of releases, and the changelog."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from accounts.permissions import Right
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.launch_serializers import ChangelogBody, ChangelogShape, LaunchStepBody, LaunchStepShape
from roadmap.models import Changelog, LaunchStep, Release
from roadmap.services import launch_steps as services
from roadmap.services.changelog import set_changelog
from roadmap.services.launch_templates import keep_as_template

OWN = ("id", "text", "due_on", "done_at", "created_at", "updated_at", "version")
NOT_READING = ("create", "partial_update", "destroy", "begin", "keep")


class LaunchSteps(RowsViewSet):
    """The launch checklist of one release, by the steps' days; a step's owner may tick it too."""

    rights = {
        **dict.fromkeys(("list", "retrieve", "tick", "untick"), Right.READ_ROADMAPS),
        **dict.fromkeys(NOT_READING, Right.MANAGE_PLANS),
    }
    bodies = {"create": LaunchStepBody, "partial_update": LaunchStepBody}
    shape = LaunchStepShape
    shapes = {"destroy": None, "begin": None, "keep": None}
    versioned = ("partial_update", "destroy", "tick", "untick")
    order = (Sort("due_on", nullable=True), Sort("id"))
    orders = {"due_on": Sort("due_on", nullable=True), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return LaunchStep.objects.filter(workspace=self.request.workspace, release=self._release())

    def show(self, row: Any) -> dict[str, Any]:
        return {**{name: getattr(row, name) for name in OWN}, "owner": row.owner_id}

    def list(self, request: APIRequest, release_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)

    def retrieve(self, request: APIRequest, pk: UUID, release_pk: UUID | None = None) -> HttpResponse:
        return super().retrieve(request, pk)

    def create(self, request: APIRequest, release_pk: UUID) -> HttpResponse:
        """One more step."""
        step = services.add_step(self._release(), by=request.actor, **self.body())
        return self.made(step, "launch-step", release_pk=release_pk, pk=step.pk)

    def partial_update(self, request: APIRequest, pk: UUID, release_pk: UUID) -> HttpResponse:
        step, version = self.one(self.rows(), pk), expected_version(request)
        services.update_step(step, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(step)

    def destroy(self, request: APIRequest, pk: UUID, release_pk: UUID) -> HttpResponse:
        step = self.one(self.rows(), pk)
        services.remove_step(step, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def tick(self, request: APIRequest, pk: UUID, release_pk: UUID) -> HttpResponse:
        """Say that it is done. Twice is once."""
        return self._ticked(request, pk, is_done=True)

    def untick(self, request: APIRequest, pk: UUID, release_pk: UUID) -> HttpResponse:
        """Say that it is not done after all. Twice is once."""
        return self._ticked(request, pk, is_done=False)

    def begin(self, request: APIRequest, release_pk: UUID) -> HttpResponse:
        """Put in what the product's template has and this list has not."""
        services.begin_checklist(self._release(), by=request.actor)
        return self.no_content()

    def keep(self, request: APIRequest, release_pk: UUID) -> HttpResponse:
        """Have the product's next releases begin with these steps."""
        keep_as_template(self._release(), by=request.actor)
        return self.no_content()

    def _ticked(self, request: APIRequest, pk: UUID, *, is_done: bool) -> HttpResponse:
        step, version = self.one(self.rows(), pk), expected_version(request)
        return self.changed(
            services.tick_step(step, by=request.actor, is_done=is_done, expected_version=version)
        )

    def _release(self) -> Release:
        return self.one(Release.objects.select_related("product"), self.kwargs["release_pk"])


class PublicChangelog(RowsViewSet):
    """Whether anybody can read what is published, and where."""

    rights = {"read": Right.READ_ROADMAPS, "change": Right.MANAGE_PLANS}
    bodies = {"change": ChangelogBody}
    shape = ChangelogShape
    versioned = ("change",)

    def rows(self) -> "QuerySet[Any, Any]":
        return Changelog.objects.filter(workspace=self.request.workspace)

    def show(self, row: Any) -> dict[str, Any]:
        address = settings.BASE_URL + reverse("roadmap:changelog", args=[self.request.workspace.slug])
        return {
            "is_open": row.is_open,
            "url": address,
            "feed": f"{address}atom.xml",
            "version": row.version,
        }

    def read(self, request: APIRequest) -> HttpResponse:
        """Whether it is open, and its addresses."""
        return self.object_response(self.show(self.rows().first() or Changelog()))

    def change(self, request: APIRequest) -> HttpResponse:
        """Open or close it."""
        if (is_open := self.body().get("is_open")) is not None:
            version = expected_version(request)
            set_changelog(request.workspace.pk, by=request.actor, is_open=is_open, expected_version=version)
        return self.read(request)
