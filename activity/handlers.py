"""The event door: what an app does with news, named in the setting EVENT_HANDLERS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from activity.models import Event


@dataclass(frozen=True, slots=True)
class Handler:
    """`handle` gets a workspace's events whose verb is in `verbs`, in their order, within the drain's transaction.

    Its effects in the database happen exactly once, since they commit together with the outbox row's removal.
    What goes outside (mail, calls) it only writes down, for a task of its own to claim.
    """

    name: str
    verbs: frozenset[str]
    handle: Callable[[Sequence[Event]], None]


@cache
def handlers() -> tuple[Handler, ...]:
    """Every handler of the settings, in their order."""
    return tuple(import_string(path) for path in settings.EVENT_HANDLERS)
