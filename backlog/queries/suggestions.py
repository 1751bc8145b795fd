"""What the search box offers while a query is typed."""

from datetime import date

from activity.actors import Actor
from backlog.search import schema
from backlog.searchable import Scope
from core.query import MAX_LENGTH, Completion, complete


def suggestions(actor: Actor, text: str, caret: int, *, today: date) -> Completion:
    """Fields, operators and values that fit at the caret, from the one schema of items.

    Never raises for what is typed. Two statements at most: custom fields, and the values of the field at the caret.
    """
    text = text.replace("\x00", " ")[:MAX_LENGTH]
    return complete(text, caret, schema(Scope(actor, today)))
