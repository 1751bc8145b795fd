"""POST /items/bulk/: many items changed, ranked or deleted in one act, or none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.http import HttpResponse
from rest_framework.exceptions import ValidationError

from accounts.permissions import Right
from backlog.api.placing import plan_rows, put_rows
from backlog.custom import flat
from backlog.models import Item, Label
from backlog.queries.named import NamedRows
from backlog.serializers.bulk import BulkBody, BulkShape
from backlog.services.bulk import (
    Change,
    Edit,
    ItemErrors,
    delete_items,
    edit_items,
    plan_deletions,
    plan_edits,
)
from backlog.services.labels import label_named
from backlog.services.ranking import move_items
from core.api.json import json_response
from core.api.views import APIRequest, WorkspaceAPIView

LABELS = ("labels", "add_labels", "remove_labels")
FIELDS = (
    "title",
    "description",
    "kind",
    "estimate",
    "start_on",
    "start_precision",
    "due_on",
    "due_precision",
    "custom",
)
Row = Mapping[str, Any]


class BulkItems(WorkspaceAPIView):
    """Up to 1,000 items at once, all or nothing; what is wrong with one points at its place (`/items/3/status`)."""

    rights = {"post": Right.GROOM}
    bodies = {"post": BulkBody}
    shapes = {"post": BulkShape}

    @transaction.atomic
    def post(self, request: APIRequest) -> HttpResponse:
        """Change, delete and rank items. One act: one undo, and one news for those who look on.

        With `dry_run` nothing is written: each item says what would change and why it would be refused.
        """
        body = self.body()
        rows: list[Row] = body["items"]
        keys = {key for row in rows for key in (row["key"], row.get("parent")) if key}
        named = NamedRows(request.actor, keys=keys)
        found = _each(rows, "key", lambda row: named.item(row["key"]))
        named.products = {item.product_id for item in found}
        if body.get("dry_run"):
            return json_response({"items": self._plan(rows, found, named)})
        self._change(rows, found, named)
        put_rows(rows, found, request.actor)
        kept = [item for row, item in zip(rows, found, strict=True) if not row.get("delete")]
        if "to" in body and kept:
            move_items(kept, by=request.actor, to=body["to"])
        shown = Item.objects.in_bulk([item.pk for item in kept])
        answer = [{"id": item.pk, "key": item.key, "version": shown[item.pk].version} for item in kept]
        return json_response({"items": answer})

    def _change(self, rows: Sequence[Row], found: Sequence[Item], named: NamedRows) -> None:
        edits = self._edits(rows, found, self._labels(rows, named), named)
        changed, gone = _parted(rows)
        by, versions = self.request.actor, {found[at].pk: rows[at].get("version") for at in gone}
        if changed:
            _pointing(changed, lambda: edit_items([edits[at] for at in changed], by=by))
        if gone:
            _pointing(gone, lambda: delete_items([found[at] for at in gone], by=by, versions=versions))

    def _plan(
        self, rows: Sequence[Row], found: Sequence[Item], named: NamedRows
    ) -> Iterable[Mapping[str, Any]]:
        """The same by the services' plans, which the table's preview shows as well."""
        edits = self._edits(rows, found, self._labels(rows, named, make=False), named)
        changed, gone = _parted(rows)
        by, versions = self.request.actor, {found[at].pk: rows[at].get("version") for at in gone}
        planned = [Change(item) for item in found]
        edited = plan_edits([edits[at] for at in changed], by=by) if changed else []
        hidden = plan_deletions([found[at] for at in gone], by=by, versions=versions) if gone else []
        for at, change in zip([*changed, *gone], [*edited, *hidden], strict=True):
            planned[at] = change
        plan_rows(rows, planned, by)
        return [_expected(change, row) for change, row in zip(planned, rows, strict=True)]

    def _edits(
        self, rows: Sequence[Row], found: Sequence[Item], labels: Mapping[str, Label], named: NamedRows
    ) -> list[Edit]:
        references: Mapping[str, Callable[[Row, Item], Any]] = {
            "status": lambda row, item: named.status(item.product_id, row["status"]),
            "assignee": lambda row, _item: named.assignee(row["assignee"]) if row["assignee"] else None,
            "team": lambda row, _item: named.team(row["team"]) if row["team"] else None,
            "parent": lambda row, _item: named.item(row["parent"]) if row["parent"] else None,
        }
        problems: dict[int, dict[str, list[str]]] = {}
        edits = []
        for at, (row, item) in enumerate(zip(rows, found, strict=True)):
            fields = flat({name: row[name] for name in FIELDS if name in row})
            for name in references.keys() & row.keys():
                try:
                    fields[name] = references[name](row, item)
                except DjangoValidationError as error:
                    problems.setdefault(at, {})[name] = error.messages
            chosen = {
                name: [labels[low] for low in map(str.lower, row.get(name, ())) if low in labels]
                for name in LABELS
            }
            if "labels" in row:
                fields["labels"] = chosen["labels"]
            edits.append(
                Edit(item, fields, chosen["add_labels"], chosen["remove_labels"], row.get("version"))
            )
        if problems:
            raise ValidationError({"items": {str(at): wrong for at, wrong in problems.items()}})
        return edits

    def _labels(self, rows: Sequence[Row], named: NamedRows, *, make: bool = True) -> dict[str, Label]:
        """All labels that are named, by their words in lower case; those that are not there are made, or stand unsaved."""
        wanted = {word.lower(): word for row in rows for name in LABELS[:2] for word in row.get(name, ())}
        gone = {word.lower(): word for row in rows for word in row.get("remove_labels", ())}
        found = {low: named.label(word) for low, word in (gone | wanted).items()}
        by, workspace = self.request.actor, self.request.workspace
        new = [low for low in wanted if found[low] is None]
        made = {
            low: label_named(workspace, wanted[low], by=by)
            if make
            else Label(workspace=workspace, name=wanted[low])
            for low in new
        }
        return {low: label for low, label in (found | made).items() if label is not None}


def _parted(rows: Sequence[Row]) -> tuple[list[int], list[int]]:
    """The places of those that are changed, and of those that are deleted."""
    gone = [at for at, row in enumerate(rows) if row.get("delete")]
    return [at for at, row in enumerate(rows) if not row.get("delete") and len(row) > 1], gone


def _expected(change: Change, row: Row) -> Mapping[str, Any]:
    item = change.item
    return {
        "id": item.pk,
        "key": item.key,
        "version": item.version,
        "changes": change.changes,
        "names": {str(pk): str(name) for pk, name in change.names.items()},
        "delete": bool(row.get("delete")) and not change.error,
        "refused": change.why or None,
    }


def _each(rows: Sequence[Row], name: str, read: Callable[[Row], Item]) -> list[Item]:
    """What `read` finds for each row; else what is wrong, by the place of each. An item may be named once."""
    found: list[Item] = []
    problems = {}
    for at, row in enumerate(rows):
        try:
            found.append(read(row))
        except DjangoValidationError as error:
            problems[str(at)] = {name: error.messages}
    if problems:
        raise ValidationError({"items": problems})
    return found


def _pointing(places: Sequence[int], act: Callable[[], Any]) -> None:
    """Do it; what is wrong with an item points at its place in the body."""
    try:
        act()
    except ItemErrors as error:
        problems = {str(places[at]): _problem(change) for at, change in error.refused.items()}
        raise ValidationError({"items": problems}) from error


def _placed(errors: Sequence[Any]) -> Any:
    """What is wrong with one field; below a place in it where the error has one."""
    at: dict[str, list[str]] = {}
    for error in errors:
        if not (place := getattr(error, "at", ())):
            return [message for one in errors for message in one.messages]
        at.setdefault(str(place[0]), []).extend(error.messages)
    return at


def _problem(change: Change) -> dict[str, list[str]] | list[str]:
    error = change.error
    if isinstance(error, DjangoValidationError) and hasattr(error, "error_dict"):
        return {name: _placed(errors) for name, errors in error.error_dict.items()}
    if isinstance(error, PermissionDenied):
        return [str(error)]
    return [change.why]
