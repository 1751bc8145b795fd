"""What the history says of what an item was put into: sprints, releases, objectives, themes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from activity.models import Event

_TOLD: Mapping[str, Promise] = {
    "sprint.item_added": gettext_lazy("{who} put it into {name}"),
    "sprint.item_removed": gettext_lazy("{who} took it out of {name}"),
    "sprint.item_returned": gettext_lazy("{who} closed {name}; it went back to the backlog"),
    "release.item_added": gettext_lazy("{who} put it into the release {name}"),
    "release.item_removed": gettext_lazy("{who} took it out of the release {name}"),
    "objective.item_added": gettext_lazy("{who} tied it to the objective {name}"),
    "objective.item_removed": gettext_lazy("{who} untied it from the objective {name}"),
    "objective.item_noted": gettext_lazy("{who} said what it does for the objective {name}"),
    "theme.item_added": gettext_lazy("{who} gave it the theme {name}"),
    "theme.item_removed": gettext_lazy("{who} took off the theme {name}"),
}
_BESIDE: Mapping[str, Promise] = {
    "objective.item_added": gettext_lazy("{who} had it contribute to the objective {name}"),
    "objective.item_removed": gettext_lazy("{who} had it no longer contribute to the objective {name}"),
}
_CARRIED = gettext_lazy("{who} closed {former} and carried it over to {name}")
_NAMES = ("sprint_name", "release_name", "objective_name", "theme_name")
VERBS = frozenset(_TOLD)


def placed(event: Event, who: SafeString) -> list[SafeString]:
    """The sentence of an event of VERBS. No query."""
    name = next(event.data[key] for key in _NAMES if key in event.data)
    former = event.data.get("carried_from", "")
    text = _CARRIED if former else _TOLD[event.verb]
    if event.data.get("is_primary") is False:
        text = _BESIDE.get(event.verb, text)
    return [format_html(str(text), who=who, name=name, former=former)]
