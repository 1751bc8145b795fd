"""A broker that is only slow to answer, once."""

import pytest
from celery import current_app
from redis.exceptions import TimeoutError as Slow

from activity import dispatch
from activity.dispatch import publish, queue_once


class Valkey:
    """Takes in what it is told, and is too slow to say so the first `slow` times."""

    def __init__(self, slow: int) -> None:
        self.slow, self.heard = slow, []  # type: ignore[var-annotated]

    def _hear(self, what: object) -> bool:
        first = what not in self.heard
        self.heard.append(what)
        if len(self.heard) <= self.slow:
            raise Slow("Timeout reading from socket")
        return first

    def publish(self, _channel: str, message: bytes) -> bool:
        return self._hear(message)

    def set(self, mark: str, *_args: object, **_options: object) -> bool:
        return self._hear(mark)


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dispatch._state, "closed_until", 0.0)


def test_it_is_asked_once_more(closed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    valkey, sent = Valkey(slow=1), []
    monkeypatch.setitem(dispatch._state, "redis", valkey)
    monkeypatch.setattr(current_app, "send_task", lambda *args, **_options: sent.append(args))
    queue_once("some.task", "argument")
    assert sent == [("some.task", ["argument"])]
    assert dispatch._state["closed_until"] == 0.0


def test_slow_twice_opens_the_breaker(closed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    valkey = Valkey(slow=2)
    monkeypatch.setitem(dispatch._state, "redis", valkey)
    for _number in range(3):
        publish("a workspace", [{"kind": "item"}])
    assert len(valkey.heard) == 2
