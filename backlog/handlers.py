"""What the backlog does with news."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from activity.handlers import Handler
from activity.models import Event
from backlog.models import Item, ItemLink
from backlog.services.following import follow_names
from backlog.services.recompute import request_scores, request_using
from backlog.services.renaming import RENAMING
from backlog.services.words import learn_words

_WHOLE_PRODUCT = frozenset(
    {"scoring_model.changed", "scoring_model.tried", "import.finished", "import.cancelled"}
)
_ONE_ITEM = frozenset({"rating.set", "item.created", "item.restored", "item.updated"})
_SCORED_FIELDS = frozenset({"status", "kind"})
_COMING_AND_GOING = frozenset({"item.created", "item.deleted", "item.restored"})
_LINKING = frozenset({"item.linked", "item.unlinked"})


def _request(events: Sequence[Event]) -> None:
    """Ask for new scores of what the events touched; one request a product for many events."""
    items: dict[tuple[UUID, str], dict[UUID, UUID]] = defaultdict(dict)
    for event in events:
        product_id = UUID(event.data["product"])
        if event.verb in _WHOLE_PRODUCT:
            request_scores(
                product_id, None, workspace_id=event.workspace_id, cause=event.verb, actions=event.action
            )
        elif event.verb != "item.updated" or _SCORED_FIELDS & event.changes.keys():
            items[product_id, event.verb][event.object_id] = event.action
    for (product_id, verb), actions in items.items():
        request_scores(product_id, actions, workspace_id=events[0].workspace_id, cause=verb, actions=actions)


scores = Handler("scores", _WHOLE_PRODUCT | _ONE_ITEM, _request)


def _derive(events: Sequence[Event]) -> None:
    """Ask for new scores where a number has changed that formulas derive from items and how they belong together."""
    by_verb: dict[tuple[str, UUID], list[Event]] = defaultdict(list)
    for event in events:
        by_verb[event.verb, event.action].append(event)
    for (verb, action), some in by_verb.items():
        for keys, ids in (
            (("estimate",), _changed(some, "estimate")),
            (("days_to_due",), _changed(some, "due_on")),
            (("child_count",), _parents(some)),
            (("blocked_count", "blocking_count"), _linked(some)),
        ):
            if ids:
                request_using(keys, ids, workspace_id=some[0].workspace_id, cause=verb, action=action)


def _changed(events: Iterable[Event], field: str) -> set[UUID]:
    return {event.object_id for event in events if field in event.changes}


def _parents(events: Sequence[Event]) -> set[UUID]:
    """The items below which something came or went."""
    named = {pk for event in events for pk in event.changes.get("parent", ()) if pk}
    moving = [event.object_id for event in events if event.verb in _COMING_AND_GOING]
    rows = Item.all_objects.filter(pk__in=moving, parent__isnull=False).values_list("parent_id", flat=True)
    return {UUID(pk) for pk in named} | (set(rows) if moving else set())


def _linked(events: Sequence[Event]) -> set[UUID]:
    """The items that wait for others, or others for them, and this has changed: linked, begun, finished, gone."""
    ends = {event.object_id for event in events if event.verb in _LINKING}
    moving = [
        event.object_id for event in events if event.verb in _COMING_AND_GOING or "status" in event.changes
    ]
    if moving:
        blocks = ItemLink.objects.filter(kind=ItemLink.Kind.BLOCKS)
        ends |= set(blocks.filter(source__in=moving).values_list("target_id", flat=True))
        ends |= set(blocks.filter(target__in=moving).values_list("source_id", flat=True))
    return ends


derived = Handler("derived", _COMING_AND_GOING | _LINKING | {"item.updated"}, _derive)


def _learn(events: Sequence[Event]) -> None:
    """The words of new titles."""
    ids = [event.object_id for event in events if event.verb != "item.updated" or "title" in event.changes]
    if ids:
        learn_words(events[0].workspace_id, ids)


words = Handler("words", frozenset({"item.created", "item.updated"}), _learn)

views = Handler("views", RENAMING, follow_names)
