"""What scripts weigh once they are collected: minified, module by module, at most 60 KB a page as they travel."""

import re
from functools import cache, partial
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError

from config.minified import MinifiedStaticFilesStorage, minify
from core.templatetags.throughline import VENDOR

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
VENDORS = {f"{entry[0]}/": Path(entry[1]) for entry in settings.STATICFILES_DIRS if isinstance(entry, tuple)}
IMPORT = re.compile(r'^(?:import|export)\s(?:[\w$*{},\s]+\sfrom\s)?"([^"]+)";', re.M)
EITHER = re.compile(r"\{% if (?:(?!\{% (?:if|endif)).)*?\{% endif %\}", re.S)
BRANCH = re.compile(r"\{% (?:elif|else)")
MOST_BRANCHES = 3
SCRIPT = re.compile(r"<script[^>]*\{% static '(.+?\.js)' %\}")
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "{% block page_scripts %}" in path.read_text())
MOST = 60 * 1024


def source(name: str) -> Path:
    """Where the static file `name` comes from."""
    place = next((prefix for prefix in VENDORS if name.startswith(prefix)), None)
    return VENDORS[place] / name.removeprefix(place) if place else STATIC / name


@cache
def needed(name: str) -> frozenset[str]:
    """The modules that `name` imports by itself, which it names at its head."""
    found = IMPORT.findall(source(name).read_text()) if name.startswith("js/") else []
    return frozenset(VENDOR.get(one) or one.replace("#app/", "js/") for one in found)


def texts(page: Path) -> list[str]:
    """What the page may say: its text with the first branch of each either-or alone, with the second alone, and so on."""
    text = page.read_text()
    return [EITHER.sub(partial(_branch, number=number), text) for number in range(MOST_BRANCHES)]


def _branch(either: re.Match[str], number: int) -> str:
    return "".join(BRANCH.split(either[0])[number : number + 1])


def loaded(text: str) -> set[str]:
    """Every script that a browser loads for a page of this text, without what is asked for later."""
    known: set[str] = set()
    parent = re.search(r'\{% extends "(.+?)" %\}', text)
    whole = [
        text,
        (TEMPLATES / "base.html").read_text(),
        (TEMPLATES / parent[1]).read_text() if parent else "",
    ]
    waiting = {name for one in whole for name in SCRIPT.findall(one)}
    while waiting:
        known |= waiting
        waiting = {one for name in waiting for one in needed(name)} - known
    return known


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How many bytes each script is, minified and compressed."""
    root = tmp_path_factory.mktemp("static")
    names = {name for page in PAGES for text in texts(page) for name in loaded(text)}
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(source(name).read_bytes())
    minify(root, names)
    return {name: len(brotli.compress((root / name).read_bytes())) for name in names}


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_loads_no_more_than_60_kb(template: Path, sizes: dict[str, int]) -> None:
    assert max(sum(sizes[name] for name in loaded(text)) for text in texts(template)) <= MOST


def test_what_is_collected_is_small_and_named_by_what_it_is(tmp_path: Path) -> None:
    storage = MinifiedStaticFilesStorage(location=tmp_path)
    storage.save(
        "js/two.js", ContentFile(b"// Why.\nexport const sum = (first, second) => first + second;\n")
    )
    storage.save("css/a.css", ContentFile(b"/* Why. */ a { background: url('../img/b.svg') }"))
    storage.save("img/b.svg", ContentFile(b"<svg/>"))
    done = {
        was: now
        for was, now, _ in storage.post_process(
            {n: (storage, n) for n in ("js/two.js", "css/a.css", "img/b.svg")}
        )
    }
    assert (tmp_path / done["js/two.js"]).read_text() == "export const sum=(o,s)=>o+s;\n"
    assert done["img/b.svg"].removeprefix("img/") in (tmp_path / done["css/a.css"]).read_text()


def test_what_does_not_parse_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("const a = 1;\nconst b = ;\n")
    with pytest.raises(CommandError, match=r"a\.js:2:10"):
        minify(tmp_path, ["a.js"])


def test_without_the_binary_it_says_what_to_do(tmp_path: Path, settings: Any) -> None:
    settings.NODE_MODULES = tmp_path
    with pytest.raises(CommandError, match="npm ci"):
        minify(tmp_path, ["a.js"])
