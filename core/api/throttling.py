"""How often a token or a member may call: a sliding window counted in Valkey.

One round trip a request. Without Valkey nothing is throttled, and nothing fails or waits.
"""

import time
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

log = structlog.get_logger(__name__)
BREAK_SECONDS = 5.0
SAFE = ("GET", "HEAD", "OPTIONS")
NETWORK = 64  # bits of an IPv6 address that a provider gives to one customer at least
_state: dict[str, Any] = {"script": None, "closed_until": 0.0}


@lru_cache(maxsize=32)
def parse_rate(rate: str | None) -> tuple[int, int] | None:
    """ "1200/min" as (1200, 60 seconds); None, no limit, for an empty rate."""
    if not rate:
        return None
    number, period = rate.split("/")
    return int(number), {"s": 1, "m": 60, "h": 3600, "d": 86400}[period[0]]


# Counts the call unless it would pass the limit: the calls of the window before weigh by the share still in reach.
_TAKE = """
local count = tonumber(redis.call('GET', KEYS[1]) or 0) + 1
local earlier = tonumber(redis.call('GET', KEYS[2]) or 0)
if count + earlier * tonumber(ARGV[2]) <= tonumber(ARGV[1]) then
    redis.call('SET', KEYS[1], count, 'EX', ARGV[3])
    return {1, count, earlier}
end
return {0, count, earlier}
"""

# Never below nothing, and no longer than what was counted.
_GIVE_BACK = """
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then
    redis.call('DECR', KEYS[1])
end
"""


def _script() -> Any:
    if _state["script"] is None:
        redis = Redis.from_url(settings.REDIS_URL, socket_timeout=0.1, socket_connect_timeout=0.05)
        _state["script"] = redis.register_script(_TAKE)
    return _state["script"]


def take(key: str, limit: int, seconds: int, now: float) -> float:
    """Count one call of `key`; returns 0 where it is within `limit` calls in any `seconds`, else the seconds to wait.

    The window slides: the calls of the fixed window before count by the share of it that is still in reach. A refused
    call is not counted. Raises RedisError.
    """
    window, elapsed = divmod(now, seconds)
    keys = [f"throttle:{key}:{int(window)}", f"throttle:{key}:{int(window) - 1}"]
    taken, count, past = _script()(keys=keys, args=[limit, 1 - elapsed / seconds, seconds * 2])
    if taken:
        return 0.0
    if count > limit:  # this window is full by itself: its calls must fade in the next
        return float(seconds - elapsed + seconds * (1 - (limit - 1) / (count - 1)))
    return float(max(seconds * (1 - (limit - count) / past) - elapsed, 1.0))


class _Throttle(BaseThrottle):
    scope = ""
    seconds_to_wait = 0.0

    def applies(self, request: Request) -> bool:
        return True

    def who(self, request: Request) -> str:
        auth: Any = request.auth
        return str(auth.holder) if auth is not None else self.address(request)

    def address(self, request: Request) -> str:
        """Whence it comes. Who has one IPv6 address has all of its network, so that this one counts."""
        ident = str(self.get_ident(request))
        with suppress(ValueError):
            found = ip_address(ident)
            if isinstance(found, IPv6Address):
                return str(found.ipv4_mapped or IPv6Network((found.packed[:8].ljust(16, b"\0"), NETWORK)))
        return ident

    def allow_request(self, request: Request, view: Any) -> bool:
        rate = parse_rate(api_settings.DEFAULT_THROTTLE_RATES[self.scope])
        if rate is None or not self.applies(request) or time.monotonic() < _state["closed_until"]:
            return True
        try:
            self.seconds_to_wait = take(f"{self.scope}:{self.who(request)}", *rate, time.time())
        except (RedisError, OSError) as error:
            _state["closed_until"] = time.monotonic() + BREAK_SECONDS
            log.warning("not_throttled", error=str(error))
            return True
        return self.seconds_to_wait <= 0

    def wait(self) -> float:
        return self.seconds_to_wait


class MemberThrottle(_Throttle):
    """Reads, by token or member."""

    scope = "read"

    def applies(self, request: Request) -> bool:
        return request.method in SAFE


class WriteThrottle(_Throttle):
    """Writes, by token or member."""

    scope = "write"

    def applies(self, request: Request) -> bool:
        return request.method not in SAFE


class PublicThrottle(_Throttle):
    """Pages without an account, by address."""

    scope = "public"


class FileThrottle(_Throttle):
    """Files that are made for who has no account, by address: each takes seconds."""

    scope = "file"


class EveryoneThrottle(_Throttle):
    """What all visitors of one thing do there together, whatever their addresses; `scope` names what, and its rate."""

    def __init__(self, thing: str, scope: str) -> None:
        self.thing, self.scope = thing, scope

    def who(self, request: Request) -> str:
        return self.thing

    def give_back(self) -> None:
        """Count one call of this window as not made. Without Valkey nothing happens."""
        rate = parse_rate(api_settings.DEFAULT_THROTTLE_RATES[self.scope])
        if rate is None or time.monotonic() < _state["closed_until"]:
            return
        with suppress(RedisError, OSError):
            key = f"throttle:{self.scope}:{self.thing}:{int(time.time() // rate[1])}"
            _script().registered_client.eval(_GIVE_BACK, 1, key)


class VisitorThrottle(_Throttle):
    """What one address does at one thing; `scope` names what, and its rate."""

    def __init__(self, thing: str, scope: str) -> None:
        self.thing, self.scope = thing, scope

    def who(self, request: Request) -> str:
        return f"{self.thing}:{self.address(request)}"


class PasswordThrottle(VisitorThrottle):
    """Passwords of one thing that has a password of its own, by address; the right one clears the slate."""

    def __init__(self, thing: str) -> None:
        super().__init__(thing, "password")

    def forget(self, request: Request) -> None:
        """Count what was tried in this window as not tried. Without Valkey nothing happens."""
        rate = parse_rate(api_settings.DEFAULT_THROTTLE_RATES[self.scope])
        if rate is None or time.monotonic() < _state["closed_until"]:
            return
        with suppress(RedisError, OSError):
            key = f"throttle:{self.scope}:{self.who(request)}:{int(time.time() // rate[1])}"
            _script().registered_client.delete(key)
