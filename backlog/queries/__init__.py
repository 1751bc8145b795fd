"""Page-shaped reads of the backlog."""

from backlog.queries.backlog import BacklogPage, Summary, backlog_page, rows_by_ids
from backlog.queries.board import Column, board, cards_by_ids, more_cards
from backlog.queries.rows import Person, Row, ShownLabel, active_model, hue_class, labels_of

__all__ = [
    "BacklogPage",
    "Column",
    "Person",
    "Row",
    "ShownLabel",
    "Summary",
    "active_model",
    "backlog_page",
    "board",
    "cards_by_ids",
    "hue_class",
    "labels_of",
    "more_cards",
    "rows_by_ids",
]
