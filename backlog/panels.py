"""What higher apps add to the backlog's pages, named in the settings ITEM_PANELS and MY_WORK_PANELS."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.utils.module_loading import import_string

from activity.actors import Actor
from backlog.models import Item


class Link(TypedDict):
    """A further step of the throughline above an item."""

    url: str
    text: str
    icon: str


class Panel(TypedDict):
    """A part of a page: `template` is included with `panel` = `context`; `links` go into an item's throughline.

    `is_first` puts it before what the backlog itself has to say on My work: something waits for this person.
    """

    title: str
    template: str
    context: dict[str, Any]
    links: NotRequired[Sequence[Link]]
    is_first: NotRequired[bool]


def item_panels(item: Item, actor: Actor) -> list[Panel]:
    """The panels of an item's page, in the order of the setting: dotted functions `(item, actor) -> list[Panel]`."""
    return [panel for path in settings.ITEM_PANELS for panel in import_string(path)(item, actor)]


def work_panels(actor: Actor) -> list[Panel]:
    """The panels of My work: dotted functions `(actor) -> list[Panel]`; a stakeholder sees nothing else there."""
    return [panel for path in settings.MY_WORK_PANELS for panel in import_string(path)(actor)]
