"""Throttle rates of the environment, looked at before anything is served."""

import re

from django.core.exceptions import ImproperlyConfigured
from environ import Env

RATE = re.compile(r"[0-9]{1,12}/(s|sec|second|m|min|minute|h|hour|d|day)")


def rate(env: Env, name: str, usual: str) -> str:
    """`number/period` as the variable says, else the usual; empty: no limit. Raises ImproperlyConfigured for anything else."""
    text: str = env.str(name, usual)
    if text and not RATE.fullmatch(text):
        message = (
            f"{name} is “{text}”: write a number and a period, such as {usual}, or nothing for no limit."
        )
        raise ImproperlyConfigured(message)
    return text
