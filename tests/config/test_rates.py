"""Throttle rates of the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config.rates import rate
from core.api.throttling import parse_rate


@pytest.mark.parametrize(
    "text", ["1200/min", "5/s", "7/second", "9/m", "3/minute", "10/hour", "2/d", "1/day", ""]
)
def test_what_is_taken_can_be_counted_by(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("API_READ_RATE", text)
    assert rate(Env(), "API_READ_RATE", "1200/min") == text
    assert (parse_rate(text) is None) == (text == "")


@pytest.mark.parametrize("text", ["100", "100/", "/min", "many/min", "10/fortnight", "-1/min", "1/min "])
def test_anything_else_is_refused_before_a_call_is(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("API_READ_RATE", text)
    with pytest.raises(ImproperlyConfigured, match="API_READ_RATE is"):
        rate(Env(), "API_READ_RATE", "1200/min")
