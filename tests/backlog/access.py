"""Who reaches which address of the backlog; tests/verdicts.py explains the words."""

from decimal import Decimal

from accounts.models import Member
from accounts.permissions import Right
from activity.models import Event
from backlog.models import Item, RatingRound
from backlog.services.blind_rating import Vote, vote
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import update_item
from backlog.services.links import link_items
from backlog.services.rating_rounds import open_round
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
    "POST backlog:change_step": page(MANAGERS),
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
    "POST backlog:merge_labels": page(GROOMERS),
    "POST backlog:remove_label": page(GROOMERS),
    "backlog:scoring": page(READERS),
    "backlog:why_score": page(READERS),
    "backlog:scores": page(READERS),
    "backlog:pictures": page(READERS),
    "backlog:picture_items": page(GROOMERS),
    "POST backlog:rate_cells": page(GROOMERS),
    "backlog:export_ratings": page(READERS),
    "backlog:rating_file": page(GROOMERS),
    "POST backlog:preview_ratings": page(GROOMERS),
    "POST backlog:import_ratings": page(GROOMERS),
    "POST backlog:choose_model": page(MANAGERS),
    "backlog:scoring_models": page(READERS),
    "backlog:new_model": page(MANAGERS),
    "POST backlog:new_model": page(MANAGERS),
    "backlog:change_model": page(MANAGERS),
    "POST backlog:change_model": page(MANAGERS),
    "POST backlog:use_model": page(MANAGERS),
    "POST backlog:compare_model": page(MANAGERS),
    "POST backlog:remove_model": page(MANAGERS),
    "POST backlog:compare_preset": page(MANAGERS),
    "POST backlog:stop_comparing": page(MANAGERS),
    "backlog:rating_criteria": page(READERS),
    "backlog:new_rating_criterion": page(MANAGERS),
    "POST backlog:new_rating_criterion": page(MANAGERS),
    "backlog:change_rating_criterion": page(MANAGERS),
    "POST backlog:change_rating_criterion": page(MANAGERS),
    "POST backlog:remove_rating_criterion": page(MANAGERS),
    "backlog:rating_rounds": page(READERS),
    "backlog:open_rating_round": page(GROOMERS),
    "POST backlog:open_rating_round": page(GROOMERS),
    "backlog:rating_round": page(READERS),
    "POST backlog:vote_cells": page(CONTRIBUTORS),
    "POST backlog:vote_cell": page(CONTRIBUTORS),
    "backlog:round_item": page(READERS),
    "POST backlog:vote_item": page(CONTRIBUTORS),
    "POST backlog:comment_in_round": page(READERS),
    "POST backlog:reveal_round": page(("owner",)),  # who opened it, until all are done
    "POST backlog:reopen_round": page(GROOMERS),
    "POST backlog:finish_round": page(GROOMERS),
    "POST backlog:take_over_ratings": page(GROOMERS),
    "POST backlog:agree_on": page(GROOMERS),
    "POST backlog:change_formula": page(MANAGERS),
    "POST backlog:try_formula": page(MANAGERS),
    "POST backlog:change_weights": page(MANAGERS),
    "backlog:what_if": page(READERS),
    "backlog:preview_what_if": page(READERS),
    "POST backlog:apply_what_if": page(MANAGERS),
}


def rating_round(item: Item, opener: Member) -> RatingRound:
    """A round in which the owner has rated and that is open."""
    round_ = open_round([item], by=opener.actor(), name="Zebra")
    criterion = item.product.criteria.get(key="reach")
    return vote(round_, [Vote(item, criterion, Decimal(3), "Zebra")], by=opener.actor())


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
        "product_settings", "add_step", "scoring", "scores", "rate_cells", "pictures", "picture_items", "export_ratings", "rating_file", "preview_ratings", "import_ratings", "choose_model", "change_formula", "try_formula",
        "change_weights", "what_if", "preview_what_if", "apply_what_if", "scoring_models", "new_model", "compare_preset", "stop_comparing", "rating_criteria", "new_rating_criterion", "deleted", "saved_views", "change_items", "bulk_form", "preview_changes", "rank_items_by_score", "preview_ranks",
        "regroup_items", "rating_rounds", "open_rating_round", "fields", "templates", "template_lines", "readiness",
    )  # fmt: skip
    of_item = (
        "item", "item_panel", "descriptions", "add_child", "remove_item", "watch_item", "add_watcher", "attach", "add_link", "split",
        "plan_split", "merge", "move_in_tree", "comment_on", "add_to_criteria",
    )  # fmt: skip
    round_ = {"product_key": product.key, "pk": rating_round(item, world.member("owner")).pk}
    of_round = (
        "rating_round", "vote_cells", "reveal_round", "reopen_round", "finish_round", "take_over_ratings",
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
        **{f"backlog:{name}": round_ for name in of_round},
        **{
            f"backlog:{name}": {**round_, "key": item.key}
            for name in ("round_item", "vote_item", "comment_in_round")
        },
        **{
            f"backlog:{name}": {**round_, "key": item.key, "criterion": "reach"}
            for name in ("vote_cell", "agree_on")
        },
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
        **{
            f"backlog:{name}_model": {"product_key": product.key, "pk": product.scoring_models.get().pk}
            for name in ("change", "use", "compare", "remove")
        },
        **{
            f"backlog:{name}_rating_criterion": {
                "product_key": product.key,
                "pk": product.criteria.all()[0].pk,
            }
            for name in ("change", "remove")
        },
        **{f"backlog:{name}": step for name in ("change_step", "remove_step")},
        **{f"backlog:{name}": {"pk": label.pk} for name in ("change_label", "merge_labels", "remove_label")},
    }
