"""Who reaches themes: rows of the access matrix."""

from accounts.permissions import Right
from roadmap.services.theme_items import add_items
from tests.factories import make_item, make_product, make_theme
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_ROADMAPS)
GROOMERS = having(Right.GROOM)
PLANNERS = having(Right.MANAGE_PLANS)
OF_THEME = (
    "theme", "theme_settings", "move_theme", "merge_theme", "delete_theme", "theme_candidates", "add_to_theme", "remove_from_theme",
)  # fmt: skip

PAGES: Table = {
    "roadmap:themes": page(READERS),
    "roadmap:unthemed": page(having(Right.READ_BACKLOG)),
    "roadmap:theme": page(READERS),
    "roadmap:new_theme": page(PLANNERS),
    "POST roadmap:new_theme": page(PLANNERS),
    "roadmap:theme_targets": page(PLANNERS),
    "POST roadmap:theme_targets": page(PLANNERS),
    "roadmap:theme_settings": page(PLANNERS),
    "POST roadmap:theme_settings": page(PLANNERS),
    "POST roadmap:move_theme": page(PLANNERS),
    "roadmap:merge_theme": page(PLANNERS),
    "POST roadmap:merge_theme": page(PLANNERS),
    "POST roadmap:delete_theme": page(PLANNERS),
    "roadmap:theme_candidates": page(GROOMERS),
    "POST roadmap:add_to_theme": page(GROOMERS),
    "POST roadmap:remove_from_theme": page(GROOMERS),
}
API: Table = {
    "api:themes-list": api(READERS, stranger="own"),
    "POST api:themes-list": api(PLANNERS, stranger="own"),
    "api:themes-detail": api(READERS),
    "PATCH api:themes-detail": api(PLANNERS),
    "DELETE api:themes-detail": api(PLANNERS),
    "POST api:themes-move": api(PLANNERS),
    "POST api:themes-merge": api(PLANNERS),
    "api:theme-items": api(READERS),
    "POST api:theme-items": api(GROOMERS),
    "POST api:theme-items-remove": api(GROOMERS),
    "api:theme-investment": api(READERS, stranger="own"),
    "POST api:theme-targets": api(PLANNERS, stranger="own"),
}
ACCESS: Table = {**PAGES, **API}


def make(world: World) -> Arguments:
    """A theme with an item."""
    theme = make_theme(world.workspace, "Zebra theme")
    item = make_item(make_product(world.workspace, "ZTH", name="Zebra themes"), "Zebra of a theme")
    add_items(theme, [item], by=world.member("owner").actor())
    return {
        **{f"roadmap:{name}": {"pk": theme.pk} for name in OF_THEME},
        **{f"api:themes-{name}": {"pk": theme.pk} for name in ("detail", "move", "merge")},
        **{f"api:theme-{name}": {"theme_pk": theme.pk} for name in ("items", "items-remove")},
    }
