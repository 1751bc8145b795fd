"""What changed between two texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.textdiff import Piece, compare

TEXTS = st.text(alphabet="ab \n.", max_size=60)


def test_a_word_is_told_from_its_neighbours() -> None:
    assert compare("Pay by bank transfer", "Pay by card transfer") == [
        Piece("same", "Pay by "), Piece("gone", "bank"), Piece("new", "card"), Piece("same", " transfer"),
    ]  # fmt: skip


@given(old=TEXTS, new=TEXTS)
@settings(max_examples=200)
def test_the_pieces_make_up_both_texts(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


@pytest.mark.parametrize("mark", ["a ", "a\n", "a b\nc\n\n"])
def test_the_longest_texts_take_about_a_second(mark: str) -> None:
    began = time.perf_counter()
    compare(mark * (100_000 // len(mark)), f"b{mark}" * (90_000 // len(mark)))
    lines = [f"{number} {mark.strip() * 3} {'x y ' * 150}\nsame {number}\n" for number in range(100)]
    compare("".join(lines), "".join(f"-{line}" for line in lines))
    assert time.perf_counter() - began < 3
