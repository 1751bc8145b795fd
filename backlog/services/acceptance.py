"""All acceptance criteria of an item at once, as the API writes them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import AcceptanceCriterion, Item
from backlog.permissions import require_edit
from backlog.services.discussion import MOST_CRITERIA, ticked
from core.errors import ErrorAt

FIELD = "acceptance_criteria"


@transaction.atomic
def set_criteria(item: Item, *, by: Actor, criteria: Sequence[Mapping[str, Any]]) -> bool:
    """Make these the item's criteria, in this order; returns whether anything changed.

    Each is `{"id"?, "text", "is_met"?}`: with the id of one of its criteria it rewords, ticks or moves that one, without
    it is new; those not named are taken away. Bumps the item's version and records an event for each that changed.
    Raises ValidationError, PermissionDenied. Cost: 2 statements, at most 5 more where something changed.
    """
    item = Item.objects.select_related("product").select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    require_edit(item, by)
    before = {row.pk: row for row in item.acceptance_criteria.all()}
    _check(criteria, before)
    after = [_row(item, before, position, wanted) for position, wanted in enumerate(criteria)]
    changes = list(_changes(before, after))
    if not changes:
        return False
    AcceptanceCriterion.objects.filter(item=item).exclude(pk__in=[row.pk for row in after]).delete()
    AcceptanceCriterion.objects.bulk_create(
        after,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["text", "is_met", "position", "version", "updated_at"],
    )
    item.version += 1
    item.save(update_fields=["version", "updated_at"])
    data = {"product": str(item.product_id), "key": item.key, "title": item.title}
    record_many(
        (
            Record("criterion.changed", "item", item.pk, item.key, {name: change}, {**data, **more})
            for name, change, more in changes
        ),
        by=by,
    )
    return True


def _check(criteria: Sequence[Mapping[str, Any]], before: Mapping[UUID, AcceptanceCriterion]) -> None:
    if len(criteria) > MOST_CRITERIA:
        raise ValidationError(
            {FIELD: _("An item has at most %(most)d acceptance criteria.") % {"most": MOST_CRITERIA}}
        )
    seen: set[UUID] = set()
    for at, wanted in enumerate(criteria):
        pk = wanted.get("id")
        if pk in seen:
            raise _wrong(at, "id", _("An acceptance criterion is named twice."))
        if pk and pk not in before:
            said = _("The item has no acceptance criterion of this id; leave it out for a new one.")
            raise _wrong(at, "id", said)
        seen |= {pk} if pk else set()


def _wrong(at: int, name: str, *messages: str) -> ValidationError:
    return ValidationError({FIELD: [ErrorAt(message, at=(at, name)) for message in messages]})


def _row(
    item: Item, before: Mapping[UUID, AcceptanceCriterion], position: int, wanted: Mapping[str, Any]
) -> AcceptanceCriterion:
    """The criterion as it is wanted; its version goes up where its words or its tick change."""
    old = before.get(wanted.get("id") or UUID(int=0))
    row = AcceptanceCriterion(workspace_id=item.workspace_id, item=item, position=position)
    if old is not None:
        row.pk, row.created_at, row.version = old.pk, old.created_at, old.version
    row.text = " ".join(wanted["text"].split())
    row.is_met = wanted.get("is_met", old.is_met if old else False)
    try:
        row.clean_fields(exclude=["workspace", "item"])
    except ValidationError as error:
        raise _wrong(position, "text", *error.messages) from error
    row.version += old is not None and (row.text, row.is_met) != (old.text, old.is_met)
    return row


def _changes(
    before: Mapping[UUID, AcceptanceCriterion], after: Sequence[AcceptanceCriterion]
) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """What each criterion's event says: [before, after] of its words and tick, or that it changed places; and where."""
    kept = [row.pk for row in after if row.pk in before]
    for pk, old in before.items():
        if pk not in kept:
            yield FIELD, [_words(old), None], _where(old)
    for row in after:
        was = _words(before[row.pk]) if row.pk in before else None
        if was != _words(row):
            yield FIELD, [was, _words(row)], _where(row)
    order = [pk for pk in before if pk in kept]
    moved = next((row for row in after if row.pk in before and row.pk != order[kept.index(row.pk)]), None)
    if moved is not None:
        orders = [[str(pk) for pk in ids] for ids in (order, kept)]
        yield "acceptance_criteria_order", [None, moved.text], {"order": orders}


def _where(row: AcceptanceCriterion) -> dict[str, Any]:
    return {"criterion": str(row.pk), "position": row.position}


def _words(row: AcceptanceCriterion) -> str:
    return ticked(row.text, row.is_met)
