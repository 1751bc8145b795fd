"""Splitting and merging items: actions of the resource of items."""

from django.http import Http404, HttpResponse
from rest_framework.decorators import action

from backlog.api.common import no_such_item
from backlog.models import Item
from backlog.queries.documents import document_of_item
from backlog.queries.references import items_with_keys
from backlog.services.merging import merge_item
from backlog.services.splitting import Part, split_item
from core.api.etag import expected_version, tagged
from core.api.views import APIRequest, WorkspaceViewSet


class ShapingActions(WorkspaceViewSet):
    """What a product owner does to an item that is too big, or there twice."""

    @action(detail=True, methods=["post"])
    def split(self, request: APIRequest, key: str) -> HttpResponse:
        """Make several items of one, ranked directly after it; all or nothing.

        They have its labels, team and custom values, and its status until it is being worked on.
        """
        item = self._item(request, key)
        body = self.body()
        parts = [
            Part(part["title"], part.get("estimate"), part.get("acceptance_criteria", ()))
            for part in body["parts"]
        ]
        made = split_item(
            item,
            by=request.actor,
            parts=parts,
            how=body["place"],
            kind=body.get("kind", ""),
            estimate=body.get("estimate"),
            expected_version=expected_version(request),
        )
        item.refresh_from_db(fields=["version"])
        keys = [new.key for new in made]
        return self.object_response({"key": item.key, "parts": keys, "version": item.version})

    @action(detail=True, methods=["post"])
    def merge(self, request: APIRequest, key: str) -> HttpResponse:
        """Bring comments, files, criteria, children, links and watchers to another item, and drop this one; answers the other.

        The other takes custom values where it has none, and keeps its own where both have one.
        """
        item, name = self._item(request, key), self.body()["into"]
        into = items_with_keys(request.workspace.pk, {"into": name}).get("into")
        if into is None:
            raise no_such_item("into", name)
        merge_item(item, into=into, by=request.actor, expected_version=expected_version(request))
        found = document_of_item(into.pk)
        return tagged(request._request, found.text.encode(), found.version)

    def _item(self, request: APIRequest, key: str) -> Item:
        found = items_with_keys(request.workspace.pk, {"item": key})
        if "item" not in found:
            raise Http404
        return found["item"]
