"""The base of every API class: who calls, what they may, one transaction, lean answers.

The request runs in Django's transaction (ATOMIC_REQUESTS); the authenticator sets its tenant. An authenticator leaves on
`request.auth` an object with `workspace`, `member`, `actor`, `holder` (the UUID that throttles and idempotency count by),
`timezone` and `language`.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.urls import is_valid_path, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from core.api.errors import ParameterError
from core.api.etag import tagged, without_body
from core.api.idempotency import REPLAYED, once
from core.api.json import dumps, json_response
from core.api.pagination import Order, Page
from core.api.problems import problem
from core.api.serializers import StrictSerializer

ACTION = "Throughline-Action"
"""The header by which a write says what act it was: what can be taken back is taken back by it."""
KNOWN_OF_READS = frozenset({"fields"})
KNOWN_OF_LISTS = frozenset({"limit", "cursor"})


class APIRequest(Request):
    """What a handler receives."""

    workspace: Any
    member: Any
    actor: Any
    user: Any
    auth: Any


class WorkspaceAPIView(APIView):
    """One resource of one workspace; closed unless it names the right each action needs.

    Actions are the names of a viewset's methods, else the method in lower case (`get`, `post` …).
    """

    rights: ClassVar[Mapping[str, Any]] = {}
    """Action → Right."""
    bodies: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}
    """Action → serializer of the body."""
    shape: ClassVar[type[BaseSerializer[Any]] | None] = None
    """Serializer of one object as it is shown; the schema's, lists do not run it."""
    shapes: ClassVar[Mapping[str, Any]] = {}
    """Action → another shape (None: no body)."""
    parameters: ClassVar[Mapping[str, Sequence[OpenApiParameter]]] = {}
    """Action → parameters of its address beside `fields`, `limit`, `cursor`."""
    lists: ClassVar[Collection[str]] = ("list",)
    """Actions that answer pages."""
    orders: ClassVar[Mapping[str, Order]] = {}
    """What `?ordering=` of the lists takes: orders that an index serves, or of few rows."""
    versioned: ClassVar[Collection[str]] = ()
    """Actions that take `If-Match`: all that write an object which may be there already."""
    conflicting: ClassVar[Collection[str]] = ()
    """Actions that read, and that the state of things may refuse (409)."""
    files: ClassVar[Collection[str]] = ()
    """Actions whose body is a form with a file; their class names MultiPartParser. The server in front bounds its size."""
    repeatable: ClassVar[Collection[str]] = ()
    """Actions that make an object (201), or answer with the one that is there already (200)."""

    http_method_names = ["get", "head", "post", "patch", "put", "delete"]
    metadata_class = None
    request: APIRequest
    headers: dict[str, str]

    @cached_property
    def act(self) -> str:
        """The action of this request, "" where the method has none."""
        method = (self.request.method or "").lower()
        if method not in self.http_method_names or not hasattr(self, method):
            return ""
        if hasattr(self, "action_map"):
            return getattr(self, "action", None) or ""
        return "get" if method == "head" else method

    @property
    def right(self) -> Any:
        """The right this request needs; None: closed to everyone."""
        return self.rights.get(self.act)

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {"Cache-Control": "private, no-cache"}  # kept by the caller alone, who asks again by its ETag

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            timezone.deactivate()  # threads live on, the caller's time zone must not

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> APIRequest:
        return APIRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        auth: Any = request.auth
        self.request.workspace, self.request.member, self.request.actor = (
            auth.workspace,
            auth.member,
            auth.actor,
        )
        timezone.activate(auth.timezone)
        translation.activate(auth.language)
        self._refuse_unreadable(request, kwargs)
        if self.act:
            self._check_parameters()
        if self.act and request.method == "POST" and self.act not in self.bodies:
            _checker(StrictSerializer, False).run_validation(request.data)  # it takes no field at all
        if request.method == "POST" and "Idempotency-Key" in request.headers and hasattr(self, "post"):
            act = partial(getattr(self, "post"), request, *args, **kwargs)  # noqa: B009
            self.post: Any = lambda *_args, **_kwargs: once(
                request, partial(self._finished, act), self.handle_exception
            )

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        accept = request.META.get("HTTP_ACCEPT", "*/*")
        if force or accept == "*/*" or "application/json" in accept:
            return self.get_renderers()[0], "application/json"
        return super().perform_content_negotiation(request, force)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        actor = getattr(self.request, "actor", None)
        wrote = request.method not in ("GET", "HEAD", "OPTIONS") and answer.status_code < 300
        if actor is not None and wrote and REPLAYED not in answer:
            answer.setdefault(ACTION, str(actor.action))
        return answer

    def _finished(self, act: Any) -> Any:
        """The handler's answer, ready to be rendered and kept."""
        return self.finalize_response(self.request, act())

    def _refuse_unreadable(self, request: Request, kwargs: Mapping[str, Any]) -> None:
        """No column holds NUL; and the body is read here, where its size is checked."""
        if any("\x00" in str(value) for value in kwargs.values()):
            raise Http404
        for name, value in request.query_params.items():
            if "\x00" in value:
                raise ParameterError(name, _("A text cannot hold the character NUL."))
        if request.method not in ("GET", "HEAD") and not self._is_form():
            try:
                len(request._request.body)
            except RawPostDataException:  # the search for a CSRF token has read it: a form with files
                raise UnsupportedMediaType(request.content_type) from None

    def _is_form(self) -> bool:
        """Whether the action takes a form, and one has come; it has been read already."""
        return self.act in self.files and self.request.content_type.startswith(MultiPartParser.media_type)

    def _check_parameters(self) -> None:
        declared = self.parameters.get(self.act, ())
        known = {one.name for one in declared if one.location == OpenApiParameter.QUERY}
        if self.request.method in ("GET", "HEAD"):
            known |= KNOWN_OF_READS
        if self.act in self.lists:
            known |= KNOWN_OF_LISTS | ({"ordering"} if self.orders else set())
        for name, values in self.request.query_params.lists():
            if name not in known:
                raise ParameterError(
                    name,
                    _("There is no such parameter; these are known: %(known)s.")
                    % {"known": ", ".join(sorted(known)) or "–"},
                )
            if len(values) > 1:
                raise ParameterError(name, _("Name it once, with its values by comma."))

    def body(self) -> dict[str, Any]:
        """The request's body, checked by the action's serializer in `bodies`. Raises ValidationError, ParseError."""
        body: Any = self.bodies[self.act]
        check = _checker(body, self.request.method == "PATCH")
        return dict(check.run_validation(self.request.data))

    def fields_of(self, allowed: Collection[str]) -> list[str] | None:
        """`?fields=key,title` as a list of names, None where all are asked for. Raises ParameterError."""
        asked = self.request.query_params.get("fields")
        if asked is None:
            return None
        names = [name.strip() for name in asked.split(",") if name.strip()]
        for name in names:
            if name not in allowed:
                raise ParameterError(
                    "fields",
                    _("There is no field “%(name)s”; these are known: %(known)s.")
                    % {"name": name, "known": ", ".join(allowed)},
                )
        return names or None

    def list_response(self, page: Page) -> HttpResponse:
        """A page as JSON. Results are dicts, cut down to `?fields=`; or ready JSON (`orjson.Fragment`), left as it is."""
        results = page.results
        if results and isinstance(results[0], dict) and (names := self.fields_of(results[0].keys())):
            results = [{name: row[name] for name in names} for row in results]
        return json_response({"next": page.next, "previous": page.previous, "results": results})

    def object_response(
        self, data: Mapping[str, Any], *, status: int = 200, location: str | None = None
    ) -> HttpResponse:
        """One object as JSON with its ETag (from `data["version"]`), cut down to `?fields=`; 304 where it is known."""
        names = self.fields_of(data.keys())
        shown = data if names is None else {name: data[name] for name in names}
        answer = tagged(self.request._request, dumps(shown), data["version"], status=status)
        if location is not None:
            answer["Location"] = location
        return answer

    def no_content(self) -> HttpResponse:
        """204."""
        return without_body(204)


@lru_cache(maxsize=512)
def _checker(body: Any, partial: bool) -> Any:
    """A body's serializer, which threads share: it is bound to no request, and checking leaves nothing in it.

    Making one costs more than its check: REST framework copies each field.
    """
    return body(partial=partial)


class WorkspaceViewSet(ViewSetMixin, WorkspaceAPIView):  # type: ignore[misc]
    """A resource with the actions list, create, retrieve, partial_update, destroy and its own."""


class NothingHere(APIView):
    """What is not an address of the API: 404 as a problem document, whoever asks."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404

    def handle_exception(self, exc: Exception) -> Any:
        path = f"{self.request.path}/"
        if is_valid_path(path) and getattr(resolve(path).func, "cls", None) is not NothingHere:
            return problem(404, _("There is nothing at this address: those of the API end in “/”."))
        return super().handle_exception(exc)
