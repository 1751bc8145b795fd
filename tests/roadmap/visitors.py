"""What a visitor of a share link says, and how their browser sends it."""

import re
from typing import Any

from django.test import Client

SAID = {"name": "Vera Visitor", "text": "When does <b>Apple Pay</b> come?\nWe wait."}


def send(url: str, **values: str) -> Any:
    """What a visitor's browser sends of the form that it was given, without a cookie."""
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"{url}comment/").content.decode()
    token = re.search(r'name="form" value="([^"]+)"', page)
    form = {"form": token[1]} if token else {}
    return browser.post(f"{url}comment/", {**form, **SAID, **values})
