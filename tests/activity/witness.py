"""Handlers for tests: one leaves a trace in the database, one fails where it is told to, one can be held up."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from activity.handlers import Handler
from activity.models import Event
from backlog.models import Label

VERBS = frozenset({"item.created", "item.updated"})


def _leave_a_trace(events: Sequence[Event]) -> None:
    """One row an event, whose name is free again: done twice, it would be there twice."""
    for event in events:
        count = Label.objects.filter(name__startswith=f"{event.pk} ").count()
        Label.objects.create(workspace_id=event.workspace_id, name=f"{event.pk} {count}")


def _fail_on_poison(events: Sequence[Event]) -> None:
    """Every event leaves a trace, but for those of an item called poison."""
    for event in events:
        if event.data["title"] == "poison":
            raise RuntimeError("poison")
        Label.objects.create(workspace_id=event.workspace_id, name=f"{event.data['title']} {event.pk}")


def _wait_while_held(events: Sequence[Event]) -> None:
    """Leave the trace, say so, and stay in the middle of the drain while the file `hold` is there."""
    folder = Path(os.environ["WITNESS_FOLDER"])
    _leave_a_trace(events)
    (folder / "inside").touch()
    while (folder / "hold").exists():
        time.sleep(0.02)


witness = Handler("witness", VERBS, _leave_a_trace)
picky = Handler("picky", VERBS, _fail_on_poison)
held = Handler("held", VERBS, _wait_while_held)
