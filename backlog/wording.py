"""Events of items in words: "Jana moved it from Ready to In progress". What each verb says is in one table, `_TELLS`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import Event
from backlog.custom import is_custom, key_of, text_of
from backlog.models import Kind
from backlog.wording_places import VERBS as PLACES
from backlog.wording_places import placed
from backlog.wording_shaping import VERBS as SHAPING
from backlog.wording_shaping import shaped
from backlog.wording_talk import VERBS as TALK
from backlog.wording_talk import talked
from core.numbers import written
from core.periods import Precision, label

ONCE = {
    "item.created": gettext_lazy("{who} created it"),
    "item.imported": gettext_lazy("{who} imported it"),
    "item.deleted": gettext_lazy("{who} deleted it"),
    "item.restored": gettext_lazy("{who} brought it back"),
    "round.opened": gettext_lazy("{who} asked for estimates"),
    "round.reopened": gettext_lazy("{who} asked for another vote on the estimate"),
    "round.skipped": gettext_lazy("{who} ended the round of estimates without one"),
    "round.resumed": gettext_lazy("{who} took the round of estimates up again"),
}
SET = {
    "assignee": gettext_lazy("{who} assigned it to {new}"),
    "team": gettext_lazy("{who} gave it to the team {new}"),
    "parent": gettext_lazy("{who} put it under {new}"),
    "estimate": gettext_lazy("{who} estimated it at {new}"),
    "start_on": gettext_lazy("{who} set the start to {new}"),
    "due_on": gettext_lazy("{who} set the due date to {new}"),
}
CHANGED = {
    "title": gettext_lazy("{who} renamed it from “{old}”"),
    "description": gettext_lazy("{who} rewrote the description"),
    "status": gettext_lazy("{who} moved it from {old} to {new}"),
    "kind": gettext_lazy("{who} made it a {new} (was {old})"),
    "assignee": gettext_lazy("{who} assigned it to {new} (was {old})"),
    "team": gettext_lazy("{who} gave it to the team {new} (was {old})"),
    "parent": gettext_lazy("{who} moved it from {old} under {new}"),
    "estimate": gettext_lazy("{who} changed the estimate from {old} to {new}"),
    "start_on": gettext_lazy("{who} moved the start from {old} to {new}"),
    "due_on": gettext_lazy("{who} moved the due date from {old} to {new}"),
}
CLEARED = {
    "description": gettext_lazy("{who} removed the description"),
    "assignee": gettext_lazy("{who} unassigned {old}"),
    "team": gettext_lazy("{who} took it from the team {old}"),
    "parent": gettext_lazy("{who} took it out of {old}"),
    "estimate": gettext_lazy("{who} removed the estimate of {old}"),
    "start_on": gettext_lazy("{who} removed the start ({old})"),
    "due_on": gettext_lazy("{who} removed the due date ({old})"),
}

# What changed at once is told in this order, since JSON keeps none.
ORDER = ("title", "kind", "status", "assignee", "team", "parent", "estimate", "labels", "start_on", "due_on", "description")  # fmt: skip


def sentences(event: Event, *, labels: Mapping[str, str] | None = None) -> list[SafeString]:
    """What an event says, one sentence for each thing that changed; [] where it is not worth one.

    `labels` names criteria by key. No query where the event's actor is loaded.
    """
    who = format_html("<strong>{}</strong>", actor_name(event))
    if event.verb == "rating.set":
        known = labels or {}
        return [_rated(known.get(key, key), old, new, who) for key, (old, new) in event.changes.items()]
    return _TELLS[event.verb](event, who) if event.verb in _TELLS else []


def actor_name(event: Event) -> str:
    """Who did it, as people say."""
    if event.actor is not None:
        return str(event.actor.name)
    return {"import": _("An import"), "visitor": _("A visitor")}.get(event.actor_kind, "Throughline")


def _once(event: Event, who: SafeString) -> list[SafeString]:
    return [format_html(str(ONCE[event.verb]), who=who)]


def _edited(event: Event, who: SafeString) -> list[SafeString]:
    names = sorted(event.changes, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return [text for name in names if (text := _field(event, name, who))]


def _revealed(event: Event, who: SafeString) -> list[SafeString]:
    cards = ", ".join(f"{name} {card}" for name, card in event.data["cards"])
    return [format_html(_("{who} turned the cards: {cards}"), who=who, cards=cards)]


def _agreed(event: Event, who: SafeString) -> list[SafeString]:
    """A vote that changed nothing; else the estimate's own event tells of it."""
    if not event.data["is_same"]:
        return []
    kept = written(event.data["estimate"])
    return [format_html(_("{who} kept the estimate of {new} after a vote"), who=who, new=kept)]


