"""What a service raises beside Django's ValidationError and PermissionDenied; every door knows how to say them."""

from typing import Any


class Conflict(Exception):
    """409: the request is right, but what it judged has changed or is being changed."""


class OutOfDate(Conflict):
    """412: someone was faster. `current` is the object as it is now, so that both can be shown."""

    def __init__(self, message: str, *, current: Any) -> None:
        super().__init__(message)
        self.current = current


class Gone(Exception):
    """404 without a word about what was there: revoked, expired, unknown."""
