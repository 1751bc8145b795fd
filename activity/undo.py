"""Undo: a new act with the reverse of each event whose "after" still holds, under today's rights."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, Q, When
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from core.errors import Conflict

MOST = 1000
MANY = 20


class Undoer(Protocol):
    """Takes back events of some verbs; named in the setting UNDO_HANDLERS.

    `undo` raises Conflict, ValidationError or PermissionDenied with a sentence where the event cannot be taken back.
    One may also have `undo_all(events, by=)` for at least MANY events of one verb on different objects: it takes all of
    them back by sets and returns why not, by the event's id, or None to be asked one by one. `decides` names verbs that
    are taken back first, and without which the rest of their act stays. `follows` names verbs of what the worker added to
    an act: taken back last, and only where nothing else of it stays. `hold(events, by=)` locks what several events of an
    act are about before the first is taken back, so that nobody waits for it in a circle.
    """

    verbs: frozenset[str]

    def undo(self, event: Event, *, by: Actor) -> None: ...


@dataclass
class Undone:
    """What was taken back, by which act, and of the rest why not: (label, sentence)."""

    action: UUID
    labels: list[str] = field(default_factory=list)
    objects: list[UUID] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def message(self) -> str:
        """One sentence for a toast."""
        if not self.refused:
            return _("Undone.")
        first, why = self.refused[0]
        if not self.labels:
            return _("Not undone: %(what)s. %(why)s") % {"what": first, "why": why}
        return _("Undone, but not %(what)s: %(why)s") % {"what": first, "why": why}


def holding(event: Event, now: Callable[[str], Any]) -> dict[str, Any]:
    """What those fields were before which still hold what the event gave them; `now` says what a field holds, as events do.

    Raises Conflict where none does.
    """
    held = {name: before for name, (before, after) in event.changes.items() if now(name) == after}
    if not held:
        raise Conflict(_("Someone has changed it since."))
    return held


@transaction.atomic
def undo_action(action: UUID, *, by: Actor) -> Undone:
    """Take back what one's own act did, newest first, event by event; what no longer can be is listed with its reason.

    Raises Http404 for an act that is unknown, another member's, or holds nothing that can be taken back.
    """
    events = Event.objects.filter(workspace_id=by.workspace_id, action=action, actor_id=by.member_id)
    undoers = _undoers()
    followed = Q(verb__in=_following())
    found = events.filter(verb__in=list(undoers)).order_by(Case(When(followed, then=1), default=0), "-id")[
        :MOST
    ]
    mine: list[Event] = [event for event in found if event.verb not in _following()]
    later = [event for event in found if event.verb in _following()]
    if not mine:
        raise Http404
    mine.sort(key=lambda event: not _decides(event, undoers))
    _hold(mine, undoers, by)
    by = by.anew()
    undone = Undone(by.action)
    _take_back(mine, undone, undoers, by)
    if later and not undone.refused:
        _hold_following(later, undoers, by)
        _take_back(later, undone, undoers, by)
    return undone


def can_undo(by: Actor) -> bool:
    """Whether this act of `by` has done anything that can be taken back. One statement."""
    verbs = _undoers().keys() - _following()
    events = Event.objects.filter(
        workspace_id=by.workspace_id, action=by.action, actor_id=by.member_id, verb__in=verbs
    )
    return events.exists()


def _take_back(events: Sequence[Event], undone: Undone, undoers: Mapping[str, Undoer], by: Actor) -> None:
    """Note in `undone` what became of each event, until one that decides is refused."""
    for event, why in _reversed(events, undoers, by):
        if not why:
            undone.labels.append(event.object_label)
            undone.objects.append(event.object_id)
            continue
        undone.refused.append((event.object_label, why))
        if _decides(event, undoers):
            return


def _decides(event: Event, undoers: Mapping[str, Undoer]) -> bool:
    return event.verb in getattr(undoers[event.verb], "decides", ())


def _hold(events: Sequence[Event], undoers: Mapping[str, Undoer], by: Actor) -> None:
    """Lock what an act of one undoer was about; what belongs to several has no order that all would keep."""
    undoer = undoers[events[0].verb]
    if len(events) > 1 and all(undoers[event.verb] is undoer for event in events) and hasattr(undoer, "hold"):
        undoer.hold(events, by=by)


def _hold_following(events: Sequence[Event], undoers: Mapping[str, Undoer], by: Actor) -> None:
    """Lock what followed, kind by kind in the order of UNDO_HANDLERS, which is that of the worker's handlers."""
    for undoer in dict.fromkeys(undoers.values()):
        some = [event for event in events if undoers[event.verb] is undoer]
        if some and hasattr(undoer, "hold"):
            undoer.hold(some, by=by)


def _reversed(
    events: Iterable[Event], undoers: Mapping[str, Undoer], by: Actor
) -> Iterator[tuple[Event, str]]:
    """Take the events back as one asks for them, those of one verb that follow each other together; each with why not."""
    for verb, same in groupby(events, key=lambda event: event.verb):
        # Each goes back behind its former neighbour, which must be there first.
        run = list(same)[:: -1 if verb.endswith(".moved") else 1]
        together = _all_at_once(run, undoers[verb], by)
        for event in run:
            yield event, _one(event, undoers[verb], by) if together is None else together.get(event.pk, "")


def _all_at_once(events: Sequence[Event], undoer: Undoer, by: Actor) -> dict[UUID, str] | None:
    """Why not, by event, after taking back all the others together; None where that is not to be had."""
    many = len(events) >= MANY and len({event.object_id for event in events}) == len(events)
    if not many or not hasattr(undoer, "undo_all"):
        return None
    try:
        with transaction.atomic():
            refused: dict[UUID, str] | None = undoer.undo_all(events, by=by)
    except (Conflict, PermissionDenied, ValidationError):
        return None
    return refused


def _one(event: Event, undoer: Undoer, by: Actor) -> str:
    """Take one event back; returns why not, "" where it is done."""
    try:
        with transaction.atomic():
            undoer.undo(event, by=by)
    except (Conflict, PermissionDenied, ValidationError) as error:
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return ""


@cache
def _following() -> frozenset[str]:
    """The verbs of what the worker adds to acts."""
    return frozenset().union(*(getattr(undoer, "follows", ()) for undoer in _undoers().values()))


@cache
def _undoers() -> dict[str, Undoer]:
    found: dict[str, Undoer] = {}
    for path in settings.UNDO_HANDLERS:
        undoer: Undoer = import_string(path)()
        found.update(dict.fromkeys(undoer.verbs, undoer))
    return found
