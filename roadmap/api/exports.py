"""A roadmap as a file: at once, or from the worker where it takes seconds."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.permissions import Right
from core.api.errors import ParameterError
from core.api.json import json_response
from core.api.views import APIRequest
from core.served import served
from roadmap.api.common import RoadmapRows
from roadmap.exports import FORMATS, Format, file_of
from roadmap.exports.reading import VIEWS, exported, view_in
from roadmap.models import Roadmap, RoadmapFile
from roadmap.queries import published_roadmap_of
from roadmap.services.files import KEPT, ask_for_file, files_of

FORMAT = OpenApiParameter("format", str, required=True, enum=list(FORMATS), description="What is made of it.")
QUERY = OpenApiParameter(
    "q", str, description="Only the entries whose item this query fits; for who reads the backlog."
)
VIEW = OpenApiParameter("view", str, enum=list(VIEWS), description="How pictures and print show it.")
AGAIN_AFTER = 5
"""Seconds after which it is worth asking again for what the worker makes."""


class FileShape(serializers.Serializer[Any]):
    """A file of a roadmap that the worker makes for the caller."""

    id = serializers.UUIDField()
    roadmap = serializers.UUIDField()
    format = serializers.ChoiceField(choices=list(FORMATS))
    query = serializers.CharField(allow_blank=True)
    view = serializers.ChoiceField(choices=list(VIEWS))
    state = serializers.ChoiceField(choices=RoadmapFile.State.choices)
    error = serializers.CharField(allow_blank=True, help_text="Why it failed.")
    name = serializers.CharField(allow_blank=True)
    content = serializers.URLField(allow_null=True, help_text="The file, once it is done.")
    created_at = serializers.DateTimeField()
    kept_until = serializers.DateTimeField()


FILE = {(200, form.media_type): OpenApiTypes.BINARY for form in FORMATS.values()}


class RoadmapExport(RoadmapRows):
    """A roadmap as a file, as the caller sees it: as it is now, or the last edition."""

    rights = {"read": Right.READ_ROADMAPS}
    parameters = {"read": [FORMAT, QUERY, VIEW]}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The address says what the file is; errors are JSON."""
        return self.get_renderers()[0], "application/json"

    @extend_schema(responses={**FILE, (202, "application/json"): FileShape})
    def read(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """The file; 202 with the address of a job in `Location` where the worker makes it. 404 also where nothing is published yet for
        who sees no more than that.
        """
        roadmap = published_roadmap_of(request.actor, pk)
        form = FORMATS.get(request.query_params.get("format", ""))
        if form is None:
            raise ParameterError(
                "format", _("There are these formats: %(names)s.") % {"names": ", ".join(FORMATS)}
            )
        try:
            return self._file(roadmap, form, request.query_params.get("q", ""))
        except ValidationError as error:
            raise ParameterError("q", error.messages[0]) from error

    def _file(self, roadmap: Roadmap, form: Format, query: str) -> HttpResponse:
        actor, member = self.request.actor, self.request.member
        view = view_in(self.request.query_params)
        found = exported(roadmap, member, by=actor, query=query, view=view)
        if found.size <= form.at_once:
            return file_of(found, form)
        job = ask_for_file(roadmap, member, by=actor, format=form.name, query=found.query, view=view)
        answer = json_response(_shown(job), status=202)
        answer["Location"] = _url("roadmap-file", job)
        answer["Retry-After"] = str(AGAIN_AFTER)
        return answer


class RoadmapFiles(RoadmapRows):
    """Files that the worker makes of a roadmap for the caller, kept for a day."""

    rights = {"read": Right.READ_ROADMAPS, "content": Right.READ_ROADMAPS}
    shape = FileShape

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The address says what is answered; errors are JSON."""
        return self.get_renderers()[0], "application/json"

    def read(self, request: APIRequest, roadmap_pk: UUID, pk: UUID) -> HttpResponse:
        """How far it is: `waiting`, `done`, or `failed` and why."""
        answer = json_response(_shown(job := self._job(roadmap_pk, pk)))
        if job.state == RoadmapFile.State.WAITING:
            answer["Retry-After"] = str(AGAIN_AFTER)
        return answer

    @extend_schema(responses=FILE)
    def content(self, request: APIRequest, roadmap_pk: UUID, pk: UUID) -> HttpResponse:
        """The file. 404 until it is done."""
        job = self._job(roadmap_pk, pk)
        if job.state != RoadmapFile.State.DONE:
            raise Http404
        answer: HttpResponse = served(
            job.file, name=job.name, media_type=FORMATS[job.format].content_type, in_place=False
        )
        return answer

    def _job(self, roadmap_pk: UUID, pk: UUID) -> RoadmapFile:
        """One of the caller's own, as long as they may read the roadmap."""
        roadmap = published_roadmap_of(self.request.actor, roadmap_pk)
        return self.one(files_of(roadmap, self.request.member), pk)


def _shown(job: RoadmapFile) -> dict[str, Any]:
    is_done = job.state == RoadmapFile.State.DONE
    return {
        **{
            name: getattr(job, name)
            for name in ("id", "format", "query", "view", "state", "error", "name", "created_at")
        },
        "roadmap": job.roadmap_id,
        "content": _url("roadmap-file-content", job) if is_done else None,
        "kept_until": job.created_at + KEPT,
    }


def _url(name: str, job: RoadmapFile) -> str:
    where = reverse(f"api:{name}", kwargs={"roadmap_pk": job.roadmap_id, "pk": job.pk})
    return f"{settings.BASE_URL}{where}"
