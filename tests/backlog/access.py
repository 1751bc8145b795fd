"""Who reaches which address of the backlog; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from backlog.services.discussion import add_comment, add_criterion
from tests.factories import make_item, make_label, make_product
from tests.verdicts import Arguments, Table, World, having, page

READERS = having(Right.READ_BACKLOG)
CONTRIBUTORS = having(Right.CONTRIBUTE)
GROOMERS = having(Right.GROOM)
MANAGERS = having(Right.MANAGE_PLANS)
EVERYONE = having(Right.READ_ROADMAPS)

ACCESS: Table = {
    "backlog:backlog": page(READERS),
    "backlog:backlog_rows": page(READERS),
    "POST backlog:add_item": page(CONTRIBUTORS),
    "POST backlog:move_items": page(GROOMERS),
    "POST backlog:delete_items": page(CONTRIBUTORS),
    "backlog:deleted": page(CONTRIBUTORS),
    "POST backlog:restore_item": page(GROOMERS),
    "backlog:bulk": page(READERS),
    "POST backlog:bulk": page(READERS),
    "backlog:board": page(READERS),
    "backlog:board_cards": page(READERS),
    "POST backlog:move_card": page(CONTRIBUTORS),
    "backlog:cell": page(GROOMERS),
    "POST backlog:cell": page(GROOMERS),
    "backlog:my_work": page(EVERYONE),
    "backlog:complete": page(READERS),
    "backlog:palette": page(EVERYONE),
    # An act of the owner is no one else's to take back.
    "POST backlog:undo": page(
        ("owner",), product_manager=404, product_owner=404, contributor=404, stakeholder=404
    ),
    "backlog:item": page(READERS),
    "backlog:item_panel": page(READERS),
    "POST backlog:edit_item": page(GROOMERS),
    "POST backlog:add_child": page(CONTRIBUTORS),
    "POST backlog:remove_item": page(GROOMERS),
    "POST backlog:watch_item": page(READERS),
    "POST backlog:comment_on": page(READERS),
    "POST backlog:add_to_criteria": page(GROOMERS),
    "POST backlog:rate": page(GROOMERS),
    "POST backlog:preview": page(EVERYONE),
    "POST backlog:change_comment": page(("owner",)),
    "POST backlog:remove_comment": page(GROOMERS),
    "POST backlog:change_criterion": page(GROOMERS),
    "POST backlog:reorder_criterion": page(GROOMERS),
    "POST backlog:drop_criterion": page(GROOMERS),
    "backlog:new_product": page(MANAGERS),
    "POST backlog:new_product": page(MANAGERS),
    "backlog:product_settings": page(MANAGERS),
    "POST backlog:product_settings": page(MANAGERS),
    "POST backlog:add_step": page(MANAGERS),
    "POST backlog:rename_step": page(MANAGERS),
    "POST backlog:remove_step": page(MANAGERS),
    "backlog:labels": page(GROOMERS),
    "POST backlog:labels": page(GROOMERS),
    "POST backlog:change_label": page(GROOMERS),
    "POST backlog:remove_label": page(GROOMERS),
    "backlog:scoring": page(READERS),
    "backlog:scores": page(READERS),
    "POST backlog:choose_model": page(MANAGERS),
    "POST backlog:change_formula": page(MANAGERS),
    "POST backlog:try_formula": page(MANAGERS),
    "POST backlog:change_weights": page(MANAGERS),
}


def make(world: World) -> Arguments:
    """A product with an item that the system made, so that it is nobody's own."""
    product = make_product(world.workspace, "WEB")
    item = make_item(product, "Pay by bank transfer")
    owner = world.member("owner").actor()
    comment = add_comment(item, by=owner, text="Zebra")
    criterion = add_criterion(item, by=owner, text="Zebra")
    label = make_label(world.workspace, "zebra of items")
    of_product = (
        "backlog", "backlog_rows", "add_item", "move_items", "delete_items", "board", "board_cards", "move_card",
        "product_settings", "add_step", "scoring", "scores", "choose_model", "change_formula", "try_formula",
        "change_weights", "deleted",
    )  # fmt: skip
    of_item = (
        "item", "item_panel", "add_child", "remove_item", "watch_item", "comment_on", "add_to_criteria",
    )  # fmt: skip
    step = {"product_key": product.key, "pk": product.statuses.all()[0].pk}
    criteria = ("change_criterion", "reorder_criterion", "drop_criterion")
    return {
        **{f"backlog:{name}": {"product_key": product.key} for name in of_product},
        "backlog:restore_item": {"product_key": product.key, "pk": item.pk},
        "backlog:bulk": {"product_key": product.key, "field": "status"},
        "backlog:cell": {"key": item.key, "field": "title"},
        **{f"backlog:{name}": {"key": item.key} for name in of_item},
        "backlog:edit_item": {"key": item.key, "field": "title"},
        "backlog:rate": {"key": item.key, "criterion": "reach"},
        "backlog:undo": {"action": owner.action},
        **{f"backlog:{name}": {"pk": comment.pk} for name in ("change_comment", "remove_comment")},
        **{f"backlog:{name}": {"pk": criterion.pk} for name in criteria},
        **{f"backlog:{name}": step for name in ("rename_step", "remove_step")},
        **{f"backlog:{name}": {"pk": label.pk} for name in ("change_label", "remove_label")},
    }
