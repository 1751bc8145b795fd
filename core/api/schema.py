"""How the API describes itself: OpenAPI 3.1 out of what the views declare (`shape`, `bodies`, `parameters` …)."""

from functools import lru_cache
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.plumbing import ResolvedComponent, force_instance, get_lib_doc_excludes
from drf_spectacular.utils import OpenApiParameter

from core.api.etag import tagged
from core.api.json import dumps
from core.api.pagination import DEFAULT_LIMIT, LARGEST_LIMIT, ordering_parameter
from core.api.problems import CONTENT_TYPE
from core.api.serializers import StrictSerializer

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "example": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body; empty: all of it.",
                    },
                    "parameter": {"type": "string", "description": "Name of a parameter of the address."},
                    "header": {"type": "string", "description": "Name of a header."},
                    "detail": {"type": "string"},
                },
            },
        },
        "current": {"description": "With 412: the object as it is now; null where there is none."},
    },
}
REASONS = {
    "400": _("The body is not JSON."),
    "401": _("No token, or one that is unknown, expired or revoked."),
    "403": _("The role or the token's scope does not allow this; the detail names what would."),
    "404": _("There is nothing at this address in this workspace."),
    "406": _("Only JSON is spoken here."),
    "409": _(
        "The state of things does not allow it (the detail says what to do), or something else is changing this."
    ),
    "412": _("Out of date: someone was faster. `current` is the object as it is now, `ETag` its tag."),
    "413": _("The body is too large."),
    "415": _("The body must be application/json."),
    "422": _("Something sent in the body, the address or a header cannot be used; `errors` says what."),
    "429": _("Too many calls; try again after `Retry-After` seconds."),
}
THERE_ALREADY = _("It is there already: nothing was made.")
LOCATION: dict[str, Any] = {"description": "The address of what was made.", "schema": {"type": "string"}}
HEADERS_OF_PROBLEMS: dict[str, Any] = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}}},
    "412": {"ETag": {"description": "Of `current`.", "schema": {"type": "string"}}},
    "429": {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}},
}
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The ETag, or the version in quotes: "3". Out of date: 412.',
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="A known ETag; 304 while it holds."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255},
    OpenApiParameter.HEADER,
    description="Any text of your own; a retry with the same key and body within a day gets the first answer.",
)
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT},
    description="Rows a page.",
)
CURSOR = OpenApiParameter("cursor", str, description="Taken from `next` or `previous`; any other is 422.")
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    {"type": "string", "const": "true"},
    OpenApiParameter.HEADER,
    response=True,
    description="With the first answer to this Idempotency-Key.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=True, description="The version and a hash."
)


class CursorPages:
    """What a list answers, for the schema."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": address, "previous": address, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[Any]:
        return []


class AutoSchema(SpectacularSchema):
    """Reads a WorkspaceAPIView."""

    @property
    def act(self) -> str:
        return str(getattr(self.view, "action", None) or self.method.lower())

    def _listed(self) -> bool:
        return self.act in getattr(self.view, "lists", ())

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self._listed() if hasattr(self.view, "lists") else bool(super()._is_list_view(serializer))

    def _is_create_operation(self) -> bool:
        return self.act == "create"

    def _get_paginator(self) -> CursorPages | None:
        return CursorPages() if self._listed() else None

    def get_tags(self) -> list[str]:
        words = [word for word in self.path.removeprefix("/api/v1").split("/") if word]
        return words[:1] or ["api"]

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "bodies", {}).get(self.act)

    def get_response_serializers(self) -> Any:
        shapes = getattr(self.view, "shapes", {})
        return shapes[self.act] if self.act in shapes else getattr(self.view, "shape", None)

    def get_override_parameters(self) -> list[Any]:
        """What the view declares for the action, and what every action of its sort takes."""
        found: list[Any] = list(getattr(self.view, "parameters", {}).get(self.act, ()))
        if self._listed():
            orders = getattr(self.view, "orders", {})
            ordering = [ordering_parameter(orders)] if orders else []
            found += [*ordering, LIMIT, CURSOR, *self._fields()]
        elif self.method == "GET":
            found += [*self._fields(), IF_NONE_MATCH]
        if self.act in getattr(self.view, "versioned", ()):
            found.append(IF_MATCH)
        if self.method == "POST":
            found.append(IDEMPOTENCY_KEY)
            found.append(REPLAYED)
        return found if not self._has_etag() else [*found, ETAG]

    def _fields(self) -> list[OpenApiParameter]:
        """`?fields=`, with the names that the shape has."""
        serializer = self.get_response_serializers()
        if serializer is None or not hasattr(serializer, "_declared_fields"):
            return []
        return [
            OpenApiParameter(
                "fields", str, many=True, explode=False, style="form", enum=list(serializer._declared_fields),
                description="Only these fields, by comma; the answer leaves out the others, the required ones too.",
            )
        ]  # fmt: skip

    def _has_etag(self) -> bool:
        return not self._listed() and self.method != "DELETE" and self.get_response_serializers() is not None

    def _statuses(self) -> list[str]:
        codes = ["400", "401", "403", "404", "406", "422", "429"]
        if self.method in ("POST", "PATCH", "PUT"):
            codes += ["409", "413", "415"]
        if self.act in getattr(self.view, "versioned", ()):
            codes += ["409", "412"]
        if self.act in getattr(self.view, "conflicting", ()):
            codes.append("409")
        return sorted(set(codes))

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies: dict[str, Any]
        if self.get_response_serializers() is None:
            bodies = {"204": {"description": "No body"}}
        else:
            bodies = super()._get_response_bodies(direction)
        if "201" in bodies:
            bodies["201"].setdefault("headers", {})["Location"] = LOCATION
        if self.act in getattr(self.view, "repeatable", ()):
            kept = {name: one for name, one in bodies["201"]["headers"].items() if name != "Location"}
            bodies["200"] = {**bodies["201"], "description": str(THERE_ALREADY), "headers": kept}
        if self.method == "GET" and not self._listed():
            bodies["304"] = {
                "description": "It is as `If-None-Match` says.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
            }
        reference = self._problem()
        for code in self._statuses():
            headers = HEADERS_OF_PROBLEMS.get(code, {})
            content = {CONTENT_TYPE: {"schema": reference}}
            bodies[code] = {
                "description": str(REASONS[code]),
                "content": content,
                **({"headers": headers} if headers else {}),
            }
        return bodies

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """Bodies are closed: what they do not name is an error."""
        made = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        body = force_instance(serializer)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(body, StrictSerializer):
            made |= {"additionalProperties": False, **body.described}
        return made

    def _problem(self) -> Any:
        make: Any = ResolvedComponent
        component = make(name="Problem", type=ResolvedComponent.SCHEMA, schema=PROBLEM, object="Problem")
        self.registry.register_on_missing(component)
        return component.ref


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token of one member of one workspace."}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.WorkspaceSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A browser's session; name the workspace by `X-Workspace: <slug>`, and send `X-CSRFToken` with writes.",
        }


def undescribed() -> list[Any]:
    """Classes whose docstrings speak to us, not to readers of the description."""
    return [*get_lib_doc_excludes(), StrictSerializer]  # type: ignore[no-untyped-call]


@lru_cache(maxsize=1)
def document() -> bytes:
    """The whole description as JSON; made once a process (it takes about a second)."""
    generator: Any = cast(Any, SchemaGenerator)()
    return dumps(generator.get_schema(request=None, public=True))


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """`/api/v1/schema/`: OpenAPI 3.1 as JSON, open to all."""
    answer = tagged(request, document(), 1)
    answer["Cache-Control"] = "public, max-age=300"
    return answer
