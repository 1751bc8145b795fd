"""What the backlog does with news."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from activity.handlers import Handler
from activity.models import Event
from backlog.services.recompute import request_scores
from backlog.services.words import learn_words

_WHOLE_PRODUCT = frozenset({"scoring_model.changed", "import.finished"})
_ONE_ITEM = frozenset({"rating.set", "item.created", "item.restored", "item.updated"})
_SCORED_FIELDS = frozenset({"status", "kind"})


def _request(events: Sequence[Event]) -> None:
    """Ask for new scores of what the events touched; one request a product for many events."""
    items: dict[UUID, set[UUID]] = defaultdict(set)
    for event in events:
        product_id = UUID(event.data["product"])
        if event.verb in _WHOLE_PRODUCT:
            request_scores(product_id, None, workspace_id=event.workspace_id, cause=event.verb)
        elif event.verb != "item.updated" or _SCORED_FIELDS & event.changes.keys():
            items[product_id].add(event.object_id)
    for product_id, ids in items.items():
        request_scores(product_id, ids, workspace_id=events[0].workspace_id, cause=events[0].verb)


scores = Handler("scores", _WHOLE_PRODUCT | _ONE_ITEM, _request)


def _learn(events: Sequence[Event]) -> None:
    """The words of new titles."""
    ids = [event.object_id for event in events if event.verb != "item.updated" or "title" in event.changes]
    if ids:
        learn_words(events[0].workspace_id, ids)


words = Handler("words", frozenset({"item.created", "item.updated"}), _learn)
