"""Who reaches goals: rows of the access matrix."""

from decimal import Decimal

from accounts.permissions import Right
from backlog.services.discussion import add_comment
from roadmap.services.check_ins import check_in
from roadmap.services.objective_items import add_items
from tests.factories import make_item, make_key_result, make_objective, make_product
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_ROADMAPS)
GROOMERS = having(Right.GROOM)
PLANNERS = having(Right.MANAGE_PLANS)
OF_OBJECTIVE = (
    "objective", "objective_settings", "move_objective", "put_below", "delete_objective", "objective_candidates", "add_to_objective",
    "remove_from_objective", "new_key_result", "objective_comments", "comment_on_objective",
)  # fmt: skip
OF_RESULT = ("key_result_settings", "delete_key_result", "check_in")

PAGES: Table = {
    "roadmap:goals": page(READERS),
    "roadmap:new_objective": page(PLANNERS),
    "POST roadmap:new_objective": page(PLANNERS),
    "roadmap:objective": page(READERS),
    "roadmap:objective_settings": page(PLANNERS),
    "POST roadmap:objective_settings": page(PLANNERS),
    "POST roadmap:move_objective": page(PLANNERS),
    "POST roadmap:put_below": page(PLANNERS),
    "POST roadmap:delete_objective": page(PLANNERS),
    "roadmap:objective_candidates": page(GROOMERS),
    "POST roadmap:add_to_objective": page(GROOMERS),
    "POST roadmap:remove_from_objective": page(GROOMERS),
    "roadmap:contribution": page(GROOMERS),
    "POST roadmap:contribution": page(GROOMERS),
    "roadmap:new_key_result": page(PLANNERS),
    "POST roadmap:new_key_result": page(PLANNERS),
    "roadmap:key_result_settings": page(PLANNERS),
    "POST roadmap:key_result_settings": page(PLANNERS),
    "POST roadmap:delete_key_result": page(PLANNERS),
    "roadmap:check_in": page((*PLANNERS, "contributor")),  # whose it is
    "POST roadmap:check_in": page((*PLANNERS, "contributor")),
    "roadmap:objective_comments": page(READERS),
    "POST roadmap:comment_on_objective": page(READERS),
    "POST roadmap:change_objective_comment": page(("product_manager",)),  # its author
    "POST roadmap:remove_objective_comment": page(GROOMERS),
    "POST roadmap:remove_check_in": page((*PLANNERS, "contributor")),  # who made it
}
API: Table = {
    "api:objectives-list": api(READERS, stranger="own"),
    "POST api:objectives-list": api(PLANNERS, stranger="own"),
    "api:objectives-detail": api(READERS),
    "PATCH api:objectives-detail": api(PLANNERS),
    "DELETE api:objectives-detail": api(PLANNERS),
    "POST api:objectives-move": api(PLANNERS),
    "api:objective-items": api(READERS),
    "POST api:objective-items": api(GROOMERS),
    "POST api:objective-items-remove": api(GROOMERS),
    "POST api:objective-items-note": api(GROOMERS),
    "api:key-results-list": api(READERS, stranger="own"),
    "POST api:key-results-list": api(PLANNERS, stranger="own"),
    "api:key-results-detail": api(READERS),
    "PATCH api:key-results-detail": api(PLANNERS),
    "DELETE api:key-results-detail": api(PLANNERS),
    "api:check-ins": api(READERS),
    "POST api:check-ins": api(READERS),  # 422 first: the service says whose it is
    "DELETE api:check-in": api((*PLANNERS, "contributor")),
}
ACCESS: Table = {**PAGES, **API}


def make(world: World) -> Arguments:
    """An objective with an item and a key result that the contributor owns and has checked in to."""
    owner = world.member("contributor")
    objective = make_objective(world.workspace, "Zebra goal")
    item = make_item(make_product(world.workspace, "ZGO", name="Zebra goals"), "Zebra of a goal")
    add_items(objective, [item], by=world.member("owner").actor())
    row = make_key_result(objective, "Zebras", owner=owner)
    made = check_in(row, by=owner.actor(), value=Decimal(7), comment="Zebra")
    comment = add_comment(objective, by=world.member("product_manager").actor(), text="Zebra")
    of_comment = {"pk": objective.pk, "comment_pk": comment.pk}
    of_result = {"pk": objective.pk, "result_pk": row.pk}
    return {
        **{f"roadmap:{name}": {"pk": objective.pk} for name in OF_OBJECTIVE},
        **{f"roadmap:{name}": of_result for name in OF_RESULT},
        "roadmap:change_objective_comment": of_comment,
        "roadmap:remove_objective_comment": of_comment,
        "roadmap:remove_check_in": {**of_result, "check_in_pk": made.pk},
        **{f"api:objectives-{name}": {"pk": objective.pk} for name in ("detail", "move")},
        **{
            f"api:objective-{name}": {"objective_pk": objective.pk}
            for name in ("items", "items-remove", "items-note")
        },
        "roadmap:contribution": {"pk": objective.pk, "item_pk": item.pk},
        "api:key-results-detail": {"pk": row.pk},
        "api:check-ins": {"result_pk": row.pk},
        "api:check-in": {"result_pk": row.pk, "pk": made.pk},
    }
