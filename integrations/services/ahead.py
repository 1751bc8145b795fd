"""Reading ahead: the file is read while PostgreSQL writes what was read before."""

import contextvars
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """The items, each made in a thread when `go_on` says so, at the latest when it is asked for; `with` ends the thread.

    Both threads share one interpreter. Whoever reads says `go_on` when it begins to wait for PostgreSQL; a thread that
    worked all the time would hold it up in all it does between two statements. What `items` raises is raised where it
    would have come. They may not use the database: a thread has its own connection.
    """

    def __init__(self, items: Iterator[T]) -> None:
        self.items = items
        self.made: SimpleQueue[T | BaseException | None] = SimpleQueue()
        self.turn, self.over = Event(), Event()
        self.thread = Thread(target=contextvars.copy_context().run, args=(self._make,), daemon=True)

    def __enter__(self) -> "Ahead[T]":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.turn.set()
        self.thread.join()

    def go_on(self) -> None:
        """Have the next item made, if one is not made already."""
        if self.made.empty():
            self.turn.set()

    def _make(self) -> None:
        try:
            while self._may():
                self.made.put(next(self.items, None))
        except BaseException as error:  # handed on to who reads
            self.made.put(error)

    def _may(self) -> bool:
        self.turn.wait()
        self.turn.clear()
        return not self.over.is_set()

    def __iter__(self) -> Iterator[T]:
        while True:
            self.go_on()
            entry = self.made.get()
            if isinstance(entry, BaseException):
                raise entry
            if entry is None:
                return
            yield entry
