"""What is counted or estimated in, in words."""

from django.utils.translation import gettext as _

from accounts.models import Workspace


def beside(unit: object, amount: object) -> str:
    """A unit, as a page calls it, beside that number: 3 points, 1 point; one that is a workspace's own stays as it is."""
    units = Workspace.EstimateUnit
    one = {
        str(units.POINTS.label): _("point"),
        str(units.DAYS.label): _("day"),
        str(units.HOURS.label): _("hour"),
        _("items"): _("item"),
    }
    return one.get(str(unit), str(unit)) if amount == 1 else str(unit)