def _field(event: Event, name: str, who: SafeString) -> SafeString | None:
    old, new = event.changes[name]
    if name == "labels":
        return _labels(old or [], new or [], who)
    if is_custom(name):
        return _custom(event, name, who)
    if name.endswith("_precision"):
        if f"{name[:-10]}_on" in event.changes:
            return None
        return format_html(_("{who} made a date more or less exact: {new}"), who=who, new=new)
    text = (CLEARED if new in (None, "") else SET if old in (None, "") and name in SET else CHANGED).get(name)
    if text is None:
        return None
    if name == "estimate" and "round" in event.data:
        voted, changed = (
            _("{who} estimated it at {new} after a vote"),
            _("{who} estimated it at {new} after a vote (was {old})"),
        )
        return format_html(voted if old is None else changed, who=who, old=old, new=new)
    return format_html(str(text), who=who, old=_value(event, name, old, 0), new=_value(event, name, new, 1))


def _value(event: Event, name: str, value: Any, side: int) -> str:
    """What people call a plain value of an event's changes."""
    if value in (None, ""):
        return _("nothing")
    if name == "kind":
        return str(Kind(value).label).lower() if value in Kind.values else str(value)
    if name in ("start_on", "due_on"):
        precision = event.changes.get(name.replace("_on", "_precision"), ["day", "day"])[side]
        return label(date.fromisoformat(value), Precision(precision), timezone.localdate())
    if name == "estimate":
        return written(value)
    named: Mapping[str, str] = event.data.get("names", {})
    return named.get(str(value), str(value) if name == "title" else _("something else"))


def _custom(event: Event, name: str, who: SafeString) -> SafeString:
    """A field of the product's own, by the name it had then."""
    old, new = event.changes[name]
    named: Mapping[str, str] = event.data.get("names", {})
    words = {
        "who": who,
        "field": named.get(name, key_of(name)),
        "old": text_of(old, named),
        "new": text_of(new, named),
    }
    if new is None:
        return format_html(_("{who} cleared {field} ({old})"), **words)
    if old is None:
        return format_html(_("{who} set {field} to {new}"), **words)
    return format_html(_("{who} changed {field} from {old} to {new}"), **words)


def _labels(old: Sequence[str], new: Sequence[str], who: SafeString) -> SafeString | None:
    added, gone = [n for n in new if n not in old], [n for n in old if n not in new]
    words = {"who": who, "added": ", ".join(added), "gone": ", ".join(gone)}
    if added and gone:
        return format_html(_("{who} added the label {added} and took off {gone}"), **words)
    if added:
        return format_html(_("{who} added the label {added}"), **words)
    return format_html(_("{who} took off the label {gone}"), **words) if gone else None


def _moved(event: Event, who: SafeString) -> SafeString:
    where = event.changes.get("rank", [None, {}])[1] or {}
    if where.get("by") == "score":
        return format_html(_("{who} ranked it by score, among others"), who=who)
    if "before" in where:
        return format_html(_("{who} ranked it before {key}"), who=who, key=where["before"])
    if "after" in where:
        return format_html(_("{who} ranked it after {key}"), who=who, key=where["after"])
    if where.get("to") == "top":
        return format_html(_("{who} ranked it at the top"), who=who)
    return format_html(_("{who} ranked it at the bottom"), who=who)


def _rated(name: str, old: str | None, new: str | None, who: SafeString) -> SafeString:
    if new is None:
        return format_html(_("{who} took away the rating {name} ({old})"), who=who, name=name, old=old)
    if old is None:
        return format_html(_("{who} rated {name} {new}"), who=who, name=name, new=new)
    return format_html(_("{who} changed {name} from {old} to {new}"), who=who, name=name, old=old, new=new)


def _criteria(event: Event, who: SafeString) -> list[SafeString]:
    """Ticked, unticked, reworded, added, removed, put in another order; a question of the definition of ready."""
    if event.verb == "item.ticked":
        answered = event.changes["ready_tick"][1]
        said = _("{who} answered “{text}”") if answered else _("{who} took back the answer to “{text}”")
        return [format_html(said, who=who, text=event.data["text"])]
    if "acceptance_criteria" not in event.changes:
        return [format_html(_("{who} put the acceptance criteria in another order"), who=who)]
    old, new = event.changes["acceptance_criteria"]
    words = {"who": who, "text": str(new or old).lstrip("☑☐ ")}
    if new is None:
        return [format_html(_("{who} removed the criterion “{text}”"), **words)]
    if old is None:
        return [format_html(_("{who} added the criterion “{text}”"), **words)]
    if old[0] != new[0]:
        met = _("{who} ticked “{text}”") if new[0] == "☑" else _("{who} unticked “{text}”")
        return [format_html(met, **words)]
    return [format_html(_("{who} reworded a criterion to “{text}”"), **words)]


_TELLS: Mapping[str, Callable[[Event, SafeString], list[SafeString]]] = {
    **dict.fromkeys(ONCE, _once),
    **dict.fromkeys(PLACES, placed),
    **dict.fromkeys(SHAPING, shaped),
    **dict.fromkeys(TALK, talked),
    "item.updated": _edited,
    "item.moved": lambda event, who: [_moved(event, who)],
    "round.revealed": _revealed,
    "round.set": _agreed,
    "criterion.changed": _criteria,
    "item.ticked": _criteria,
}
# What histories tell; other events of an item are not for every reader, or worth no sentence.
TOLD = frozenset({*_TELLS, "rating.set"})
