"""Items by what people call them."""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from accounts.models import Workspace
from backlog.models import Item
from core.markdown import keys_in

KEY = re.compile(r"([A-Z][A-Z0-9]{1,9})-([1-9][0-9]{0,8})", re.IGNORECASE)
MOST_LINKS = 200


def addresses(workspace: Workspace, texts: Iterable[str]) -> dict[str, str]:
    """Where the item keys that stand in some Markdown lead; what is no item is left out. One statement at most."""
    pairs = [key.rsplit("-", 1) for key in sorted(keys_in(texts))[:MOST_LINKS]]
    if not pairs:
        return {}
    named = reduce(or_, (Q(product__key=product, number=int(number)) for product, number in pairs))
    rows = Item.objects.filter(named, workspace=workspace).values_list("product__key", "number")
    keys = [f"{product}-{number}" for product, number in rows]
    return {key: reverse("backlog:item", kwargs={"slug": workspace.slug, "key": key}) for key in keys}
