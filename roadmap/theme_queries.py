"""What the pages and the API of themes read."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from activity.actors import Actor
from backlog.models import Item
from backlog.queries.brief import BRIEF, IN_ORDER, Brief
from roadmap import places
from roadmap.investment import Line, counted_items, investments, targets_of
from roadmap.models import Theme, ThemeItem
from roadmap.periods import Period
from roadmap.theme_scope import Scope
from roadmap.told import told_brief, told_to

BEFORE, AFTER = 4, 1  # periods that the chart of a theme shows beside the one looked at


def themes_with_targets(workspace_id: UUID, period: Period) -> tuple[list[Theme], Mapping[UUID, Decimal]]:
    """The themes in their order and the target shares that hold for a period. Two statements."""
    rows = Theme.objects.filter(workspace=workspace_id).order_by("position", "pk")
    return list(rows), targets_of(workspace_id, period)[1]


def items_of(theme: Theme | None, scope: Scope, actor: Actor) -> Sequence[Brief]:
    """What belongs to a theme, as far as the actor is told of it: open items first, by product and rank; where the address names a
    period, or without a theme, what counts in it, which is for readers of the backlog. Two statements at most.
    """
    if theme is None or scope.is_named:
        return counted_items(scope.workspace, scope.period, theme, product_id=scope.product_id)
    here = told_to(actor, ThemeItem.objects.filter(theme=theme, item__deleted_at=None))
    rows = here.order_by(*IN_ORDER).values("told_title", *BRIEF)
    found = [Brief(**told_brief(row)) for row in rows]
    return sorted(found, key=lambda row: not row.is_open)


def history_of(theme: Theme, scope: Scope) -> list[tuple[Period, Line]]:
    """The theme's line in the periods up to the one after the one looked at. Three statements."""
    periods = [scope.period.step(count) for count in range(-BEFORE, AFTER + 1)]
    found = investments(scope.workspace, periods, by=scope.by, product_id=scope.product_id)
    return [(one.period, line) for one in found for line in one.lines if line.theme == theme]


def candidates(theme: Theme, text: str, *, actor: Actor, today: date) -> list[Item]:
    """What could be put in: items that the query fits, else those without a theme. See `places.candidates`."""
    anywhere = ThemeItem.objects.filter(item=OuterRef("pk"))
    others = Item.objects.filter(~Exists(anywhere.filter(theme=theme)), workspace_id=theme.workspace_id)
    free: Any = Q(~Exists(anywhere))
    return places.candidates(others, text, usual=free, actor=actor, today=today)
