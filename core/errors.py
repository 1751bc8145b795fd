"""What a service raises beside Django's ValidationError and PermissionDenied; every door knows how to say them."""

from typing import Any

from django.utils.translation import gettext as _


class Conflict(Exception):
    """409: the request is right, but what it judged has changed or is being changed."""


class OutOfDate(Conflict):
    """412: someone was faster. `current` is the object as it is now, so that both can be shown."""

    def __init__(self, message: str, *, current: Any) -> None:
        super().__init__(message)
        self.current = current


class Gone(Exception):
    """404 without a word about what was there: revoked, expired, unknown."""


def check_version(row: Any, expected: int | None, *, name: str = "") -> None:
    """Raise OutOfDate unless `expected` (from `If-Match`; None: whatever it is) is the version of the locked row.

    `name` is what the sentence calls it.
    """
    if expected is not None and expected != row.version:
        said = _("%(name)s has changed since you loaded it.") % {"name": name or _("This")}
        raise OutOfDate(said, current=row)
