"""What is wrong with a request beside its body, as API classes and their machinery raise it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException

from core.query.schema import nearest


class ParameterError(APIException):
    """422: a parameter of the address, `name`, cannot be used; `detail` says why and what could."""

    status_code = 422

    def __init__(self, name: str, detail: Any) -> None:
        super().__init__(detail)
        self.name = name


class HeaderError(APIException):
    """422: a header, `name`, cannot be used; `detail` says why and what could."""

    status_code = 422

    def __init__(self, name: str, detail: Any) -> None:
        super().__init__(detail)
        self.name = name


def unknown_value(name: str, word: str, detail: str, valid: Iterable[str]) -> ParameterError:
    """The error of a parameter with a word that is not there: `detail`, and the nearest word that is, if one is near."""
    near = nearest(word, valid)
    return ParameterError(
        name, f"{detail} {_('Did you mean “%(word)s”?') % {'word': near}}" if near else detail
    )
