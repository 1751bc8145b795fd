"""Items: list, get, create, change, move, delete, restore."""

from collections.abc import Mapping
from functools import partial
from operator import itemgetter
from typing import Any

import orjson
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError

from accounts.permissions import Right
from backlog.api import filters
from backlog.api.common import no_such_item
from backlog.api.placing import taken_places
from backlog.api.shaping import ShapingActions
from backlog.containers import put_into
from backlog.models import Item, Kind, Label, ReadyRule
from backlog.queries.documents import FIELDS, USUAL, Document, document_of, document_of_item, document_page
from backlog.queries.references import (
    FIRST_STATUS,
    RANKED,
    References,
    items_with_keys,
    references_of_item,
    references_of_product,
)
from backlog.serializers.items import (
    ItemBody,
    ItemShape,
    MoveBody,
    MovedShape,
    NewItemBody,
    ReadyItemShape,
    TickBody,
)
from backlog.serializers.shaping import MergeBody, SplitBody, SplitShape
from backlog.services.acceptance import FIELD as CRITERIA
from backlog.services.acceptance import set_criteria
from backlog.services.items import delete_item, restore_item, update_item
from backlog.services.labels import label_named
from backlog.services.ranking import move_item
from backlog.services.readiness import tick_rule
from backlog.services.templates import create_from
from core.api.etag import expected_version, tagged
from core.api.pagination import paginate
from core.api.views import APIRequest
from core.errors import ErrorAt

READY = ("id", "key", "ready", "version")


