"""What a roadmap's own fields may hold, checked before they are kept."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.actors import Actor
from backlog.queries.references import uuid_or_none
from core.errors import Conflict
from roadmap.looks import cleaned_look
from roadmap.models import Entry, Roadmap
from roadmap.services.joining import check_query

EDITABLE = (
    "name", "purpose", "visibility", "readers_see", "lanes_from", "grouped_by", "query", "joined_lane_id", "horizons", "look",
)  # fmt: skip
MOST_HORIZONS, LONGEST_HORIZON = 7, 40
_HORIZON = re.compile(r"now|next|later|h[0-9]{1,4}")


def cleaned_fields(roadmap: Roadmap, fields: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Those of `fields` that a person may change (EDITABLE), as they are kept.

    Raises ValidationError by field, Conflict for a horizon that still holds entries. No statements but for a query, a lane and
    a horizon that goes.
    """
    found: dict[str, Any] = {}
    for name in EDITABLE:
        if name in fields:
            found[name] = _cleaned(roadmap, name, fields[name], by)
    return found


def _cleaned(roadmap: Roadmap, name: str, value: Any, by: Actor) -> Any:
    match name:
        case "name":
            return " ".join(value.split())
        case "query":
            return value if value == roadmap.query else check_query(roadmap, value, by)
        case "horizons":
            return check_horizons(roadmap, value)
        case "look":
            return cleaned_look(value)
        case "joined_lane_id":
            return _lane(roadmap, value)
        case _:
            return value.strip()


def check_horizons(roadmap: Roadmap, value: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The roadmap's horizons from left to right, each with an id: what has none is the one called so, else
    new. Nothing: the usual three.

    Raises ValidationError, Conflict where one goes that holds entries. One statement where one goes.
    """
    if len(value) > MOST_HORIZONS:
        raise ValidationError(
            {"horizons": _("A roadmap has at most %(most)d horizons.") % {"most": MOST_HORIZONS}}
        )
    names = [" ".join(str(each.get("name", "")).split())[:LONGEST_HORIZON] for each in value]
    if not all(names) or len({name.casefold() for name in names}) < len(names):
        raise ValidationError({"horizons": _("Each horizon needs a name of its own.")})
    given = _ids(roadmap, value, names)
    if any(pk and not _HORIZON.fullmatch(pk) for pk in given) or len({*filter(None, given)}) < sum(
        map(bool, given)
    ):
        raise ValidationError({"horizons": _("There is no such horizon on this roadmap.")})
    numbers = [int(pk[1:]) for pk in (*given, *roadmap.horizon_names()) if pk[1:].isdigit()]
    free = iter(range(max(numbers, default=3) + 1, 9999))
    ids = [pk or f"h{next(free)}" for pk in given]
    _refuse_full(roadmap, set(ids) or {"now", "next", "later"})
    return [{"id": pk, "name": name} for pk, name in zip(ids, names, strict=True)]


def _ids(roadmap: Roadmap, value: Sequence[Mapping[str, str]], names: Sequence[str]) -> list[str]:
    """The ids that were sent, or meant by a name alone: said twice it is one horizon; "" for what is new."""
    sent = {each.get("id") for each in value}
    known = {name.casefold(): pk for pk, name in roadmap.horizon_names().items() if pk not in sent}
    return [each.get("id") or known.get(name.casefold(), "") for each, name in zip(value, names, strict=True)]


def _refuse_full(roadmap: Roadmap, staying: set[str]) -> None:
    gone = {pk: name for pk, name in roadmap.horizon_names().items() if pk not in staying}
    if not gone:
        return
    rows = Entry.objects.filter(roadmap=roadmap, horizon__in=gone, item__deleted_at=None)
    held = list(rows.values_list("horizon", flat=True))
    if held:
        said = ngettext(
            "“%(horizon)s” holds %(count)d entry. Move it to another horizon first.",
            "“%(horizon)s” holds %(count)d entries. Move them to another horizon first.",
            held.count(held[0]),
        )
        raise Conflict(said % {"horizon": gone[held[0]], "count": held.count(held[0])})


def _lane(roadmap: Roadmap, value: UUID | str | None) -> UUID | None:
    pk = uuid_or_none(str(value)) if value else None
    if value and (pk is None or not roadmap.lanes.filter(pk=pk).exists()):
        raise ValidationError({"joined_lane": _("There is no such lane on this roadmap.")})
    return pk
