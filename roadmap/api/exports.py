"""A roadmap as a file."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.permissions import Right
from core.api.errors import ParameterError
from core.api.views import APIRequest
from roadmap.api.common import RoadmapRows
from roadmap.exports import FORMATS, file_of
from roadmap.exports.reading import exported
from roadmap.queries import published_roadmap_of

FORMAT = OpenApiParameter("format", str, required=True, enum=list(FORMATS), description="What is made of it.")
QUERY = OpenApiParameter(
    "q", str, description="Only the entries whose item this query fits; for who reads the backlog."
)
FILE = {(200, form.media_type): OpenApiTypes.BINARY for form in FORMATS.values()}


class RoadmapExport(RoadmapRows):
    """A roadmap as a file, as the caller sees it: as it is now, or the last edition."""

    rights = {"read": Right.READ_ROADMAPS}
    parameters = {"read": [FORMAT, QUERY]}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """The address says what the file is; errors are JSON."""
        return self.get_renderers()[0], "application/json"

    @extend_schema(responses=FILE)
    def read(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """The file. 404 also where nothing is published yet for who sees no more than that."""
        roadmap = published_roadmap_of(request.actor, pk)
        form = FORMATS.get(request.query_params.get("format", ""))
        if form is None:
            raise ParameterError(
                "format", _("There are these formats: %(names)s.") % {"names": ", ".join(FORMATS)}
            )
        query: Any = request.query_params.get("q", "")
        try:
            return file_of(exported(roadmap, request.member, by=request.actor, query=query), form)
        except ValidationError as error:
            raise ParameterError("q", error.messages[0]) from error
