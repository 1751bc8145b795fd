"""Django's Redis cache, without which the product goes on: sessions then come from the database."""

import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

BREAK_SECONDS = 5.0
MOST_OWED = 100_000
T = TypeVar("T")


class _Client(RedisCacheClient):
    """Answers as an empty cache while Valkey is away; asked again after BREAK_SECONDS, so no request waits twice.

    What was set or deleted meanwhile is remembered, and deleted before anything else is asked: a Valkey that comes back
    with what it held must not bring back a session that has ended.
    """

    closed_until = 0.0
    owed: ClassVar[set[Any]] = set()

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self._tried(lambda: super(_Client, self).add(key, value, timeout), True)

    def get(self, key: Any, default: Any) -> Any:
        return self._tried(lambda: super(_Client, self).get(key, default), default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._tried(lambda: super(_Client, self).set(key, value, timeout), None, key)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._tried(lambda: super(_Client, self).touch(key, timeout), False)

    def delete(self, key: Any) -> bool:
        return self._tried(lambda: super(_Client, self).delete(key), False, key)

    def get_many(self, keys: Any) -> Any:
        return self._tried(lambda: dict[Any, Any](super(_Client, self).get_many(keys)), {})

    def has_key(self, key: Any) -> bool:
        return self._tried(lambda: super(_Client, self).has_key(key), False)

    def set_many(self, data: Any, timeout: Any) -> None:
        self._tried(lambda: super(_Client, self).set_many(data, timeout), None, *data)

    def _tried(self, act: Callable[[], T], otherwise: T, *changed: Any) -> T:
        if time.monotonic() >= _Client.closed_until:
            try:
                self._pay()
                return act()
            except RedisError as error:
                _Client.closed_until = time.monotonic() + BREAK_SECONDS
                log.warning("cache_away", error=str(error))
        if len(_Client.owed) < MOST_OWED:
            _Client.owed.update(changed)
        return otherwise

    def _pay(self) -> None:
        """Delete what changed while Valkey was away."""
        if keys := tuple(_Client.owed):
            self.get_client(None, write=True).delete(*keys)
            _Client.owed.difference_update(keys)


class PatientRedisCache(RedisCache):
    """The setting CACHES' backend. What must be counted or kept does not belong in it."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
