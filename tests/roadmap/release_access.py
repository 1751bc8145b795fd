"""Who reaches releases: rows of the access matrix."""

from accounts.permissions import Right
from roadmap.services.release_items import add_items
from tests.factories import make_item, make_product, make_release
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_ROADMAPS)
GROOMERS = having(Right.GROOM)
PLANNERS = having(Right.MANAGE_PLANS)
OF_RELEASE = (
    "release", "release_settings", "delete_release", "mark_released", "mark_unreleased", "release_candidates",
    "put_in_release", "take_out_of_release",
)  # fmt: skip

PAGES: Table = {
    "roadmap:releases": page(READERS),
    "roadmap:new_release": page(PLANNERS),
    "POST roadmap:new_release": page(PLANNERS),
    "roadmap:release": page(READERS),
    "roadmap:release_settings": page(PLANNERS),
    "POST roadmap:release_settings": page(PLANNERS),
    "POST roadmap:delete_release": page(PLANNERS),
    "POST roadmap:mark_released": page(PLANNERS),
    "POST roadmap:mark_unreleased": page(PLANNERS),
    "roadmap:release_candidates": page(GROOMERS),
    "POST roadmap:put_in_release": page(GROOMERS),
    "POST roadmap:take_out_of_release": page(GROOMERS),
}
API: Table = {
    "api:releases-list": api(READERS, stranger="own"),
    "POST api:releases-list": api(PLANNERS, stranger="own"),
    "api:releases-detail": api(READERS),
    "PATCH api:releases-detail": api(PLANNERS),
    "DELETE api:releases-detail": api(PLANNERS),
    "POST api:releases-release": api(PLANNERS),
    "POST api:releases-unrelease": api(PLANNERS),
    "api:release-items": api(READERS),
    "POST api:release-items": api(GROOMERS),
    "POST api:release-items-remove": api(GROOMERS),
}
ACCESS: Table = {**PAGES, **API}


def make(world: World) -> Arguments:
    """A release with one item."""
    product = make_product(world.workspace, "ZRE", name="Zebra releases")
    release = make_release(product, "Zebra 1.0")
    add_items(release, [make_item(product, "Zebra of a release")], by=world.member("owner").actor())
    return {
        **{f"roadmap:{name}": {"pk": release.pk} for name in OF_RELEASE},
        **{f"api:releases-{name}": {"pk": release.pk} for name in ("detail", "release", "unrelease")},
        **{f"api:release-{name}": {"release_pk": release.pk} for name in ("items", "items-remove")},
    }
