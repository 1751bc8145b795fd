"""Sessions: the database holds them, the cache saves asking it."""

from typing import Any

from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

KEY_LENGTH = 32
CACHED_SECONDS = 300


class SessionStore(CachedStore):
    """The setting SESSION_ENGINE. What cannot be a key of ours, a cookie with a NUL in it too, is no session.

    The cache keeps a session for CACHED_SECONDS and is then filled again from the database: the longest that one lives
    on whose end the cache did not hear of, because it was away and our process ended before it came back.
    """

    _cache: Any
    _session: Any
    _get_session_from_db: Any

    def _validate_session_key(self, key: Any) -> bool:
        return bool(key) and len(key) == KEY_LENGTH and key.isascii() and key.isalnum()

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] | None = self._cache.get(self.cache_key)
        if data is None:
            row: Any = self._get_session_from_db()
            data = self.decode(row.session_data) if row else {}
            if row:
                self._cache.set(self.cache_key, data, CACHED_SECONDS)
        return data

    def save(self, must_create: bool = False) -> None:
        DatabaseStore.save(self, must_create)
        self._cache.set(self.cache_key, self._session, CACHED_SECONDS)