class Items(ShapingActions):
    """Pieces of work, addressed by key (`WEB-123`); a former key leads to the same item."""

    rights = {
        "list": Right.READ_BACKLOG,
        "retrieve": Right.READ_BACKLOG,
        "create": Right.CONTRIBUTE,
        "partial_update": Right.CONTRIBUTE,
        "destroy": Right.CONTRIBUTE,
        "restore": Right.CONTRIBUTE,
        "move": Right.GROOM,
        "split": Right.GROOM,
        "merge": Right.GROOM,
        "ready": Right.CONTRIBUTE,
    }
    bodies = {
        "create": NewItemBody,
        "partial_update": ItemBody,
        "move": MoveBody,
        "split": SplitBody,
        "merge": MergeBody,
        "ready": TickBody,
    }
    shape = ItemShape
    shapes = {"destroy": None, "move": MovedShape, "split": SplitShape, "ready": ReadyItemShape}
    parameters = {"list": filters.PARAMETERS}
    versioned = ("partial_update", "destroy", "move", "restore", "ready", "split", "merge")
    lookup_field = "key"
    lookup_value_converter = "str"

    def list(self, request: APIRequest) -> HttpResponse:
        """Items of the workspace; with `product` in the order of its backlog, else in the order they were made."""
        fields = self.fields_of(FIELDS) or list(USUAL)
        items, order = filters.narrowed(request)
        headers = filters.resume_headers(request)
        page = paginate(
            items.values(*dict.fromkeys(["id", *(sort.name for sort in order)])),
            request,
            ordering=order,
            read=partial(document_page, fields=fields, workspace_id=request.workspace.pk),
            present=itemgetter("document"),
        )
        if not page.results:
            headers |= filters.similar_headers(request)
        answer = self.list_response(page)
        for name, value in headers.items():
            answer[name] = value
        return answer

    def retrieve(self, request: APIRequest, key: str) -> HttpResponse:
        """One item, with its current key."""
        found = document_of(request.workspace.pk, key, fields=self.fields_of(FIELDS) or USUAL)
        if found is None:
            raise Http404
        return self._shown(found)

    def create(self, request: APIRequest) -> HttpResponse:
        """A new item with the product's next number, at the bottom of its backlog unless `to` says otherwise.

        It begins with the description and the criteria of its kind's template, where it brings none of its own.
        """
        body = self.body()
        kind = body.setdefault("kind", Kind.STORY)
        named = {**body, "template": kind} if body.pop("template", True) else dict(body)
        if "status" not in named:
            named[FIRST_STATUS] = ""
        found = references_of_product(request.actor, body.pop("product"), named)
        assert found.product is not None, "else it would have been refused"
        places = taken_places(body, request.actor)
        criteria, to = body.pop(CRITERIA, None), body.pop("to", "bottom")
        fields = {**self._fields(body, found), CRITERIA: None if criteria is None else []}
        item = create_from(found.template, found.product, by=request.actor, to=to, **fields)
        if criteria:
            set_criteria(item, by=request.actor, criteria=criteria)
        put_into([item], places, by=request.actor)
        where = reverse("api:items-detail", kwargs={"key": item.key})
        return self._shown(document_of_item(item.pk), status=201, location=where)

    def partial_update(self, request: APIRequest, key: str) -> HttpResponse:
        """Change the fields that are sent; the others stay."""
        body = self._body_for(key)
        found = references_of_item(request.actor, key, body)
        assert found.item is not None, "else it would have been refused"
        places = taken_places(body, request.actor)
        criteria = body.pop(CRITERIA, None)
        fields, version = self._fields(body, found), expected_version(request)
        item = update_item(found.item, by=request.actor, fields=fields, expected_version=version)
        if criteria is not None:
            set_criteria(item, by=request.actor, criteria=criteria)
        put_into([item], places, by=request.actor)
        return self._shown(document_of_item(item.pk))

    def destroy(self, request: APIRequest, key: str) -> HttpResponse:
        """Hide the item; it can be restored for 30 days. Its number is never used again."""
        item = references_of_item(request.actor, key, {}).item
        assert item is not None, "else it would have been refused"
        delete_item(item, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"])
    def restore(self, request: APIRequest, key: str) -> HttpResponse:
        """Bring a deleted item back to where it was ranked. Twice is once."""
        item = references_of_item(request.actor, key, {}, deleted=True).item
        assert item is not None, "else it would have been refused"
        restore_item(item, by=request.actor, expected_version=expected_version(request))
        return self._shown(document_of_item(item.pk))

    @action(detail=True, methods=["post"])
    def move(self, request: APIRequest, key: str) -> HttpResponse:
        """Rank the item directly before or after another of its product, or at an end of the backlog."""
        body = self._body_for(key)
        keys: dict[str, str] = {name: body[name] for name in ("before", "after") if name in body}
        found = items_with_keys(request.workspace.pk, {"item": key, **keys}, kinds=RANKED)
        if "item" not in found:
            raise Http404
        for name, other in keys.items():
            if name not in found:
                raise no_such_item(name, other)
        places: dict[str, Any] = {name: found[name] for name in keys}
        try:
            item = move_item(
                found["item"],
                by=request.actor,
                to=body.get("to", ""),
                expected_version=expected_version(request),
                **places,
            )
        except DjangoValidationError as error:
            raise DjangoValidationError(dict.fromkeys(body, error.messages)) from error
        return self.object_response({"id": item.pk, "key": item.key, "version": item.version})

    @action(detail=True, methods=["post"])
    def ready(self, request: APIRequest, key: str) -> HttpResponse:
        """Answer a question of the product's definition of ready for the item: yes, or not yet. Twice is once."""
        body = self._body_for(key)
        item = references_of_item(request.actor, key, {}).item
        assert item is not None, "else it would have been refused"
        rule = ReadyRule.objects.filter(workspace=request.workspace, pk=body["rule"]).first()
        if rule is None:
            raise DjangoValidationError({"rule": _("There is no such rule.")})
        tick_rule(item, rule, by=request.actor, done=body["done"], expected_version=expected_version(request))
        return self._shown(document_of_item(item.pk, fields=READY))

    def present(self, item: Item) -> Any:
        """The item as a 412 shows it."""
        return orjson.Fragment(document_of_item(item.pk).text)

    def _shown(self, found: Document, *, status: int = 200, location: str | None = None) -> HttpResponse:
        answer = tagged(self.request._request, found.text.encode(), found.version, status=status)
        if location is not None:
            answer["Location"] = location
        return answer

    def _body_for(self, key: str) -> dict[str, Any]:
        """The body; where it is wrong and there is no such item either, it is the item that is missing."""
        try:
            return self.body()
        except ValidationError:
            references_of_item(self.request.actor, key, {})
            raise

    def _fields(self, body: Mapping[str, Any], found: References) -> dict[str, Any]:
        """The body as services take it: rows for names."""
        fields = {**body, **found.fields}
        if "labels" in body:
            fields["labels"] = [self._label(found, at, name) for at, name in enumerate(body["labels"])]
        return fields

    def _label(self, found: References, at: int, name: str) -> Label:
        """The label, made where there is none; what is wrong with its name points at its place in the list."""
        known = found.labels.get(name.lower())
        try:
            return known or label_named(self.request.workspace, name, by=self.request.actor)
        except DjangoValidationError as error:
            problems = [ErrorAt(message, at=(at,)) for message in error.messages]
            raise DjangoValidationError({"labels": problems}) from error
