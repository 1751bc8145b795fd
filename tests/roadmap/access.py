"""Who may come in to roadmaps: rows of the access matrix."""

from datetime import date

from accounts.models import Member
from accounts.permissions import Right
from backlog.services.discussion import add_comment
from backlog.services.links import link_items
from roadmap.models import Roadmap, RoadmapFile
from roadmap.services.entries import add_entry
from roadmap.services.files import ask_for_file, make_file
from roadmap.services.lanes import add_lane
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import create_roadmap
from roadmap.services.scenarios import create_scenario
from roadmap.services.sharing import create_share_link, token_of
from roadmap.services.visitor_comments import say_as_visitor
from tests.factories import make_item, make_product
from tests.roadmap import goal_access, product_page_access, release_access, theme_access
from tests.verdicts import Arguments, Table, World, api, everyone, having, page

READERS = having(Right.READ_ROADMAPS)
WRITERS = having(Right.CONTRIBUTE)
PLANNERS = having(Right.MANAGE_PLANS)
GROOMERS = having(Right.GROOM)
NOT_THEIRS = dict.fromkeys(("product_manager", "product_owner", "contributor", "stakeholder"), 404)

PAGES: Table = {
    "roadmap:roadmaps": page(READERS),
    "roadmap:new_roadmap": page(PLANNERS),
    "POST roadmap:new_roadmap": page(PLANNERS),
    "POST roadmap:new_portfolio": page(PLANNERS),
    "roadmap:horizon_names": page(PLANNERS),
    "POST roadmap:horizon_names": page(PLANNERS),
    "roadmap:roadmap": page(READERS),
    "roadmap:timeline": page(READERS),
    "roadmap:horizons": page(READERS),
    "POST roadmap:fold": page(READERS),
    "roadmap:list": page(READERS),
    "POST roadmap:look": page(READERS),
    "roadmap:export": page(READERS),
    "roadmap:files": page(READERS),
    "POST roadmap:files": page(READERS),
    # who asked for it
    "roadmap:file": page(("owner",), **NOT_THEIRS),
    "roadmap:calendar": page(READERS),
    "POST roadmap:open_calendar": page(READERS),
    "POST roadmap:close_calendar": page(READERS),
    "roadmap:settings": page(PLANNERS),
    "POST roadmap:settings": page(PLANNERS),
    "POST roadmap:delete_roadmap": page(PLANNERS),
    "roadmap:lanes": page(PLANNERS),
    "POST roadmap:add_lane": page(PLANNERS),
    "POST roadmap:update_lane": page(PLANNERS),
    "POST roadmap:move_lane": page(PLANNERS),
    "POST roadmap:remove_lane": page(PLANNERS),
    "roadmap:milestones": page(PLANNERS),
    "POST roadmap:add_milestone": page(PLANNERS),
    "POST roadmap:update_milestone": page(PLANNERS),
    "POST roadmap:move_milestone": page(PLANNERS),
    "POST roadmap:remove_milestone": page(PLANNERS),
    "roadmap:candidates": page(PLANNERS),
    "roadmap:tray": page(PLANNERS),
    "POST roadmap:place_item": page(PLANNERS),
    "POST roadmap:add_entries": page(PLANNERS),
    "POST roadmap:add_dependency": page(WRITERS),
    "roadmap:dependency": page(READERS),
    "POST roadmap:shift_dependency": page(WRITERS),
    "POST roadmap:remove_dependency": page(GROOMERS),  # or who may edit either end
    "POST roadmap:link_entry": page(WRITERS),
    "roadmap:entry": page(READERS),
    "POST roadmap:update_entry": page(WRITERS),
    "POST roadmap:edit_cell": page(WRITERS),
    "POST roadmap:move_entry": page(WRITERS),
    "POST roadmap:move_entries": page(WRITERS),
    "POST roadmap:remove_entry": page(PLANNERS),
    "roadmap:comments": page(READERS),
    "POST roadmap:comment_on": page(READERS),
    "POST roadmap:change_comment": page(("product_manager",)),  # its author
    "POST roadmap:remove_comment": page(GROOMERS),
    "roadmap:changes": page(READERS),
    "POST roadmap:seen": page(READERS),
    "roadmap:editions": page(READERS),
    "roadmap:edition": page(READERS),
    "roadmap:edition_timeline": page(READERS),
    "roadmap:scenarios": page(PLANNERS),
    "POST roadmap:scenarios": page(PLANNERS),
    **dict.fromkeys(
        (
            "roadmap:scenario",
            "roadmap:scenario_timeline",
            "roadmap:scenario_horizons",
            "roadmap:scenario_list",
            "POST roadmap:edit_in_scenario",
            "POST roadmap:fold_in_scenario",
            "POST roadmap:look_in_scenario",
            "POST roadmap:rename_scenario",
            "POST roadmap:discard_scenario",
            "POST roadmap:move_together_in_scenario",
            "roadmap:add_to_scenario",
            "POST roadmap:add_to_scenario",
            "roadmap:scenario_milestones",
            "POST roadmap:move_milestone_in_scenario",
            "roadmap:compare_scenario",
            "POST roadmap:merge_into_plan",
            "roadmap:scenario_item",
            "POST roadmap:scenario_item",
            "POST roadmap:move_in_scenario",
            "POST roadmap:leave_out_of_scenario",
            "POST roadmap:have_as_planned",
        ),
        page(("owner",), product_manager=404),  # its own member
    ),
    "roadmap:publish": page(PLANNERS),
    "POST roadmap:publish": page(PLANNERS),
    "roadmap:share_links": page(PLANNERS),
    "POST roadmap:share_links": page(PLANNERS),
    "roadmap:share_link": page(PLANNERS),
    "POST roadmap:share_link": page(PLANNERS),
    "POST roadmap:revoke_share_link": page(PLANNERS),
    "roadmap:visitor_comments": page(PLANNERS),
    "POST roadmap:approve_comment": page(PLANNERS),
    "POST roadmap:decline_comment": page(PLANNERS),
    "POST roadmap:reply_to_comment": page(PLANNERS),
    "POST roadmap:delete_comment": page(PLANNERS),
    "roadmap:leave_comment": everyone(200),
    "POST roadmap:leave_comment": everyone(403),  # without its form’s token; test_visitor_comments.py
    "roadmap:shared": everyone(200),
    "roadmap:calendar_feed": everyone(404),  # whose address it is; test_calendar_feed.py
    "roadmap:shared_file": everyone(404),  # without a format; test_share_files.py
    "POST roadmap:unlock_shared": everyone("in"),  # to the page, as no password is asked
    "roadmap:embedded": everyone(200),
}
API: Table = {
    "api:roadmaps-list": api(READERS, stranger="own"),
    "POST api:roadmaps-list": api(PLANNERS, stranger="own"),
    "api:roadmaps-detail": api(READERS),
    "PATCH api:roadmaps-detail": api(PLANNERS),
    "DELETE api:roadmaps-detail": api(PLANNERS),
    "api:roadmap-changes": api(READERS),
    "api:roadmap-export": api(READERS),
    **{f"api:{name}": api(("owner",), **NOT_THEIRS) for name in ("roadmap-file", "roadmap-file-content")},
    "api:scenarios-list": api(PLANNERS, stranger="own"),
    "POST api:scenarios-list": api(PLANNERS, stranger="own"),
    **dict.fromkeys(
        (
            "api:scenarios-detail",
            "PATCH api:scenarios-detail",
            "DELETE api:scenarios-detail",
            "POST api:scenarios-change",
            "api:scenarios-comparison",
            "POST api:scenarios-merge",
        ),
        api(("owner",), product_manager=404),  # its own member
    ),
    "api:lanes-list": api(READERS, stranger="own"),
    "POST api:lanes-list": api(PLANNERS, stranger="own"),
    "api:lanes-detail": api(READERS),
    "PATCH api:lanes-detail": api(PLANNERS),
    "DELETE api:lanes-detail": api(PLANNERS),
    "POST api:lanes-move": api(PLANNERS),
    "api:entries-list": api(READERS, stranger="own"),
    "POST api:entries-list": api(PLANNERS, stranger="own"),
    "api:entries-detail": api(READERS),
    "PATCH api:entries-detail": api(WRITERS),
    "DELETE api:entries-detail": api(PLANNERS),
    "POST api:entries-move": api(PLANNERS),
    "POST api:entries-shift": api(WRITERS),
    "api:milestones-list": api(READERS, stranger="own"),
    "POST api:milestones-list": api(PLANNERS, stranger="own"),
    "api:milestones-detail": api(READERS),
    "PATCH api:milestones-detail": api(PLANNERS),
    "DELETE api:milestones-detail": api(PLANNERS),
    "api:editions-list": api(READERS, stranger="own"),
    "POST api:editions-list": api(PLANNERS, stranger="own"),
    "api:editions-detail": api(READERS),
    "api:visitor-comments-list": api(PLANNERS, stranger="own"),
    "api:visitor-comments-detail": api(PLANNERS),
    "PATCH api:visitor-comments-detail": api(PLANNERS),
    "DELETE api:visitor-comments-detail": api(PLANNERS),
    "api:share-links-list": api(PLANNERS, stranger="own"),
    "POST api:share-links-list": api(PLANNERS, stranger="own"),
    "api:share-links-detail": api(PLANNERS),
    "PATCH api:share-links-detail": api(PLANNERS),
    "DELETE api:share-links-detail": api(PLANNERS),
}
ACCESS: Table = {
    **PAGES,
    **API,
    **release_access.ACCESS,
    **goal_access.ACCESS,
    **theme_access.ACCESS,
    **product_page_access.ACCESS,
}


