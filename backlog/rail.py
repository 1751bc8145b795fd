"""Which link of the rail stands for a page: that of the room it lies in."""

from typing import NamedTuple

from django.conf import settings


class Room(NamedTuple):
    """A link of the rail: the name of its view ("": none) and, for a product's rooms, the product's key."""

    view: str
    product_key: str


def room_of(path: str) -> Room:
    """The room in which the page at `/w/<slug>/…` lies, by the setting RAIL_ROOMS.

    An item lies in the backlog of the product that its key names. No SQL.
    """
    first, *rest = path.strip("/").split("/")[2:] or [""]
    product_key = ""
    if first == "p" and rest:
        product_key, *rest = rest
    elif first == "items" and rest:
        product_key = rest[0].rpartition("-")[0]
    second = rest[0] if rest else ""
    view = settings.RAIL_ROOMS.get(f"{first}/{second}") or settings.RAIL_ROOMS.get(first, "")
    return Room(view, product_key.upper())
