"""What the shell around every workspace page shows."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.models import Member, Workspace
from accounts.permissions import ROLE_RIGHTS, Right, Role
from backlog.models import Product
from backlog.rail import Room, room_of

MOST_COUNTED = 999
# Counts on every page must not grow with the backlog: the index says how many, up to a bound.
_COUNTED = """
    SELECT count(*) FROM (
        SELECT 1 FROM backlog_item i
         WHERE i.product_id = backlog_product.id AND i.deleted_at IS NULL AND i.category IN ('backlog', 'ready', 'active')
         LIMIT %s) AS open_items
"""


@dataclass
class Shell:
    """The signed-in frame; each part is one query, made when the template asks for it."""

    workspace: Workspace
    member: Member
    room: Room

    @property
    def since(self) -> int:
        """Where the workspace's order of commits stood before the page was made."""
        return getattr(self.member, "last_seq", None) or 0

    @cached_property
    def rights(self) -> frozenset[str]:
        return frozenset(right.value for right in ROLE_RIGHTS[self.member.role])

    @cached_property
    def memberships(self) -> list[Member]:
        mine = Member.objects.active().filter(user=self.member.user).select_related("workspace")
        return list(mine.order_by("workspace__name"))

    @property
    def workspaces(self) -> list[Workspace]:
        return [member.workspace for member in self.memberships]

    @property
    def may_make_workspace(self) -> bool:
        return any(member.role == Role.OWNER for member in self.memberships)

    @cached_property
    def products(self) -> list[Product]:
        if Right.READ_BACKLOG not in self.rights:
            return []
        found = Product.objects.filter(workspace=self.workspace, archived_at=None).order_by("name")
        counted = RawSQL(_COUNTED, [MOST_COUNTED + 1])  # noqa: S611 our own constant
        products: list[Product] = list(found.annotate(counted=counted))
        for product in products:
            product.open_count = open_count(product.counted)  # type: ignore[attr-defined]
        return products

    @cached_property
    def counts(self) -> dict[str, int]:
        """What higher apps count for this member, for example unread notifications."""
        return {name: import_string(path)(self.member) for name, path in settings.SHELL_COUNTS.items()}


def open_count(counted: int) -> str:
    """A bounded count as people read it: 130, or 999+."""
    return f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted)


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` on pages of a workspace; nothing elsewhere."""
    member = getattr(request, "member", None)
    return {"shell": Shell(member.workspace, member, room_of(request.path))} if member is not None else {}
