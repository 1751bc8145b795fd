"""Fields of forms."""

from typing import Any

from django import forms


class Lines(forms.CharField):
    """Lines of text, whose ends count once as in the browser's own limit, although it sends two characters for each."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")
