"""`{% load units %}`, then `{{ item.estimate|number }} {{ unit|beside:item.estimate }}`: 3 points, 1 point."""

from django import template
from django.utils.translation import gettext as _

from accounts.models import Workspace

register = template.Library()


@register.filter
def beside(unit: object, amount: object) -> str:
    """The unit of estimates, as a workspace calls it, beside that number."""
    units = Workspace.EstimateUnit
    one = {
        str(units.POINTS.label): _("point"),
        str(units.DAYS.label): _("day"),
        str(units.HOURS.label): _("hour"),
    }
    return one.get(str(unit), str(unit)) if amount == 1 else str(unit)
