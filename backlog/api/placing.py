"""What the API says of where items are put into: `sprint`, `release`, `objective` and `theme`, by id or name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import ValidationError

from activity.actors import Actor
from backlog.bulk_places import plan_places
from backlog.containers import containers
from backlog.models import Item
from backlog.queries.documents import PLACES
from backlog.services.bulk import Change


def taken_places(body: dict[str, Any], by: Actor) -> dict[str, UUID | None]:
    """Take the places out of a body: by name the id, None for none. Raises ValidationError by field.

    One statement for each that is named.
    """
    wanted = {name: body.pop(name) for name in PLACES if name in body}
    return {name: _named(name, text, by) for name, text in wanted.items()}


def put_rows(rows: Sequence[Mapping[str, Any]], found: Sequence[Item], by: Actor) -> None:
    """Put each item where its row says; what is wrong points at the row. As many acts of a service as there are places."""
    for name, into, places in _together(rows, by):
        containers()[name].put([found[at] for at in places], into, by=by)


def plan_rows(rows: Sequence[Mapping[str, Any]], planned: Sequence[Change], by: Actor) -> None:
    """Note on each change where its row would put the item, as `put_rows` does it."""
    for name, into, places in _together(rows, by):
        plan_places([planned[at] for at in places], {name: into}, by=by)


def _together(rows: Sequence[Mapping[str, Any]], by: Actor) -> Iterator[tuple[str, UUID | None, list[int]]]:
    """Each place that rows name, and which rows of them."""
    for name in PLACES:
        by_text: dict[str | None, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            if name in row and not row.get("delete"):
                by_text[row[name]].append(at)
        for text, places in by_text.items():
            try:
                into = _named(name, text, by)
            except DjangoValidationError as error:
                wrong = {str(at): {name: error.message_dict[name]} for at in places}
                raise ValidationError({"items": wrong}) from error
            yield name, into, places


def _named(name: str, text: str | None, by: Actor) -> UUID | None:
    try:
        return containers()[name].named(text, by=by) if text is not None else None
    except DjangoValidationError as error:
        raise DjangoValidationError({name: error.messages}) from error
