"""Who reaches which address of notifications; tests/verdicts.py explains the words."""

from notifications.models import Notification
from roadmap.services.roadmaps import create_roadmap
from tests.verdicts import ROLES, Arguments, Table, World, api, everyone, page

# A line is one member's own: here the product manager's.
ONE = page(["product_manager"], owner=404, product_owner=404, contributor=404, stakeholder=404)

ACCESS: Table = {
    "notifications:inbox": page(ROLES),
    "POST notifications:read_all": page(ROLES),
    "POST notifications:read": ONE,
    "POST notifications:unread": ONE,
    "notifications:digest": page(ROLES),
    "POST notifications:digest": page(ROLES),
    "notifications:unsubscribe": everyone("in"),
    "POST notifications:unsubscribe": everyone(404),  # no token of ours
    "api:roadmap-digest": api(ROLES),
    "PATCH api:roadmap-digest": api(ROLES),
}


def make(world: World) -> Arguments:
    """One line in the product manager's inbox, and a roadmap."""
    line = Notification.objects.create(
        workspace=world.workspace,
        member=world.member("product_manager"),
        kind="assigned",
        key="one",
        data={"title": "A"},
    )
    roadmap = create_roadmap(world.workspace, by=world.member("product_manager").actor(), name="Digested")
    return {
        "notifications:read": {"pk": line.pk},
        "notifications:unread": {"pk": line.pk},
        "notifications:digest": {"pk": roadmap.pk},
        "api:roadmap-digest": {"pk": roadmap.pk},
        "notifications:unsubscribe": {"token": "none"},
    }
