"""Who acts: the `by` of every service."""

from dataclasses import dataclass, field, replace
from uuid import UUID

import uuid_utils.compat


@dataclass(frozen=True, slots=True)
class Actor:
    """A member, the system, an import or a visitor, acting in one workspace.

    `action` is one act: all events recorded by this actor share it, so undo, bundling and live updates see one thing.
    """

    workspace_id: UUID
    kind: str = "system"
    member_id: UUID | None = None
    name: str = ""
    role: str = ""
    via: str = "worker"
    action: UUID = field(default_factory=uuid_utils.compat.uuid7)

    def anew(self) -> "Actor":
        """The same one, beginning another act."""
        return replace(self, action=uuid_utils.compat.uuid7())


def system_actor(workspace_id: UUID) -> Actor:
    """The product itself: a worker or a sweep."""
    return Actor(workspace_id=workspace_id)
