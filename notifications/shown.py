"""News for those who read roadmaps and nothing else: what stands on one has changed, without a word about which item."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from activity import dispatch
from activity.models import Event
from notifications.audience import SHOWN
from roadmap.showing import roadmaps_showing

FIELDS = frozenset(
    (
        "title",
        "status",
        "estimate",
        "assignee",
        "parent",
        "start_on",
        "start_precision",
        "due_on",
        "due_precision",
    )
)
WHOLE = frozenset({"item.deleted", "item.restored", "item.created"})  # what parents show of it as well
VERBS = WHOLE | {"item.updated"}


def tell_readers(events: Sequence[Event]) -> None:
    """After commit, have open roadmaps that show the events' items fetched again. At most one statement."""
    if messages := shown_on(events):
        workspace_id = events[0].workspace_id
        transaction.on_commit(lambda: dispatch.publish(workspace_id, messages), robust=True)


def shown_on(events: Iterable[Event]) -> list[dict[str, Any]]:
    """The message that names the roadmaps on which the events can be seen; none where there is no such roadmap."""
    items = {event.object_id for event in events if _is_seen(event)}
    found = [str(pk) for pk in roadmaps_showing(items)] if items else []
    return [{"kind": "roadmap", "verb": SHOWN, "ids": found}] if found else []


def _is_seen(event: Event) -> bool:
    return event.verb in WHOLE or (event.verb == "item.updated" and not FIELDS.isdisjoint(event.changes))
