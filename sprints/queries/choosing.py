"""Which items are put on the table: by key, or by a query."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.search import search_items
from sprints.models import EstimationRound

MOST_CHOSEN = 100


def items_named(product: Product, keys: Sequence[str]) -> list[Item]:
    """The product's items with these keys in rank order; none for no key. Raises ValidationError for one that is gone or
    for too many. One statement.
    """
    wanted = dict.fromkeys(key.upper() for key in keys)
    if len(wanted) > MOST_CHOSEN:
        raise ValidationError(_("Choose at most %(most)d items.") % {"most": MOST_CHOSEN})
    numbers = [key.rpartition("-")[2] for key in wanted if key.startswith(f"{product.key}-")]
    known = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 10]
    items = list(
        Item.objects.in_rank_order().filter(product=product, number__in=known).select_related("product")
    )
    found = {item.key for item in items}
    if missing := [key for key in wanted if key not in found]:
        raise ValidationError(_("%(key)s is no longer there.") % {"key": missing[0]})
    return items


def items_found(product: Product, query: str, *, actor: Actor, today: date) -> list[Item]:
    """The product's open items that a query finds and that are not on the table, in rank order, MOST_CHOSEN at most.

    Raises QueryError.
    """
    rounds = EstimationRound.objects.exclude(state=EstimationRound.State.ENDED).filter(item=OuterRef("pk"))
    items = Item.objects.filter(~Exists(rounds), product=product).open().select_related("product")
    return list(search_items(items, query, actor=actor, today=today).order_by("rank")[:MOST_CHOSEN])
