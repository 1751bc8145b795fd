"""One cell of the list as its reader typed it, read and checked."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.periods import parse_period
from roadmap.models import Entry
from roadmap.moves import Places
from roadmap.services.entries import TEXTS

DATED = ("start", "due")


@dataclass(frozen=True, slots=True)
class Edited:
    """What a cell changes: texts of the entry, or its place and its item's dates, and what the person saw there."""

    texts: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)


def read_cell(entry: Entry, name: str, value: str, was: str) -> Edited:
    """What to change where the cell `name` (public_title, public_note, confidence, start, due, lane, horizon) showed `was` and is to say
    `value`.

    Raises ValidationError with a sentence. Two statements at most.
    """
    if name in TEXTS:
        is_own = name == "public_title" and value == entry.item.title
        return Edited(texts={name: "" if is_own else value}, seen={name: was})
    if name in DATED:
        return Edited(fields=_end(name, value), seen=_end(name, was))
    if name == "horizon":
        return Edited(fields={name: value}, seen={name: was})
    if name == "lane":
        places = Places(entry.roadmap)
        return Edited(fields=places.fields(value), seen=places.fields(was))
    raise ValidationError(_("This cannot be edited here."))


def overlay_of(name: str, value: str, *, own_title: str) -> dict[str, Any]:
    """The same for an item in a scenario, as `Overlay` has it. Raises ValidationError."""
    if name in DATED:
        day, precision = _end(name, value).values()
        return {name: [day.isoformat() if day else "", precision]}
    if name not in (*TEXTS, "horizon", "lane"):
        raise ValidationError(_("This cannot be edited here."))
    return {name: "" if name == "public_title" and value == own_title else value}


def _end(name: Any, text: str) -> dict[str, Any]:
    try:
        day, precision = parse_period(text, name)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    return {f"{name}_on": day, f"{name}_precision": precision.value}
