"""The order of an item's acceptance criteria, and taking back what was done to them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.services import record
from backlog.models import AcceptanceCriterion, Item
from backlog.permissions import require_edit
from backlog.services.discussion import raise_version, remove_criterion, ticked, update_criterion
from core.errors import Conflict

MET = "☑"


@transaction.atomic
def move_criterion(criterion: AcceptanceCriterion, *, by: Actor, up: bool) -> bool:
    """Change places with the criterion above (or below); returns whether there was one. Two statements, and the event."""
    item = criterion.item
    ids = list(item.acceptance_criteria.values_list("pk", flat=True))
    at = ids.index(criterion.pk) if criterion.pk in ids else -1
    to = at - 1 if up else at + 1
    if at < 0 or not 0 <= to < len(ids):
        require_edit(item, by)
        return False
    ids[at], ids[to] = ids[to], ids[at]
    order_criteria(item, by=by, ids=ids, moved=criterion.text)
    return True


@transaction.atomic
def order_criteria(item: Item, *, by: Actor, ids: Sequence[UUID], moved: str) -> None:
    """Put the item's criteria into this order; those not named come last. `moved` is what the history calls it.

    Two statements, and the event.
    """
    require_edit(item, by)
    rows = list(item.acceptance_criteria.select_for_update())
    place = {pk: at for at, pk in enumerate(ids)}
    ordered = sorted(rows, key=lambda row: place.get(row.pk, len(place)))
    changed = [row for at, row in enumerate(ordered) if row.position != at]
    for at, row in enumerate(ordered):
        row.position = at
    AcceptanceCriterion.objects.bulk_update(changed, ["position"])
    data = {
        "product": str(item.product_id),
        "key": item.key,
        "title": item.title,
        "order": [[str(row.pk) for row in rows], [str(row.pk) for row in ordered]],
    }
    changes = {"acceptance_criteria_order": [None, moved]}
    raise_version(item)
    record("criterion.changed", item, by=by, label=item.key, changes=changes, data=data)


@transaction.atomic
def restore_criterion(item: Item, *, by: Actor, pk: UUID, text: str, is_met: bool, position: int) -> None:
    """Make a criterion again that was taken away: the same one, where it stood. Twice is once."""
    require_edit(item, by)
    row = AcceptanceCriterion(pk=pk, workspace_id=item.workspace_id, item=item, position=position)
    row.text, row.is_met = text, is_met
    ids = list(item.acceptance_criteria.values_list("pk", flat=True))
    if pk in ids:
        return
    row.save(force_insert=True)
    data = {
        "product": str(item.product_id), "key": item.key, "title": item.title,
        "criterion": str(pk), "position": position,
    }  # fmt: skip
    changes = {"acceptance_criteria": [None, ticked(text, is_met)]}
    raise_version(item)
    record("criterion.changed", item, by=by, label=item.key, changes=changes, data=data)


def take_back(item: Item, event: Event, *, by: Actor) -> None:
    """Reverse one event of a criterion: words and tick, adding, removing, order. Raises Conflict where it no longer holds."""
    if "order" in event.data:
        _order_back(item, event, by)
        return
    if "criterion" not in event.data:
        raise Conflict(_("This change is too old to be taken back."))
    before, after = event.changes["acceptance_criteria"]
    pk = UUID(event.data["criterion"])
    row = item.acceptance_criteria.filter(pk=pk).first()
    if after is None:
        restore_criterion(
            item, by=by, pk=pk, text=before[2:], is_met=before[0] == MET, position=event.data["position"]
        )
    elif row is None or ticked(row.text, row.is_met) != after:
        raise Conflict(_("Someone has changed it since."))
    elif before is None:
        remove_criterion(row, by=by)
    else:
        update_criterion(row, by=by, text=before[2:], is_met=before[0] == MET)


def _order_back(item: Item, event: Event, by: Actor) -> None:
    """The order as it was, where those of its criteria that are still there stand as the event left them."""
    before, after = ([UUID(pk) for pk in ids] for ids in event.data["order"])
    now = list(item.acceptance_criteria.values_list("pk", flat=True))
    known = [pk for pk in now if pk in after]
    if known != [pk for pk in after if pk in now]:
        raise Conflict(_("Someone has changed it since."))
    order_criteria(item, by=by, ids=before, moved=event.changes["acceptance_criteria_order"][1])
