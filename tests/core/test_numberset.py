"""Many numbers in a short text."""

from hypothesis import given
from hypothesis import strategies as st

from core.numberset import pack, unpack


@given(st.sets(st.integers(0, 5000)))
def test_what_is_packed_comes_out_again_in_order(numbers: set[int]) -> None:
    assert unpack(pack(numbers)) == sorted(numbers)


def test_it_stays_short() -> None:
    assert len(pack(range(1, 100_000, 2))) < 1000
    assert len(pack([999_999])) < 300
