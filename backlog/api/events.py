"""What happened to an item: its history, as its page tells it. Reading only."""

from functools import cached_property
from html import unescape
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from activity.models import Event
from backlog.api.common import item_named
from backlog.models import Criterion, Item
from backlog.serializers.events import EventShape
from backlog.wording import TOLD, actor_name, sentences
from core.api.errors import ParameterError
from core.api.pagination import Sort
from core.api.rows import RowsViewSet

COLUMNS = ("id", "at", "verb", "via", "action", "changes")


class Events(RowsViewSet):
    """The history of one item, the latest first; comments are a resource of their own."""

    rights = {"list": Right.READ_BACKLOG}
    shape = EventShape
    parameters = {
        "list": [
            OpenApiParameter("item", str, required=True, description="Key of the item."),
            OpenApiParameter("verb", str, description="Only these, by comma: `item.updated,rating.set`."),
        ],
    }
    order = (Sort("id", descending=True),)
    item: UUID

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Event.objects.filter(workspace=self.request.workspace, verb__in=TOLD)
        return rows.select_related("actor")

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked = self.request.query_params
        if not asked.get("item"):
            raise ParameterError("item", _("Say whose: ?item=WEB-123."))
        if verbs := asked.get("verb"):
            rows = rows.filter(verb__in=[verb.strip() for verb in verbs.split(",")])
        self.item = item_named(self.request, "item", asked["item"])
        return rows.filter(object_id=self.item)

    def show(self, row: Any) -> dict[str, Any]:
        said = (unescape(strip_tags(text)) for text in sentences(row, labels=self._criteria))
        return {
            **{name: getattr(row, name) for name in COLUMNS},
            "by": {"id": row.actor_id, "name": actor_name(row)},
            "text": list(said),
        }

    @cached_property
    def _criteria(self) -> dict[str, str]:
        """What the item's criteria are called, by key; asked once a page."""
        products = Item.objects.filter(pk=self.item).values("product")
        return dict(Criterion.objects.filter(product__in=products).values_list("key", "name"))
