"""The whole demo company, put together: numbered items in the order they were made, ranks, and their history.

What nobody wants to write by hand four hundred times (when an item was created, by whom, when it changed status) is
worked out here from what is written, the same on every run.
"""

from functools import cache
from itertools import pairwise
from math import prod
from zlib import crc32

from config.demo import (
    app_base,
    app_garden,
    app_shop,
    ops_parcels,
    ops_stock,
    web_basket,
    web_business,
    web_payments,
    web_trust,
)
from config.demo.company import PRODUCTS
from config.demo.history import CHANGES
from config.demo.types import DemoChange, DemoItem, DemoProduct

_SOURCES = (
    web_payments,
    web_basket,
    web_business,
    web_trust,
    app_garden,
    app_shop,
    app_base,
    ops_parcels,
    ops_stock,
)
_PRODUCTS = {product.key: product for product in PRODUCTS}
_OPEN_WORK = ("ready", "active")
_CREATORS = {
    "WEB": ("jonas", "mila", "jonas", "zofia", "eleni", "rasmus"),
    "APP": ("tomas", "tomas", "mateo", "eleni", "mila"),
    "OPS": ("astrid", "astrid", "bogdan", "rasmus"),
}


@cache
def all_items() -> tuple[DemoItem, ...]:
    """Every item, oldest first and parents before children, with `number`, `created` and `creator` set."""
    items = [item for source in _SOURCES for item in source.ITEMS]
    by_ref = {item.ref: item for item in items}
    latest = {item.ref: _latest_birth(item) for item in items}
    for item in sorted(items, key=lambda each: -_depth(each, by_ref)):
        if item.parent:
            latest[item.parent] = min(latest[item.parent], latest[item.ref])
    for item in sorted(items, key=lambda each: _depth(each, by_ref)):
        earliest = by_ref[item.parent].created if item.parent else -420
        item.created = max(earliest, latest[item.ref] - int(150 * _chance(item.ref, "born") ** 2))
        item.creator = _creator(item)
        talkers = {comment.by: None for comment in item.comments}
        item.watchers = tuple(dict.fromkeys((*item.watchers, *talkers)))
    items.sort(key=lambda each: (each.created, _depth(each, by_ref), _chance(each.ref, "order")))
    counters = dict.fromkeys(_PRODUCTS, 0)
    for item in items:
        counters[item.product] += 1
        item.number = counters[item.product]
    return tuple(items)


def ranked(product: DemoProduct) -> list[DemoItem]:
    """The product's items from the top of its backlog to the bottom.

    Work that is ready or under way comes first, then the rest, then what is closed; inside each by score, not quite
    exactly, since people rank and scores advise.
    """

    def place(item: DemoItem) -> tuple[int, float]:
        category = product.category(item.status)
        if category in ("done", "dropped"):
            group = 3 if category == "done" else 4
        elif item.kind in ("initiative", "epic"):
            group = 2
        else:
            group = 0 if category in _OPEN_WORK else 1
        return group, -_worth(item) * (0.4 + 1.2 * _chance(item.ref, "rank"))

    return sorted((item for item in all_items() if item.product == product.key), key=place)


@cache
def all_changes() -> tuple[DemoChange, ...]:
    """Past changes of all items, oldest first: every step of the workflow, and what `history.CHANGES` tells."""
    steps = [change for item in all_items() for change in _steps(item)]
    return tuple(sorted((*steps, *CHANGES), key=lambda change: (change.offset, change.minute)))


def _chance(ref: str, topic: str) -> float:
    """A number from 0 up to 1 that is always the same for the same words."""
    return crc32(f"{topic}:{ref}".encode()) / 2**32


def _depth(item: DemoItem, by_ref: dict[str, DemoItem]) -> int:
    depth = 0
    while item.parent:
        item, depth = by_ref[item.parent], depth + 1
    return depth


def _worth(item: DemoItem) -> float:
    numbers = list(item.ratings.values())
    if not numbers:
        return 0.0
    if item.product == "APP":
        return prod(numbers)
    top = sum(numbers[:-1]) if item.product == "OPS" else prod(numbers[:-1])
    return top / numbers[-1]


def _creator(item: DemoItem) -> str:
    if item.kind in ("initiative", "epic"):
        return _PRODUCTS[item.product].lead
    people = _CREATORS[item.product]
    return people[int(_chance(item.ref, "creator") * len(people))]


def _latest_birth(item: DemoItem) -> int:
    """The last day on which the item can have been created, given what is known to have happened to it."""
    known = [-3, _closed_on(item) - 9]
    known += [comment.offset - 2 for comment in item.comments]
    known += [change.offset - 2 for change in CHANGES if change.ref == item.ref]
    if item.start:
        known.append(item.start.offset - 8)
    return min(known)


def _closed_on(item: DemoItem) -> int:
    """The day a done or dropped item was closed, -1 for others."""
    category = _PRODUCTS[item.product].category(item.status)
    if category not in ("done", "dropped"):
        return -1
    talk = max((comment.offset for comment in item.comments), default=-1)
    if category == "dropped":
        return talk if item.comments else -5 - int(90 * _chance(item.ref, "dropped"))
    if item.due and item.due.offset < 0:
        return min(-1, item.due.offset - 2 + int(5 * _chance(item.ref, "closed")))
    return -4 - int(120 * _chance(item.ref, "closed"))


def _path(item: DemoItem) -> list[str]:
    """The statuses the item went through, the first and the present one included."""
    statuses = [status.key for status in _PRODUCTS[item.product].statuses]
    if item.status == "dropped":
        return [statuses[0], "dropped"]
    return statuses[: statuses.index(item.status) + 1]


def _begun_on(item: DemoItem, closed: int) -> int:
    """The day work on the item began: its start where that is past, else shortly before it was closed or today."""
    if item.start and item.start.offset < 0:
        return item.start.offset
    return max(item.created + 1, closed - 2 - int(8 * _chance(item.ref, "begun")))


def _days(item: DemoItem, path: list[str]) -> list[int]:
    """The day of each step of the path but the first."""
    product, closed = _PRODUCTS[item.product], _closed_on(item)
    begun = _begun_on(item, closed)
    days: list[int] = []
    for status in path[1:]:
        chance = _chance(item.ref, status)
        category = product.category(status)
        if category in ("done", "dropped"):
            day = closed
        elif category == "active":
            day = begun if begun not in days else begun + round((closed - begun) * (0.4 + 0.6 * chance))
        else:
            until = begun if status != item.status else -1
            day = item.created + round((until - item.created) * chance)
        days.append(min(-1, max(day, days[-1] if days else item.created)))
    return days


def _steps(item: DemoItem) -> list[DemoChange]:
    product, path = _PRODUCTS[item.product], _path(item)
    changes = []
    for index, (day, (before, after)) in enumerate(zip(_days(item, path), pairwise(path), strict=True)):
        planning = product.category(after) in ("backlog", "ready", "dropped")
        by = product.lead if planning or not item.assignee else item.assignee
        minute = 440 + 100 * index + int(90 * _chance(item.ref, f"minute {after}"))
        changes.append(DemoChange(item.ref, day, minute, by, "status", before, after))
    return changes
