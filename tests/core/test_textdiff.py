"""What changed between two texts."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.textdiff import Effort, Piece, compare

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


def test_several_together_take_no_longer_than_one() -> None:
    old, new = "a b " * 300, "b c " * 300
    effort = Effort(pairs=2 * 1200 * 1200)
    kinds = [{piece.kind for piece in compare(old, new, effort)} for _ in range(4)]
    assert ["same" in found for found in kinds] == [True, True, False, False]


@pytest.mark.parametrize("mark", ["a ", "a\n", "a b\nc\n\n"])
def test_the_longest_texts_take_about_a_second(mark: str) -> None:
    began = time.perf_counter()
    compare(mark * (100_000 // len(mark)), f"b{mark}" * (90_000 // len(mark)))
    lines = [f"{number} {mark.strip() * 3} {'x y ' * 150}\nsame {number}\n" for number in range(100)]
    compare("".join(lines), "".join(f"-{line}" for line in lines))
    assert time.perf_counter() - began < 3
