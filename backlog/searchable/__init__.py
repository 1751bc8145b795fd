"""The fields that items can be searched by: those of every item (`own`), and what is registered beside them."""

from backlog.searchable.own import own_fields, yes_or_no
from backlog.searchable.registry import Factory, QueryField, Registry, Scope, registered

__all__ = ["Factory", "QueryField", "Registry", "Scope", "fields_of", "yes_or_no"]


def fields_of(scope: Scope) -> Registry:
    """All fields of one search: an item's own first, so that no other can take their names. Runs no query yet."""
    return Registry(scope, [own_fields, *registered()])
