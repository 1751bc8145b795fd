"""Removing for good, so many rows at a time that no transaction is long."""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.db import tenant

KEPT_DAYS = 30  # what was deleted can be brought back for so long
BATCH = 200


def purge(rows: "QuerySet[Any]", remove: Callable[["QuerySet[Any]"], Any] | None = None) -> int:
    """Remove these rows of workspaces with what hangs on them; returns how many.

    At most BATCH of them, all of one workspace, are one transaction; a killed run goes on with the rest next time. What
    somebody holds or brings back meanwhile stays. `remove` (default: delete) is what becomes of a locked batch.
    """
    total = 0
    while found := list(rows.order_by("workspace_id", "pk").values_list("workspace_id", "pk")[:BATCH]):
        gone = 0
        for workspace_id, batch in groupby(found, key=itemgetter(0)):
            gone += _purge(rows, workspace_id, [pk for _workspace, pk in batch], remove)
        if not gone:
            break
        total += gone
    return total


def _purge(
    rows: "QuerySet[Any]",
    workspace_id: UUID,
    keys: list[UUID],
    remove: Callable[["QuerySet[Any]"], Any] | None,
) -> int:
    with tenant(workspace_id):
        held = rows.filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True)
        still = list(held.values_list("pk", flat=True))
        batch = rows.filter(pk__in=still)
        if remove is None:
            batch.delete()
        else:
            remove(batch)
    return len(still)
