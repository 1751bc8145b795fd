"""How the interpreter shares its time during an import: a reading thread beside one that waits for PostgreSQL."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for garbage in cycles more rarely: rows make none, and looking takes a tenth of an import's time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def quick_turns() -> Iterator[None]:
    """Let who comes back from PostgreSQL go on within 0.2 ms; by default the reading thread keeps its turn for 5 ms.

    An import goes to PostgreSQL and back some thirty times for each of its transactions.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
