"""What a service raises beside Django's ValidationError and PermissionDenied; every door knows how to say them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class ErrorAt(ValidationError):
    """422 about a part of a field. `at` leads there: `{"criteria": ErrorAt("…", at=(2, "text"))}` is `/criteria/2/text`."""

    def __init__(self, message: str, *, at: tuple[int | str, ...]) -> None:
        super().__init__(message)
        self.at = at


class Conflict(Exception):
    """409: the request is right, but the state of things does not allow it, or it is being changed. Says what to do."""


class OutOfDate(Conflict):
    """412: someone was faster. `current` is the object as it is now, so that both can be shown; None: there is none."""

    def __init__(self, message: str, *, current: Any) -> None:
        super().__init__(message)
        self.current = current


class Gone(Exception):
    """404 without a word about what was there: revoked, expired, unknown."""


def check_version(row: Any, expected: int | None, *, name: str = "") -> None:
    """Raise OutOfDate unless `expected` (from `If-Match`; None: whatever it is) is the version of the locked row (None: there is none).

    `name` is what the sentence calls it.
    """
    if expected is None:
        return
    if row is None:
        raise OutOfDate(_("There is nothing yet that has this version."), current=None)
    if expected != row.version:
        said = _("%(name)s has changed since you loaded it.") % {"name": name or _("This")}
        raise OutOfDate(said, current=row)
