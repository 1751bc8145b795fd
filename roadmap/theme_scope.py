"""What pages of themes look at: a period, one product or all, by number or by estimate."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Workspace
from backlog.models import Product
from roadmap.investment import COUNT, ESTIMATE
from roadmap.periods import Length, Period


@dataclass(frozen=True, slots=True)
class Scope:
    """`is_named` says that the address names the period; `unit` is what amounts are counted in."""

    workspace: Workspace
    today: date
    period: Period
    is_named: bool
    by: str
    unit: str
    product: Product | None
    products: Sequence[Product]

    @property
    def product_id(self) -> UUID | None:
        return self.product.pk if self.product else None

    @property
    def address(self) -> str:
        """The query that says all of it."""
        named = {"period": self.period.text, "by": self.by}
        return "?" + urlencode({**named, "product": self.product.key} if self.product else named)

    def in_period(self, period: Period) -> "Scope":
        """The same of another period."""
        return replace(self, period=period, is_named=True)

    @property
    def earlier(self) -> "Scope":
        return self.in_period(self.period.step(-1))

    @property
    def later(self) -> "Scope":
        return self.in_period(self.period.step(1))

    @property
    def lengths(self) -> list[tuple[str, str, bool]]:
        """Each length of period: what it is called, the address of the one around this one's first day (today where it is
        within), and whether it is this one's.
        """
        day = self.today if self.period.start <= self.today <= self.period.end else self.period.start
        return [
            (str(one.label), self.in_period(Period.around(one, day)).address, one == self.period.length)
            for one in Length
        ]

    @property
    def units(self) -> list[tuple[str, str, bool]]:
        """By what one counts, as `lengths`."""
        named = {COUNT: _("Items"), ESTIMATE: _("Estimate")}
        return [(name, replace(self, by=by).address, by == self.by) for by, name in named.items()]


def scope_for(workspace: Workspace, asked: Mapping[str, str], *, today: date) -> Scope:
    """What an address asks for by its parameters; what means nothing is left out. One statement."""
    products = list(Product.objects.filter(workspace=workspace, archived_at=None).order_by("name"))
    key = asked.get("product", "").upper()
    period, is_named = Period.around(Length.QUARTER, today), False
    with suppress(ValueError):
        period, is_named = Period.parse(asked.get("period", "")), True
    by = ESTIMATE if asked.get("by") == ESTIMATE else COUNT
    return Scope(
        workspace,
        today,
        period,
        is_named,
        by,
        _("items") if by == COUNT else workspace.get_estimate_unit_display(),
        next((one for one in products if one.key == key), None),
        products,
    )
