"""Who reaches sprints, their planning and their closing: rows of the access matrix."""

from datetime import date

from accounts.permissions import Right
from sprints.services.planning import add_items
from sprints.services.sprints import create_sprint
from tests.factories import make_item, make_product, make_team
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_BACKLOG)
GROOMERS = having(Right.GROOM)
OF_SPRINT = (
    "sprint", "sprint_settings", "delete_sprint", "add_items", "remove_items", "set_capacity", "start_sprint", "close_sprint",
)  # fmt: skip

PAGES: Table = {
    "sprints:sprints": page(READERS),
    "sprints:new_sprint": page(GROOMERS),
    "POST sprints:new_sprint": page(GROOMERS),
    "sprints:sprint": page(READERS),
    "sprints:sprint_settings": page(GROOMERS),
    "POST sprints:sprint_settings": page(GROOMERS),
    "POST sprints:delete_sprint": page(GROOMERS),
    "POST sprints:add_items": page(GROOMERS),
    "POST sprints:remove_items": page(GROOMERS),
    "POST sprints:set_capacity": page(GROOMERS),
    "POST sprints:start_sprint": page(GROOMERS),
    "sprints:close_sprint": page(GROOMERS),
    "POST sprints:close_sprint": page(GROOMERS),
}
API: Table = {
    "api:sprints-list": api(READERS, stranger="own"),
    "POST api:sprints-list": api(GROOMERS, stranger="own"),
    "api:sprints-detail": api(READERS),
    "PATCH api:sprints-detail": api(GROOMERS),
    "DELETE api:sprints-detail": api(GROOMERS),
    "POST api:sprints-start": api(GROOMERS),
    "POST api:sprints-close": api(GROOMERS),
    "api:sprints-capacity": api(READERS),
    "POST api:sprints-capacity": api(GROOMERS),
    "api:sprint-items": api(READERS),
    "POST api:sprint-items": api(GROOMERS),
    "POST api:sprint-items-remove": api(GROOMERS),
}
ACCESS: Table = {**PAGES, **API}


def make(world: World) -> Arguments:
    """A planned sprint with one item."""
    by = world.member("owner").actor()
    team = make_team(world.workspace, "Zebra team")
    product = make_product(world.workspace, "ZSP", name="Zebra sprints", teams=[team])
    sprint = create_sprint(team, by=by, name="Zebra 1", start_on=date(2026, 6, 1), end_on=date(2026, 6, 12))
    add_items(sprint, [make_item(product, "Zebra of a sprint")], by=by)
    one = {"product_key": product.key, "pk": sprint.pk}
    return {
        **{f"sprints:{name}": {"product_key": product.key} for name in ("sprints", "new_sprint")},
        **{f"sprints:{name}": one for name in OF_SPRINT},
        **{f"api:sprints-{name}": {"pk": sprint.pk} for name in ("detail", "start", "close", "capacity")},
        **{f"api:sprint-{name}": {"sprint_pk": sprint.pk} for name in ("items", "items-remove")},
    }
