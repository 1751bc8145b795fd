"""What an answer's HTML holds, element by element."""

import re
from collections.abc import Iterator
from typing import Any

from django.test.html import Element, parse_html


def walk(root: Element) -> Iterator[Element]:
    """The element and all within, in their order."""
    yield root
    for child in root.children:
        if isinstance(child, Element):
            yield from walk(child)


def having(root: Element, name: str, value: str = "") -> list[Element]:
    """The elements with that attribute, of that value where one is given; a class among others counts."""
    found = ((each, dict(each.attributes)) for each in walk(root))
    return [
        each
        for each, has in found
        if name in has and (not value or value in (has[name] or "").split() or has[name] == value)
    ]


def text(element: Element) -> str:
    """Its words, with single spaces."""
    parts = (child if isinstance(child, str) else text(child) for child in element.children)
    return " ".join(" ".join(parts).split())


def attribute(element: Element, name: str) -> str:
    return str(dict(element.attributes)[name])


def body(answer: Any) -> Element:
    """What a page holds in its `main`; of a part of a page all of it."""
    html = answer.content.decode()
    main = re.search(r"<main[^>]*>(.*)</main>", html, re.DOTALL)
    return parse_html(main[1] if main else html)
