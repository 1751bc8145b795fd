"""Themes, what belongs to them, and where the effort goes."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.queries.references import items_called
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.api.common import one_place
from roadmap.models import Theme, ThemeItem
from roadmap.places import with_sums
from roadmap.services import theme_items
from roadmap.services import themes as services
from roadmap.theme_serializers import (
    MergeThemeBody,
    MoveThemeBody,
    ThemeBody,
    ThemedShape,
    ThemeItemsBody,
    ThemeShape,
)
from roadmap.told import told_to

SHOWN = (
    "id", "name", "description", "hue", "position", "item_count", "done_count", "points", "done_points", "created_at",
    "updated_at", "version",
)  # fmt: skip
WRITE = ("create", "partial_update", "destroy", "move", "merge")


class ThemeRows(RowsViewSet):
    """What the resources of themes share."""

    def themes(self) -> "QuerySet[Any, Any]":
        return with_sums(Theme.objects.filter(workspace=self.request.workspace))

    def shown(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in SHOWN}

    def named(self, field: str, pk: UUID) -> Theme:
        """The theme that a body names. Raises ValidationError. One statement."""
        found = Theme.objects.filter(workspace=self.request.workspace, pk=pk).first()
        if found is None:
            raise ValidationError({field: _("There is no such theme.")})
        return found


class Themes(ThemeRows):
    """Areas of investment, in the order they were made."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_ROADMAPS),
        **dict.fromkeys(WRITE, Right.MANAGE_PLANS),
    }
    bodies = {
        "create": ThemeBody,
        "partial_update": ThemeBody,
        "move": MoveThemeBody,
        "merge": MergeThemeBody,
    }
    shape = ThemeShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy", "move", "merge")
    orders = {"id": Sort("id"), "name": Sort("name"), "position": Sort("position")}

    def rows(self) -> "QuerySet[Any, Any]":
        return self.themes()

    def show(self, row: Any) -> dict[str, Any]:
        return self.shown(row)

    def create(self, request: APIRequest) -> HttpResponse:
        made = services.create_theme(request.workspace, by=request.actor, **self.body())
        return self.made(made, "themes-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        theme, version = self._one(pk), expected_version(request)
        services.update_theme(theme, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(theme)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Remove a theme with its target shares; its items stay, without a theme."""
        services.delete_theme(self._one(pk), by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"])
    def move(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Put a theme directly before or after another one, or at an end of all."""
        theme, body = self._one(pk), self.body()
        one_place(body, least=1)
        where = {name: self.named(name, body[name]) for name in ("before", "after") if name in body}
        version, to = expected_version(request), body.get("to", "top")
        services.move_theme(theme, by=request.actor, to=to, expected_version=version, **where)
        return self.changed(theme)

    @action(detail=True, methods=["post"])
    def merge(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Give its items and target shares to another theme, and remove it; answers with the other."""
        theme, into = self._one(pk), self.named("into", self.body()["into"])
        services.merge_theme(theme, into=into, by=request.actor, expected_version=expected_version(request))
        return self.changed(into)

    def _one(self, pk: UUID) -> Theme:
        return self.one(Theme.objects.all(), pk)


class ThemeItems(ThemeRows):
    """What belongs to one theme."""

    rights = {"list": Right.READ_ROADMAPS, "add": Right.GROOM, "remove": Right.GROOM}
    bodies = {"add": ThemeItemsBody, "remove": ThemeItemsBody}
    shape = ThemedShape
    shapes = {"add": ThemeShape, "remove": ThemeShape}
    order = (Sort("id"),)

    def rows(self) -> "QuerySet[Any, Any]":
        places = ThemeItem.objects.filter(workspace=self.request.workspace, theme=self._theme())
        return told_to(self.request.actor, places.filter(item__deleted_at=None)).select_related(
            "item__product"
        )

    def show(self, row: Any) -> dict[str, Any]:
        item = row.item
        shown = {name: getattr(item, name) for name in ("category", "estimate")}
        return {"item": item.key, "title": row.told_title, **shown, "added_at": row.added_at}

    def list(self, request: APIRequest, theme_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)

    def add(self, request: APIRequest, theme_pk: UUID) -> HttpResponse:
        """Give items the theme, in place of the one they have."""
        return self._put(theme_items.add_items)

    def remove(self, request: APIRequest, theme_pk: UUID) -> HttpResponse:
        """Take the theme off items."""
        return self._put(theme_items.remove_items)

    def _put(self, service: Any) -> HttpResponse:
        theme, keys = self._theme(), self.body()["items"]
        service(theme, items_called(self.request.workspace.pk, keys), by=self.request.actor)
        return self.object_response(self.shown(self.themes().get(pk=theme.pk)))

    def _theme(self) -> Theme:
        return self.one(Theme.objects.all(), self.kwargs["theme_pk"])
