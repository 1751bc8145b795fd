"""Places in an order as text: a move writes one row, because between two keys there is always room for
another.

The keys are fractional indexes (https://observablehq.com/@dgreensp/implementing-fractional-indexing): digits
and ASCII letters whose order is that of their bytes, so the column needs COLLATE "C". The same two neighbours
give the same key to two callers: hold the lock of the list while reading the neighbours and writing.
"""

from fractional_indexing import FIError, generate_key_between, generate_n_keys_between

# Three hundred inserts at one spot make a key of 52 characters; past this one the list is due for re-spacing.
LONGEST = 40


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

    Raises RankError as `between` does. Time grows with n.
    """
    try:
        keys: list[str] = generate_n_keys_between(before, after, n)
    except (FIError, ValueError, IndexError) as error:
        raise RankError(f"no {n} keys between {before!r} and {after!r}") from error
    return keys


def too_long(key: str) -> bool:
    """Whether a key has grown so long that its list should be spaced anew."""
    return len(key) > LONGEST
