"""Who reaches which address of notifications; tests/verdicts.py explains the words."""

from notifications.models import Notification
from tests.verdicts import ROLES, Arguments, Table, World, page

# A line is one member's own: here the product manager's.
ONE = page(["product_manager"], owner=404, product_owner=404, contributor=404, stakeholder=404)

ACCESS: Table = {
    "notifications:inbox": page(ROLES),
    "POST notifications:read_all": page(ROLES),
    "POST notifications:read": ONE,
    "POST notifications:unread": ONE,
}


def make(world: World) -> Arguments:
    """One line in the product manager's inbox."""
    line = Notification.objects.create(
        workspace=world.workspace,
        member=world.member("product_manager"),
        kind="assigned",
        key="one",
        data={"title": "A"},
    )
    return {"notifications:read": {"pk": line.pk}, "notifications:unread": {"pk": line.pk}}
