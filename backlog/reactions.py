"""The six signs that people put under a comment."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backlog.models import Reaction

SIGNS: dict[str, Promise] = {
    "thumbs-up": _("Thumbs up"),
    "thumbs-down": _("Thumbs down"),
    "heart": _("Heart"),
    "party-popper": _("Hooray"),
    "eye": _("Looking at it"),
    "lightbulb": _("Good idea"),
}
"""By the names of our icons: what people see does not hang on the fonts they have."""


@dataclass(frozen=True, slots=True)
class ShownReaction:
    """One sign under a comment: who gave it, and whether the reader did."""

    sign: str
    name: str
    people: tuple[str, ...]
    is_mine: bool


def shown(reactions: Iterable[Reaction], member_id: UUID | None) -> list[ShownReaction]:
    """All six signs in their order, with the names of who gave them; members must be loaded. No query."""
    rows = list(reactions)
    found = []
    for sign, name in SIGNS.items():
        given = [row for row in rows if row.sign == sign]
        people = tuple(row.member.name for row in given)
        mine = any(row.member_id == member_id for row in given)
        found.append(ShownReaction(sign, str(name), people, mine))
    return found
