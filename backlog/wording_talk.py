"""What the history says of files."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from activity.models import Event

_TOLD = {
    "attachment.added": gettext_lazy("{who} added the file {name}"),
    "attachment.removed": gettext_lazy("{who} removed the file {name}"),
    "attachment.restored": gettext_lazy("{who} brought the file {name} back"),
}
VERBS = frozenset(_TOLD)


def talked(event: Event, who: SafeString) -> list[SafeString]:
    """The sentence of an event of VERBS. No query."""
    old, new = event.changes["attachments"]
    return [format_html(str(_TOLD[event.verb]), who=who, name=new or old)]
