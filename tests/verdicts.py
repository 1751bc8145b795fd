"""The words of the access matrix: what each of the cast gets at an address.

An app lists its addresses in `tests/<app>/access.py`:

    ACCESS = {
        "backlog:backlog": page(READERS),                  # GET; key = URL name
        "POST backlog:add_item": page(WRITERS),
        "api:items-list": api(READERS, stranger="own"),
        "PATCH api:items-detail": api(WRITERS, contributor=403),
    }
    def make(world: World) -> Arguments: ...               # URL name → its arguments beside `slug`

`page` and `api` give "in" to the roles named, 403 to the other roles, 404 to the stranger, and to nobody "sign in" or
401. A list, and a POST to a list, reach the stranger's own workspace: say `stranger="own"`. A verdict is a status, "sign in" (sent there), "in" (any answer of the thing itself: 2xx, 3xx elsewhere, 400, 409,
412, 422) or "own" (in, with nothing of the other workspace in it).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Member, Workspace
from accounts.permissions import Right, Role, roles_with

Verdict = int | str
Row = Mapping[str, Verdict]
Table = Mapping[str, Row]
Arguments = dict[str, dict[str, Any]]

ROLES: tuple[str, ...] = tuple(role.value for role in Role)
CAST = (*ROLES, "stranger", "nobody")
REFUSED = (401, 403, 404, 405, 429)


def having(right: Right) -> tuple[str, ...]:
    """The roles that have a right."""
    return tuple(role.value for role in roles_with(right))


def _row(inside: Collection[str], **others: Verdict) -> Row:
    rights: dict[str, Verdict] = {role: "in" if role in inside else 403 for role in ROLES}
    return {**rights, **others}


def page(inside: Collection[str], **others: Verdict) -> Row:
    """A page of a workspace, open to these roles; `others` sets single verdicts (`contributor=404`)."""
    return _row(inside, **{"stranger": 404, "nobody": "sign in", **others})


def api(inside: Collection[str], **others: Verdict) -> Row:
    """An address of the API, open to these roles; for a list say `stranger="own"`."""
    return _row(inside, **{"stranger": 404, "nobody": 401, **others})


def everyone(verdict: Verdict, **others: Verdict) -> Row:
    """The same for all, signed in or not."""
    return {**dict.fromkeys(CAST, verdict), **others}


@dataclass
class World:
    """The workspace that addresses are made in; the stranger owns another one."""

    workspace: Workspace
    members: dict[str, Member] = field(default_factory=dict)
    stranger: Member | None = None

    def member(self, role: str) -> Member:
        return self.members[role]


Maker = Callable[[World], Arguments]
