"""Addresses of the backlog's pages."""

from django.urls import path

from backlog.views import (
    backlog,
    board,
    cells,
    completion,
    deleted,
    discussion,
    items,
    labels,
    moves,
    palette,
    products,
    scoring,
    undo,
    work,
)

app_name = "backlog"
WORKSPACE = "w/<slug:slug>/"
PRODUCT = f"{WORKSPACE}p/<slug:product_key>/"
ITEM = f"{WORKSPACE}items/<slug:key>/"

urlpatterns = [
    path(f"{PRODUCT}backlog/", backlog.backlog, name="backlog"),
    path(f"{PRODUCT}backlog/rows/", backlog.backlog_rows, name="backlog_rows"),
    path(f"{PRODUCT}items/", backlog.add_item, name="add_item"),
    path(f"{PRODUCT}moves/", moves.move_items, name="move_items"),
    path(f"{PRODUCT}deletions/", cells.delete_items, name="delete_items"),
    path(f"{PRODUCT}deleted/", deleted.deleted, name="deleted"),
    path(f"{PRODUCT}deleted/<uuid:pk>/restore/", deleted.restore, name="restore_item"),
    path(f"{PRODUCT}bulk/<slug:field>/", cells.bulk, name="bulk"),
    path(f"{PRODUCT}board/", board.board, name="board"),
    path(f"{PRODUCT}board/cards/", board.board_cards, name="board_cards"),
    path(f"{PRODUCT}board/moves/", moves.move_card, name="move_card"),
    path(f"{ITEM}cells/<slug:field>/", cells.cell, name="cell"),
    path(WORKSPACE, work.my_work, name="my_work"),
    path(f"{WORKSPACE}complete/", completion.complete, name="complete"),
    path(f"{WORKSPACE}palette/", palette.palette, name="palette"),
    path(f"{WORKSPACE}undo/<uuid:action>/", undo.undo, name="undo"),
    path(ITEM, items.item, name="item"),
    path(f"{ITEM}panel/", items.item_panel, name="item_panel"),
    path(f"{ITEM}texts/<slug:field>/", items.edit_item, name="edit_item"),
    path(f"{ITEM}children/", items.add_child, name="add_child"),
    path(f"{ITEM}delete/", items.remove_item, name="remove_item"),
    path(f"{ITEM}watch/", items.watch_item, name="watch_item"),
    path(f"{ITEM}comments/", discussion.comment_on, name="comment_on"),
    path(f"{ITEM}criteria/", discussion.add_to_criteria, name="add_to_criteria"),
    path(f"{ITEM}ratings/<slug:criterion>/", scoring.rate, name="rate"),
    path(f"{WORKSPACE}preview/", discussion.preview, name="preview"),
    path(f"{WORKSPACE}comments/<uuid:pk>/", discussion.change_comment, name="change_comment"),
    path(f"{WORKSPACE}comments/<uuid:pk>/delete/", discussion.remove_comment, name="remove_comment"),
    path(f"{WORKSPACE}criteria/<uuid:pk>/", discussion.change_criterion, name="change_criterion"),
    path(f"{WORKSPACE}criteria/<uuid:pk>/move/", discussion.reorder_criterion, name="reorder_criterion"),
    path(f"{WORKSPACE}criteria/<uuid:pk>/delete/", discussion.drop_criterion, name="drop_criterion"),
    path(f"{WORKSPACE}products/new/", products.new_product, name="new_product"),
    path(f"{PRODUCT}settings/", products.product_settings, name="product_settings"),
    path(f"{PRODUCT}settings/steps/", products.add_step, name="add_step"),
    path(f"{PRODUCT}settings/steps/<uuid:pk>/", products.rename_step, name="rename_step"),
    path(f"{PRODUCT}settings/steps/<uuid:pk>/delete/", products.remove_step, name="remove_step"),
    path(f"{WORKSPACE}settings/labels/", labels.labels, name="labels"),
    path(f"{WORKSPACE}settings/labels/<uuid:pk>/", labels.change_label, name="change_label"),
    path(f"{WORKSPACE}settings/labels/<uuid:pk>/delete/", labels.remove_label, name="remove_label"),
    path(f"{PRODUCT}scoring/", scoring.scoring, name="scoring"),
    path(f"{PRODUCT}scoring/scores/", scoring.scores, name="scores"),
    path(f"{PRODUCT}scoring/model/", scoring.choose_model, name="choose_model"),
    path(f"{PRODUCT}scoring/formula/", scoring.change_formula, name="change_formula"),
    path(f"{PRODUCT}scoring/formula/try/", scoring.try_formula, name="try_formula"),
    path(f"{PRODUCT}scoring/weights/", scoring.change_weights, name="change_weights"),
]
