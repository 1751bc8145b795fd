"""A sprint told day by day through the services, at fixed moments."""

from datetime import UTC, datetime

import time_machine

from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import delete_item, restore_item, update_item
from sprints.models import Sprint
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items


def june(day: int, hour: int) -> datetime:
    """A moment of June 2026, in UTC."""
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def set_status(item: Item, category: str, *, by: Actor) -> None:
    """Move it to its workflow's first status of that category."""
    status = item.product.statuses.filter(category=category).first()
    update_item(item, by=by.anew(), fields={"status": status})


def tell(sprint: Sprint, items: list[Item], *, by: Actor) -> None:
    """Monday to Thursday: done late on Monday (New York) and again on Wednesday, estimated anew, added, deleted, restored.

    Of items with 3, 5, 8 and no points the first two are committed.
    """
    one, two, three, four = items
    with at(june(1, 12)):
        add_items(sprint, [one, two], by=by.anew())
    with at(june(1, 13)):
        start_sprint(sprint, by=by.anew())
    with at(june(2, 3)):
        set_status(one, "done", by=by.anew())
    with at(june(2, 15)):
        update_item(two, by=by.anew(), fields={"estimate": 8})
        add_items(sprint, [three], by=by.anew())
    with at(june(3, 15)):
        set_status(one, "active", by=by.anew())
    with at(june(3, 16)):
        set_status(one, "done", by=by.anew())
    with at(june(3, 17)):
        delete_item(three, by=by.anew())
        add_items(sprint, [four], by=by.anew())
    with at(june(4, 14)):
        restore_item(three, by=by.anew())


def close(sprint: Sprint, items: list[Item], *, by: Actor) -> None:
    """Friday: the second is carried over, the third said to be done, the fourth goes back to the backlog."""
    choices = {items[1].pk: "next", items[2].pk: "done", items[3].pk: "backlog"}
    with at(june(5, 15)):
        close_sprint(sprint, by=by.anew(), choices=choices)
