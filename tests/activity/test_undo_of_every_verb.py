"""Every verb that a service records is either undone by a handler or in the documented list of what cannot be."""

import ast
import re
from pathlib import Path

from activity.undo import _undoers

ROOT = Path(__file__).parents[2]
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
LISTED = re.compile(r"`([a-z_]+\.[a-z_]+)`")


def recorded() -> set[str]:
    """The verbs in the code of all services; nothing else there is a text of that form."""
    found: set[str] = set()
    for path in ROOT.glob("*/services/**/*.py"):
        if "undo" in path.stem or "undo" in path.parent.name:
            continue
        texts = (
            node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)
        )
        found |= {text for text in texts if isinstance(text, str) and VERB.fullmatch(text)}
    return found


def documented() -> set[str]:
    """The verbs of the table in docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    table = text.split("What cannot be undone")[1].split("\n## ")[0]
    return {verb for line in table.splitlines() if line.startswith("|") for verb in LISTED.findall(line)}


def test_no_verb_is_forgotten() -> None:
    assert recorded() - set(_undoers()) - documented() == set()


def test_the_table_says_what_is_so() -> None:
    assert documented() & set(_undoers()) == set()
    assert documented() - recorded() == set()


def test_handlers_wait_for_nothing_that_never_comes() -> None:
    assert set(_undoers()) - recorded() == set()
