"""Acts of several people at the same moment: each in a thread with a connection of its own."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections

from core.errors import Conflict


def attempt(act: Callable[[], Any]) -> Any:
    """What the act answers, or the refusal it met; its connection is closed."""
    try:
        return act()
    except (Conflict, PermissionDenied) as error:
        return error
    finally:
        connections.close_all()
