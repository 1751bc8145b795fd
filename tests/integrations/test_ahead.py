"""Reading ahead: the next item is made while who reads waits for something else, not while it works itself."""

from collections.abc import Iterator
from threading import Event

import pytest

from integrations.services.ahead import Ahead


def counted(made: list[int], *, seen: Event | None = None, bad: int = 0) -> Iterator[int]:
    for number in (1, 2, 3):
        if number == bad:
            raise ValueError("bad")
        made.append(number)
        if seen and number == 2:
            seen.set()
        yield number


def test_all_items_come_in_order() -> None:
    with Ahead(counted([])) as coming:
        assert list(coming) == [1, 2, 3]


def test_the_next_is_made_when_told_to_go_on_and_no_further() -> None:
    made: list[int] = []
    second = Event()
    with Ahead(counted(made, seen=second)) as coming:
        reading = iter(coming)
        assert (next(reading), made) == (1, [1])
        coming.go_on()
        assert second.wait(5)
        assert (next(reading), made) == (2, [1, 2])


def test_what_goes_wrong_is_raised_where_it_would_have_come() -> None:
    with Ahead(counted([], bad=2)) as coming:
        reading = iter(coming)
        assert next(reading) == 1
        coming.go_on()
        with pytest.raises(ValueError, match="bad"):
            next(reading)


def test_who_stops_reading_leaves_no_thread() -> None:
    second = Event()
    with Ahead(counted([], seen=second)) as coming:
        next(iter(coming))
        coming.go_on()
        assert second.wait(5)
    assert not coming.thread.is_alive()
