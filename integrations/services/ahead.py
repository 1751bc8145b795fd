"""Reading ahead: the file is read while PostgreSQL writes what was read before."""

import contextvars
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")
DEPTH = 2
GLANCE = 0.2
"""Seconds after which a waiting thread looks whether it is over."""


class Ahead(Generic[T]):
    """The items, up to `depth` of them made in a thread before they are asked for; `with` ends the thread.

    What `items` raises is raised where it would have come. They may not use the database: a thread has its own
    connection.
    """

    def __init__(self, items: Iterator[T], *, depth: int = DEPTH) -> None:
        self.items = items
        self.made: Queue[T | BaseException | None] = Queue(depth)
        self.over = Event()
        self.thread = Thread(target=contextvars.copy_context().run, args=(self._make,), daemon=True)

    def __enter__(self) -> Iterator[T]:
        self.thread.start()
        return self._take()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with suppress(Empty):
            while True:
                self.made.get_nowait()
        self.thread.join()

    def _make(self) -> None:
        try:
            for item in self.items:
                self._put(item)
                if self.over.is_set():
                    return
            self._put(None)
        except BaseException as error:  # handed on to who reads
            self._put(error)

    def _put(self, entry: T | BaseException | None) -> None:
        while not self.over.is_set():
            with suppress(Full):
                self.made.put(entry, timeout=GLANCE)
                return

    def _take(self) -> Iterator[T]:
        while True:
            entry = self.made.get()
            if isinstance(entry, BaseException):
                raise entry
            if entry is None:
                return
            yield entry
