"""The order of an item's acceptance criteria."""

from django.db import transaction

from activity.actors import Actor
from activity.services import record
from backlog.models import AcceptanceCriterion
from backlog.permissions import require_edit


@transaction.atomic
def move_criterion(criterion: AcceptanceCriterion, *, by: Actor, up: bool) -> bool:
    """Change places with the criterion above (or below); returns whether there was one. Two statements, and the event."""
    item = criterion.item
    require_edit(item, by)
    rows = list(item.acceptance_criteria.select_for_update())
    at = next((n for n, row in enumerate(rows) if row.pk == criterion.pk), -1)
    to = at - 1 if up else at + 1
    if at < 0 or not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    before = [row.pk for row in rows if row.position != rows.index(row)]
    for position, row in enumerate(rows):
        row.position = position
    AcceptanceCriterion.objects.bulk_update([row for row in rows if row.pk in before], ["position"])
    data = {"product": str(item.product_id), "key": item.key, "title": item.title}
    changes = {"acceptance_criteria_order": [None, criterion.text]}
    record("criterion.changed", item, by=by, label=item.key, changes=changes, data=data)
    return True
