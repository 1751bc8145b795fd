"""What the history says of links, of splitting and of merging."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import Event

VERBS = frozenset(
    {"item.linked", "item.unlinked", "item.split", "item.merged", "item.absorbed", "item.parted"}
)
_LINKED = {
    "blocks out": gettext_lazy("{who} noted that it blocks {key}"),
    "blocks in": gettext_lazy("{who} noted that {key} blocks it"),
    "relates out": gettext_lazy("{who} related it to {key}"),
    "relates in": gettext_lazy("{who} related it to {key}"),
    "duplicates out": gettext_lazy("{who} noted that it duplicates {key}"),
    "duplicates in": gettext_lazy("{who} noted that {key} duplicates it"),
}
_UNLINKED = {
    "blocks out": gettext_lazy("{who} noted that it no longer blocks {key}"),
    "blocks in": gettext_lazy("{who} noted that {key} no longer blocks it"),
    "relates out": gettext_lazy("{who} took away its relation to {key}"),
    "relates in": gettext_lazy("{who} took away its relation to {key}"),
    "duplicates out": gettext_lazy("{who} noted that it does not duplicate {key}"),
    "duplicates in": gettext_lazy("{who} noted that {key} does not duplicate it"),
}
_OTHERS = {
    "item.split": gettext_lazy("{who} split it into {key}"),
    "item.merged": gettext_lazy("{who} merged it into {key}"),
    "item.absorbed": gettext_lazy("{who} merged {key} into it"),
    "item.parted": gettext_lazy("{who} parted it from {key} again"),
}


def shaped(event: Event, who: SafeString) -> list[SafeString]:
    """The sentence of an event of VERBS. No query."""
    if event.verb in _OTHERS:
        return [format_html(str(_OTHERS[event.verb]), who=who, key=", ".join(event.data.get("keys", ())))]
    old, new = event.changes["links"]
    words, link = (_UNLINKED, old) if new is None else (_LINKED, new)
    text = words.get(f"{link['kind']} {link['side']}", _("{who} changed its link with {key}"))
    return [format_html(str(text), who=who, key=link["item"])]
