"""Who reaches which address of the backlog; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from activity.models import Event
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import update_item
from backlog.services.links import link_items
from backlog.services.saved_views import save_view
from tests.factories import (
    make_attachment,
    make_field,
    make_item,
    make_label,
    make_member,
    make_product,
    make_rule,
)
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
    "POST backlog:regroup_items": page(GROOMERS),
    "POST backlog:delete_items": page(CONTRIBUTORS),
    "backlog:deleted": page(CONTRIBUTORS),
    "POST backlog:restore_item": page(GROOMERS),
    "backlog:bulk": page(READERS),
    "POST backlog:bulk": page(READERS),
    "POST backlog:change_items": page(GROOMERS),
    "backlog:bulk_form": page(GROOMERS),
    "POST backlog:preview_changes": page(GROOMERS),
    "POST backlog:rank_items_by_score": page(GROOMERS),
    "POST backlog:preview_ranks": page(GROOMERS),
    "POST backlog:paste": page(CONTRIBUTORS),
    "backlog:board": page(READERS),
    "backlog:board_cards": page(READERS),
    "POST backlog:move_card": page(CONTRIBUTORS),
    "backlog:cell": page(GROOMERS),
    "POST backlog:cell": page(GROOMERS),
    "backlog:my_work": page(EVERYONE),
    "backlog:complete": page(READERS),
    "backlog:suggestions": page(READERS),
    "backlog:saved_views": page(READERS),
    "POST backlog:saved_views": page(READERS),
    "POST backlog:change_view": page(GROOMERS),
    "POST backlog:remove_view": page(GROOMERS),
    "POST backlog:begin_view": page(READERS),
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
    "backlog:tree": page(READERS),
    "POST backlog:move_in_tree": page(GROOMERS),
    "backlog:split": page(GROOMERS),
    "POST backlog:split": page(GROOMERS),
    "POST backlog:plan_split": page(GROOMERS),
    "backlog:merge": page(GROOMERS),
    "POST backlog:merge": page(GROOMERS),
    "POST backlog:add_link": page(CONTRIBUTORS),  # who may edit either end
    "POST backlog:remove_link": page(GROOMERS),
    "POST backlog:watch_item": page(READERS),
    "POST backlog:add_watcher": page(GROOMERS),
    "POST backlog:remove_watcher": page(GROOMERS),
    "POST backlog:react": page(READERS),
    "backlog:descriptions": page(READERS),
    "backlog:description": page(READERS),
    "POST backlog:restore_description": page(GROOMERS),
    "POST backlog:attach": page(READERS),
    "backlog:file": page(READERS),
    "POST backlog:remove_file": page(GROOMERS),
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
    "backlog:fields": page(MANAGERS),
    "POST backlog:fields": page(MANAGERS),
    "POST backlog:change_field": page(MANAGERS),
    "backlog:templates": page(MANAGERS),
    "backlog:template_lines": page(CONTRIBUTORS),
    "POST backlog:change_template": page(MANAGERS),
    "backlog:readiness": page(MANAGERS),
    "POST backlog:readiness": page(MANAGERS),
    "POST backlog:change_rule": page(MANAGERS),
    "POST backlog:tick_rule": page(GROOMERS),
    "backlog:labels": page(GROOMERS),
    "POST backlog:labels": page(GROOMERS),
    "POST backlog:change_label": page(GROOMERS),
    "POST backlog:remove_label": page(GROOMERS),
    "backlog:scoring": page(READERS),
    "backlog:why_score": page(READERS),
    "backlog:scores": page(READERS),
    "POST backlog:rate_cells": page(GROOMERS),
    "backlog:export_ratings": page(READERS),
    "backlog:rating_file": page(GROOMERS),
    "POST backlog:preview_ratings": page(GROOMERS),
    "POST backlog:import_ratings": page(GROOMERS),
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
    rule = make_rule(product, "question", text="Zebra?")
    update_item(item, by=world.member("owner").actor(), fields={"description": "Zebra"})
    rewritten = Event.objects.get(object_id=item.pk, verb="item.updated").pk
    file = make_attachment(item, by=world.member("owner"))
    link = link_items(item, target=make_item(product), kind="relates", by=owner)
    of_product = (
        "backlog", "backlog_rows", "add_item", "move_items", "delete_items", "board", "board_cards", "tree", "move_card",
        "product_settings", "add_step", "scoring", "scores", "rate_cells", "export_ratings", "rating_file", "preview_ratings", "import_ratings", "choose_model", "change_formula", "try_formula",
        "change_weights", "deleted", "saved_views", "change_items", "bulk_form", "preview_changes", "rank_items_by_score", "preview_ranks",
        "regroup_items", "fields", "templates", "template_lines", "readiness",
    )  # fmt: skip
    of_item = (
        "item", "item_panel", "descriptions", "add_child", "remove_item", "watch_item", "add_watcher", "attach", "add_link", "split",
        "plan_split", "merge", "move_in_tree", "comment_on", "add_to_criteria",
    )  # fmt: skip
    view = save_view(product, by=owner, name="Zebra", is_shared=True)
    step = {"product_key": product.key, "pk": product.statuses.all()[0].pk}
    criteria = ("change_criterion", "reorder_criterion", "drop_criterion")
    return {
        **{f"backlog:{name}": {"product_key": product.key} for name in of_product},
        "backlog:restore_item": {"product_key": product.key, "pk": item.pk},
        "backlog:bulk": {"product_key": product.key, "field": "status"},
        "backlog:paste": {"product_key": product.key, "field": "estimate"},
        "backlog:cell": {"key": item.key, "field": "title"},
        **{f"backlog:{name}": {"key": item.key} for name in of_item},
        "backlog:edit_item": {"key": item.key, "field": "title"},
        "backlog:why_score": {"key": item.key},
        "backlog:rate": {"key": item.key, "criterion": "reach"},
        "backlog:remove_link": {"key": item.key, "pk": link.pk},
        **{f"backlog:{name}": {"pk": view.pk} for name in ("change_view", "remove_view", "begin_view")},
        **{f"backlog:{name}": {"pk": file.pk} for name in ("file", "remove_file")},
        **{
            f"backlog:{name}": {"key": item.key, "event": rewritten}
            for name in ("description", "restore_description")
        },
        # Oneself may everybody: this is somebody else.
        "backlog:remove_watcher": {"key": item.key, "pk": make_member(world.workspace).pk},
        "backlog:undo": {"action": owner.action},
        "backlog:change_field": {"product_key": product.key, "pk": make_field(product, "Zebra").pk},
        "backlog:change_template": {"product_key": product.key, "kind": "story"},
        "backlog:change_rule": {"product_key": product.key, "pk": rule.pk},
        "backlog:tick_rule": {"key": item.key, "pk": rule.pk},
        **{f"backlog:{name}": {"pk": comment.pk} for name in ("change_comment", "remove_comment", "react")},
        **{f"backlog:{name}": {"pk": criterion.pk} for name in criteria},
        **{f"backlog:{name}": step for name in ("rename_step", "remove_step")},
        **{f"backlog:{name}": {"pk": label.pk} for name in ("change_label", "remove_label")},
    }
