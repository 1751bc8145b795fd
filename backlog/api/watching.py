"""Who is told of what happens to items."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import item_in_body, item_named, named
from backlog.models import Watcher
from backlog.serializers.watching import WatcherBody, WatcherShape
from backlog.services.watching import member_meant, unwatch, watch
from core.api.etag import expected_version
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from core.errors import check_version

COLUMNS = ("id", "item__product__key", "item__number", "member_id", "member__name")


class Watchers(RowsViewSet):
    """Who is told of what happens to an item, for who may read the backlog; those who come first are first."""

    rights = dict.fromkeys(("list", "retrieve", "create", "destroy"), Right.READ_BACKLOG)
    bodies = {"create": WatcherBody}
    shape = WatcherShape
    shapes = {"destroy": None}
    parameters = {
        "list": [
            OpenApiParameter("item", str, description="Key of an item."),
            OpenApiParameter("member", str, description="Id, e-mail address or name of a member; `me`."),
        ]
    }
    versioned = ("destroy",)
    repeatable = ("create",)

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = self._watchers().values(*COLUMNS)
        return rows

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked = self.request.query_params
        if key := asked.get("item"):
            rows = rows.filter(item=item_named(self.request, "item", key))
        if word := asked.get("member"):
            rows = rows.filter(member=member_meant(self.request.actor, word))
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        return {
            "id": row["id"],
            "item": f"{row['item__product__key']}-{row['item__number']}",
            "member": named(row, "member_id", "member__name"),
            "version": Watcher.version,
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Have oneself told, or as a product owner somebody else: 201, or 200 where that is so already."""
        body = self.body()
        item = item_in_body(request, body["item"])
        member = member_meant(request.actor, body.get("member", "me"))
        is_new = watch(item, by=request.actor, member=member)
        row = Watcher.objects.get(item=item, member=member)
        return self.made(row, "watchers-detail") if is_new else self.changed(row)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Have a member no longer told: oneself always, as a product owner anybody."""
        row = self.one(self._watchers().select_related("item__product", "member"), pk)
        check_version(row, expected_version(request), name=row.member.name)
        unwatch(row.item, by=request.actor, member=row.member)
        return self.no_content()

    def _watchers(self) -> "QuerySet[Watcher]":
        return Watcher.objects.filter(workspace=self.request.workspace, item__deleted_at=None)
