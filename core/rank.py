"""Places in an order as text: a move writes one row, because between two keys there is always room for
another.

The keys are fractional indexes (https://observablehq.com/@dgreensp/implementing-fractional-indexing): digits
and ASCII letters whose order is that of their bytes, so the column needs COLLATE "C". The same two neighbours
give the same key to two callers: hold the lock of the list while reading the neighbours and writing.
"""

from itertools import islice, product

from fractional_indexing import BASE_62_DIGITS, FIError, generate_key_between, generate_n_keys_between

# Three hundred inserts at one spot make a key of 52 characters; past this one the list is due for re-spacing.
LONGEST = 40
MANY = 100


class RankError(ValueError):
    """Two neighbours that are no keys, or not in order."""


def between(before: str | None, after: str | None) -> str:
    """A key strictly between two keys; None is the beginning or the end of the list.

    Raises RankError if `before` is not less than `after` or either is no key.
    """
    try:
        key: str = generate_key_between(before, after)
    except (FIError, ValueError, IndexError) as error:
        raise RankError(f"no key between {before!r} and {after!r}") from error
    return key


def spread(before: str | None, after: str | None, n: int) -> list[str]:
    """`n` keys in order, all strictly between two keys and short; `spread(None, None, n)` re-spaces a whole
    list.

    Raises RankError as `between` does. Time grows with n: about 0.2 µs a key behind `before`, else 10 µs.
    """
    if n > MANY and before is not None:
        behind = between(before, after)
        # At the end behind the next whole number, so that keys grow no longer with each time that many are added.
        keys = _behind(before if after else behind, n)
        if after is None or keys[-1] < after:
            return keys
    try:
        spaced: list[str] = generate_n_keys_between(before, after, n)
    except (FIError, ValueError, IndexError) as error:
        raise RankError(f"no {n} keys between {before!r} and {after!r}") from error
    return spaced


def _behind(before: str, n: int) -> list[str]:
    """The first `n` keys that are `before` with so many digits more; a key never ends in the digit 0."""
    width = 1
    while len(BASE_62_DIGITS) ** (width - 1) * (len(BASE_62_DIGITS) - 1) < n:
        width += 1
    heads = map("".join, product(BASE_62_DIGITS, repeat=width - 1))
    return list(islice((before + head + last for head in heads for last in BASE_62_DIGITS[1:]), n))


def too_long(key: str) -> bool:
    """Whether a key has grown so long that its list should be spaced anew."""
    return len(key) > LONGEST
