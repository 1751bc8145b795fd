"""Many numbers in a short text: which items had a label, as an event keeps it."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from zlib import compress, decompress


def pack(numbers: Iterable[int]) -> str:
    """The set of numbers (from 0) as text: a bit each, compressed. At most a fifth of a character a number up to the greatest."""
    found = list(numbers)
    bits = bytearray(max(found, default=0) // 8 + 1)
    for number in found:
        bits[number >> 3] |= 1 << (number & 7)
    return b64encode(compress(bytes(bits))).decode()


def unpack(text: str) -> list[int]:
    """The numbers of a text that `pack` made, in order."""
    bits = decompress(b64decode(text))
    return [at * 8 + place for at, byte in enumerate(bits) for place in range(8) if byte >> place & 1]
