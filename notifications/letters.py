"""The words of an e-mail: a plain text and the same as simple HTML."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse


def letter(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Render `notifications/mail/<name>.txt` and `.html` in the active language; returns (text, html)."""
    shared = {**context, "base_url": settings.BASE_URL}
    text = render_to_string(f"notifications/mail/{name}.txt", shared)
    return text.strip() + "\n", render_to_string(f"notifications/mail/{name}.html", shared)


def absolute(view: str, *args: Any) -> str:
    """A page's address with the host, for a reader who is not in the browser."""
    return f"{settings.BASE_URL}{reverse(view, args=args)}"
