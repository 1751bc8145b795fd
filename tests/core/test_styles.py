"""Each page loads what it shows: which style sheets there are, who links them, and how much that is."""

import re
from functools import cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static/css"
TEMPLATES = settings.BASE_DIR / "templates"
LINK = re.compile(r"\{% static '(css/[^']+)' %\}")
EVERYWHERE = set(re.findall(r'url\("(.+?)"\)', (CSS / "app.css").read_text()))
ROOMS = sorted(
    str(path.relative_to(CSS))
    for folder in ("components", "pages")
    for path in (CSS / folder).glob("*.css")
    if path.name != "api_docs.css" and str(path.relative_to(CSS)) not in EVERYWHERE
)
MOST = 30 * 1024


@cache
def linked(template: Path) -> frozenset[str]:
    """What the template's block "styles" links, and what those it extends link where it takes theirs in."""
    text = template.read_text()
    block = re.search(r"\{% block styles %\}(.*?)\{% endblock", text, re.S)
    parent = re.search(r'\{% extends "(.+?)" %\}', text)
    # Of either-or the first counts, which is the larger.
    one = re.sub(r"\{% elif .*?(?=\{% endif)", "", block[1], flags=re.S) if block else ""
    own = frozenset(name.removeprefix("css/") for name in LINK.findall(one))
    if parent and (not block or "block.super" in block[1]):
        return own | linked(TEMPLATES / parent[1])
    return own


PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "{% block styles %}" in path.read_text())


def size_of(names: frozenset[str] | set[str]) -> int:
    return sum(len(brotli.compress((CSS / name).read_bytes())) for name in names)


@pytest.mark.parametrize("name", ROOMS)
def test_sheet_of_a_room_is_in_its_layer_and_linked(name: str) -> None:
    rules = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(), flags=re.S).strip()
    assert rules.startswith(f"@layer {name.partition('/')[0]} {{")
    assert any(f"css/{name}" in page.read_text() for page in PAGES)


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_links_sheets_that_are_there_and_no_more_than_30_kb(template: Path) -> None:
    assert {name.removeprefix("css/") for name in LINK.findall(template.read_text())} <= {"app.css", *ROOMS}
    assert size_of({"app.css"} | EVERYWHERE | linked(template)) <= MOST
