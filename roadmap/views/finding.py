"""What a box finds that asks as one types: the tray's, and those of the dialogs that add items."""

from collections.abc import Callable, Container
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.access import WorkspaceRequest
from backlog.models import Item
from backlog.queries.similar import instead
from core.query import QueryError


def offered(
    request: WorkspaceRequest, text: str, find: Callable[..., list[Item]], *, without: Container[UUID] = ()
) -> dict[str, Any]:
    """The context of what it found: `items`, those `without` left out; `text` with its `mistake`, and what to ask `instead` where
    nothing fits. Costs what `find` does, which is asked by `text`, `actor` and `today`, and a statement where nothing fits.
    """
    mistake = None
    try:
        items = find(text, actor=request.actor, today=timezone.localdate())
    except QueryError as error:
        items, mistake = [], error
    again = "" if items or not text.strip() else instead(text, mistake, actor=request.actor)
    return {
        "items": [item for item in items if item.pk not in without],
        "text": text,
        "mistake": mistake,
        "instead": again,
    }
