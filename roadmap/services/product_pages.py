"""A product's page: its vision, for whom it is, which problem it solves, where it begins.

The vision is the product's own and changes as `product.updated`; the rest is one row beside it, made when first written, whose
event is `productpage.updated` with `{"product", "product_key"}` as its data.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import changes_to
from activity.services import record
from backlog.models import Product
from backlog.services.products import update_product
from core.errors import OutOfDate
from roadmap.models import ProductPage
from roadmap.models.about import MOST_WORDS

VISION = "vision"
WORDS = ("users", "problem", "wedge", "expansion")
FIELDS = (VISION, *WORDS)
MOST_VISION = 2000


@transaction.atomic
def update_page(
    product: Product,
    *,
    by: Actor,
    fields: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
    expected_version: int | None = None,
) -> ProductPage:
    """Change any of FIELDS (Markdown); returns the page as it is now. Nothing changed: nothing is written.

    `seen` holds what the person saw: where someone else has changed such a field since, OutOfDate carries the current page.
    `expected_version` is that of `version_of`. Raises ValidationError by field, PermissionDenied. Cost: 6 statements at most.
    """
    require(by, Right.MANAGE_PLANS)
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk, workspace_id=by.workspace_id)
    page = page_of(product)
    if expected_version not in (None, version_of(page)):
        raise OutOfDate(_("%(name)s has changed since you loaded it.") % {"name": product.name}, current=page)
    wanted, was = _cleaned(fields), _cleaned(seen or {})
    _update_vision(product, page, wanted.pop(VISION, None), was.pop(VISION, None), by)
    changes = changes_to(page, wanted, was)
    if not changes:
        return page
    for name, (_before, after) in changes.items():
        setattr(page, name, after)
    is_new = page._state.adding
    page.version += 0 if is_new else 1
    page.save(force_insert=is_new)
    record("productpage.updated", page, by=by, label=product.name, changes=changes, data=about(product))
    return page


def page_of(product: Product) -> ProductPage:
    """The product's page, with the product; an empty one where nobody has written it yet. One statement."""
    found = ProductPage.objects.filter(product=product.pk).first()
    page = found or ProductPage(workspace_id=product.workspace_id)
    page.product = product
    return page


def version_of(page: ProductPage) -> int:
    """Which state of the page and of its product's vision it is: another one after each change of either, and before the first."""
    own: int = 0 if page._state.adding else page.version
    product: int = page.product.version
    return product + own


def about(product: Product) -> dict[str, Any]:
    """What surrounds an event of the page."""
    return {"product": str(product.pk), "product_key": product.key}


def _update_vision(product: Product, page: ProductPage, new: str | None, seen: str | None, by: Actor) -> None:
    if new is None or new == product.vision:
        return
    if seen is not None and product.vision != seen:
        raise OutOfDate(_("Someone else has just changed this."), current=page)
    page.product = update_product(product, by=by, vision=new)


def _cleaned(fields: Mapping[str, str]) -> dict[str, str]:
    found = {name: text.replace("\r\n", "\n").strip() for name, text in fields.items() if name in FIELDS}
    for name, text in found.items():
        most = MOST_VISION if name == VISION else MOST_WORDS
        if len(text) > most:
            raise ValidationError({name: _("At most %(most)d characters.") % {"most": most}})
    return found