def make(world: World) -> Arguments:
    """One of each."""
    return {
        **_roadmap(world),
        **release_access.make(world),
        **goal_access.make(world),
        **theme_access.make(world),
        **product_page_access.make(world),
    }


def _made(roadmap: Roadmap, member: Member) -> RoadmapFile:
    """A file that the worker has made for the member."""
    made = ask_for_file(roadmap, member, by=member.actor(), format="csv")
    make_file(made.pk)
    return made


def _roadmap(world: World) -> Arguments:
    """A published roadmap with a lane, an entry and a link."""
    by = world.member("product_manager").actor()
    roadmap = create_roadmap(world.workspace, by=by, name="Zebra roadmap")
    lane = add_lane(roadmap, by=by, name="Zebra lane")
    item = make_item(make_product(world.workspace, "ZRM"), "Zebra item")
    entry = add_entry(roadmap, item, by=by, lane=lane)
    blocker = make_item(item.product, "Zebra blocker")
    add_entry(roadmap, blocker, by=by)
    dependency = link_items(blocker, target=item, kind="blocks", by=by)
    comment = add_comment(entry, by=by, text="Zebra")
    milestone = add_milestone(roadmap, by=by, name="Zebra day", on=date(2027, 3, 1))
    edition = publish(roadmap, by=by)
    scenario = create_scenario(roadmap, by=world.member("owner").actor(), name="Zebra scenario")
    of_scenario = {"pk": roadmap.pk, "scenario_pk": scenario.pk}
    link = create_share_link(
        roadmap, by=by, name="Zebra board", embed_sites=["https://zebra.example"], takes_comments=True
    )
    said = say_as_visitor(link, name="Zebra visitor", text="Zebra")
    one, of_lane, of_entry = (
        {"pk": roadmap.pk},
        {"pk": roadmap.pk, "lane_pk": lane.pk},
        {"pk": roadmap.pk, "entry_pk": entry.pk},
    )
    made = _made(roadmap, world.member("owner"))
    bare = ("roadmap:roadmaps", "roadmap:new_roadmap", "roadmap:new_portfolio")
    pages = {name: one for key in PAGES if (name := key.rpartition(" ")[2]) not in bare}
    rows = {
        "roadmaps": roadmap.pk,
        "lanes": lane.pk,
        "milestones": milestone.pk,
        "entries": entry.pk,
        "editions": edition.pk,
        "share-links": link.pk,
        "visitor-comments": said.pk,
    }
    return {
        **pages,
        **{f"roadmap:{name}": of_lane for name in ("update_lane", "move_lane", "remove_lane")},
        **{
            f"roadmap:{name}_milestone": {"pk": roadmap.pk, "milestone_pk": milestone.pk}
            for name in ("update", "move", "remove")
        },
        **{
            f"roadmap:{name}": {"pk": roadmap.pk, "link_pk": dependency.pk}
            for name in ("dependency", "shift_dependency", "remove_dependency")
        },
        "roadmap:file": {"pk": roadmap.pk, "file_pk": made.pk},
        **{
            f"api:{name}": {"roadmap_pk": roadmap.pk, "pk": made.pk}
            for name in ("roadmap-file", "roadmap-file-content")
        },
        "roadmap:link_entry": of_entry,
        "roadmap:place_item": {"pk": roadmap.pk, "item_pk": make_item(item.product, "Zebra newcomer").pk},
        **{
            f"roadmap:{name}": of_entry
            for name in ("entry", "update_entry", "edit_cell", "move_entry", "remove_entry")
        },
        **{f"roadmap:{name}": of_entry for name in ("comments", "comment_on")},
        **{
            f"roadmap:{name}_comment": {"pk": roadmap.pk, "comment_pk": said.pk}
            for name in ("approve", "decline", "reply_to", "delete")
        },
        **{
            f"roadmap:{name}": {**of_entry, "comment_pk": comment.pk}
            for name in ("change_comment", "remove_comment")
        },
        **{f"roadmap:{name}": {"pk": roadmap.pk, "number": 1} for name in ("edition", "edition_timeline")},
        **{
            f"api:scenarios-{name}": {"pk": scenario.pk}
            for name in ("detail", "change", "comparison", "merge")
        },
        "api:roadmap-changes": {"pk": roadmap.pk},
        "api:roadmap-export": {"pk": roadmap.pk},
        **{
            f"roadmap:{name}": of_scenario
            for name in (
                "scenario",
                "scenario_timeline",
                "scenario_horizons",
                "scenario_list",
                "fold_in_scenario",
                "look_in_scenario",
                "rename_scenario",
                "discard_scenario",
                "move_together_in_scenario",
                "add_to_scenario",
                "scenario_milestones",
                "compare_scenario",
                "merge_into_plan",
            )
        },
        "roadmap:move_milestone_in_scenario": {**of_scenario, "milestone_pk": milestone.pk},
        **{
            f"roadmap:{name}": {**of_scenario, "item_pk": item.pk}
            for name in (
                "scenario_item",
                "move_in_scenario",
                "edit_in_scenario",
                "leave_out_of_scenario",
                "have_as_planned",
            )
        },
        **{
            f"roadmap:{name}": {"pk": roadmap.pk, "link_pk": link.pk}
            for name in ("share_link", "revoke_share_link")
        },
        **{
            f"roadmap:{name}": {"token": token_of(link)}
            for name in (
                "calendar_feed",
                "shared",
                "leave_comment",
                "shared_file",
                "unlock_shared",
                "embedded",
            )
        },
        **{f"api:{name}-detail": {"pk": pk} for name, pk in rows.items()},
        "api:entries-shift": {"pk": entry.pk},
        **{f"api:{name}-move": {"pk": rows[name]} for name in ("lanes", "entries")},
    }
