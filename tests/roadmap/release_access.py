"""Who reaches releases: rows of the access matrix."""

from accounts.permissions import Right
from roadmap.services.changelog import set_changelog
from roadmap.services.launch_steps import add_step
from roadmap.services.release_items import add_items
from tests.factories import make_item, make_product, make_release
from tests.verdicts import Arguments, Table, World, api, everyone, having, page

READERS = having(Right.READ_ROADMAPS)
GROOMERS = having(Right.GROOM)
PLANNERS = having(Right.MANAGE_PLANS)
OF_RELEASE = (
    "release", "release_settings", "delete_release", "mark_released", "mark_unreleased", "release_candidates",
    "put_in_release", "take_out_of_release", "release_launch", "new_step", "begin_checklist", "keep_as_template",
    "release_notes", "publish_release", "unpublish_release",
)  # fmt: skip
OF_STEP = ("step_settings", "tick_step", "untick_step", "remove_step")
OF_RELEASE_API = ("detail", "release", "unrelease", "publish", "unpublish", "draft-notes")

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
    "roadmap:release_launch": page(READERS),
    "roadmap:new_step": page(PLANNERS),
    "POST roadmap:new_step": page(PLANNERS),
    "POST roadmap:begin_checklist": page(PLANNERS),
    "POST roadmap:keep_as_template": page(PLANNERS),
    "roadmap:step_settings": page(PLANNERS),
    "POST roadmap:step_settings": page(PLANNERS),
    "POST roadmap:tick_step": page(PLANNERS),  # and whose step it is
    "POST roadmap:untick_step": page(PLANNERS),
    "POST roadmap:remove_step": page(PLANNERS),
    "roadmap:release_notes": page(READERS),
    "POST roadmap:release_notes": page(PLANNERS),
    "POST roadmap:publish_release": page(PLANNERS),
    "POST roadmap:unpublish_release": page(PLANNERS),
    "roadmap:changelog": everyone(200),
    "roadmap:changelog_feed": everyone(200),
    "roadmap:changelog_settings": page(PLANNERS),
    "POST roadmap:changelog_settings": page(PLANNERS),
}
API: Table = {
    "api:releases-list": api(READERS, stranger="own"),
    "POST api:releases-list": api(PLANNERS, stranger="own"),
    "api:releases-detail": api(READERS),
    "PATCH api:releases-detail": api(PLANNERS),
    "DELETE api:releases-detail": api(PLANNERS),
    "POST api:releases-release": api(PLANNERS),
    "POST api:releases-unrelease": api(PLANNERS),
    "POST api:releases-publish": api(PLANNERS),
    "POST api:releases-unpublish": api(PLANNERS),
    "api:releases-draft-notes": api(PLANNERS),
    "api:launch-steps": api(READERS),
    "POST api:launch-steps": api(PLANNERS),
    "POST api:launch-steps-begin": api(PLANNERS),
    "POST api:launch-steps-keep": api(PLANNERS),
    "api:launch-step": api(READERS),
    "PATCH api:launch-step": api(PLANNERS),
    "DELETE api:launch-step": api(PLANNERS),
    "POST api:launch-step-tick": api(PLANNERS, stakeholder="in"),  # 415 here; their own steps they may tick
    "POST api:launch-step-untick": api(PLANNERS, stakeholder="in"),
    "api:changelog": api(READERS, stranger="own"),
    "PATCH api:changelog": api(PLANNERS, stranger="own"),
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
    set_changelog(world.workspace.pk, by=world.member("owner").actor(), is_open=True)
    step = add_step(release, by=world.member("owner").actor(), text="Tell the zebras")
    of_step = {"release_pk": release.pk, "pk": step.pk}
    return {
        **{f"roadmap:{name}": {"pk": release.pk, "step_pk": step.pk} for name in OF_STEP},
        **{f"api:launch-steps{name}": {"release_pk": release.pk} for name in ("", "-begin", "-keep")},
        **{f"api:launch-step{name}": of_step for name in ("", "-tick", "-untick")},
        **{f"roadmap:{name}": {"pk": release.pk} for name in OF_RELEASE},
        **{f"api:releases-{name}": {"pk": release.pk} for name in OF_RELEASE_API},
        **{f"api:release-{name}": {"release_pk": release.pk} for name in ("items", "items-remove")},
    }
