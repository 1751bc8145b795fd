"""What someone else did to what is being moved: told so that a person sees both, theirs and one's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.custom import value_of
from backlog.models import Item
from core.errors import OutOfDate
from core.periods import Precision
from roadmap.lanes_from import nothing
from roadmap.models import Entry
from roadmap.presentation import dates_text
from roadmap.waiting import dates_of

MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What stands there `now` of an item, and what the person `wanted` instead, in words."""

    key: str
    now: str
    wanted: str


def too_late(late: Iterable[Meanwhile], *, current: Any) -> OutOfDate:
    """The refusal that shows both: of one item a sentence, of several a line each, MOST_TOLD of them at most."""
    found = _by_item(late)
    if len(found) == 1:
        words = {"key": found[0].key, "now": found[0].now, "wanted": found[0].wanted}
        said = _("Someone else has just changed %(key)s to %(now)s. You wanted %(wanted)s.") % words
        return OutOfDate(said, current=current)
    lines = [
        _("Someone else has just changed %(count)d of these. Nothing was moved.") % {"count": len(found)}
    ]
    for one in found[:MOST_TOLD]:
        words = {"key": one.key, "now": one.now, "wanted": one.wanted}
        lines.append(_("%(key)s is now %(now)s. You wanted %(wanted)s.") % words)
    if (more := len(found) - MOST_TOLD) > 0:
        lines.append(ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more})
    return OutOfDate("\n".join(lines), current=current)


def _by_item(late: Iterable[Meanwhile]) -> list[Meanwhile]:
    rows: dict[str, list[Meanwhile]] = defaultdict(list)
    for one in late:
        rows[one.key].append(one)
    return [
        Meanwhile(key, ", ".join(one.now for one in some), ", ".join(one.wanted for one in some))
        for key, some in rows.items()
    ]


def of_item(item: Item, wanted: Mapping[str, Any], seen: Mapping[str, Any]) -> Meanwhile:
    """Of an item as it is now: its dates, team, assignee and parent where they are neither what was seen nor what is wanted."""

    def is_other(name: str) -> bool:
        return name in wanted and name in seen and value_of(item, name) not in (seen[name], wanted[name])

    others = [name for name in ("team", "assignee", "parent") if is_other(name)]
    told = [(_named(value_of(item, name), name), _named(wanted[name], name)) for name in others]
    if not told or any(map(is_other, _DATES)):
        told = [_dates(item, wanted), *told]
    return Meanwhile(item.key, *(", ".join(each) for each in zip(*told, strict=True)))


def of_place(entry: Entry, wanted: Mapping[str, Any]) -> Meanwhile:
    """Of an entry as it is now: its lane and its horizon."""
    names = entry.roadmap.horizon_names()
    return Meanwhile(
        entry.item.key,
        _place(entry.lane, entry.horizon_name),
        _place(wanted.get("lane", entry.lane), names[wanted.get("horizon", entry.horizon)]),
    )


_DATES = ("start_on", "start_precision", "due_on", "due_precision")


def _place(lane: Any, horizon: str) -> str:
    return f"{lane.name if lane else nothing('')}, {horizon}"


def _dates(item: Item, wanted: Mapping[str, Any]) -> tuple[str, str]:
    now, today = dates_of(item), timezone.localdate()
    named: dict[str, Any] = {
        name.removesuffix("_on"): Precision(wanted[name] or "day")
        if name.endswith("precision")
        else wanted[name]
        for name in _DATES
        if name in wanted
    }
    return dates_text(now, today), dates_text(replace(now, **named), today)


def _named(value: Any, name: str) -> str:
    return str(value) if value is not None else nothing(name)
