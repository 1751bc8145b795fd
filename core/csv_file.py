"""CSV files: opening one of unknown encoding and delimiter, its records one by one, and cells that are safe to open."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CHUNK = 1 << 20
HEAD = 1 << 18
MAX_CELL = 1 << 24
"""Characters in one cell; more is a quote that was never closed."""
DELIMITERS = (",", ";", "\t", "|")
END = "\0"
"""A line that no file can hold, since NUL is taken out of every real line; it shows whether the last quote closed."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")

Record = tuple[int, list[str]]


class FileProblem(ValidationError):
    """The whole file cannot be read; nothing of it was imported.

    `what` is wrong, `where` (a line, a header, or ""), and `remedy`, what the person can do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(" ".join(part for part in (what, where, remedy) if part), code="file")


class BrokenQuote(Exception):
    """The quoted cell that begins in the record of `line` does not end."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def find_encoding(stream: BinaryIO) -> str:
    """Name the codec that reads `stream`: UTF-8, UTF-16 or Windows-1252. Reads the file once, in chunks.

    Without a mark, UTF-8 wins unless more characters break its rules than keep them: one broken byte in a UTF-8 file
    must not garble every umlaut of it.
    """
    stream.seek(0)
    head = stream.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if len(head) >= 4 and b"\0" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > 0.4 * (len(head) // 2) and min(even, odd) < 0.1 * (len(head) // 2):
            return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8" if _mostly_utf8(stream) else "cp1252"


def _mostly_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    stream.seek(0)
    good = bad = 0
    while chunk := stream.read(CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            broken = len(_SURROGATE.findall(text))
            bad += broken
            good += len(_NOT_ASCII.findall(text)) - broken
    return bad == 0 or good > bad


def refuse_other_formats(stream: BinaryIO) -> None:
    """Raise FileProblem when the first bytes are an Excel workbook, a web page, JSON, a PDF or an empty file."""
    stream.seek(0)
    head = stream.read(4096)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    as_csv = _("Export it again as CSV and choose that file.")
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise FileProblem(_("The file is empty."), remedy=as_csv)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileProblem(
            _("This is an Excel or ZIP file, not CSV."),
            remedy=_("Save it as “CSV UTF-8” and choose that file."),
        )
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<rss", b"<table")):
        raise FileProblem(_("This is a web page or an XML file, not CSV."), remedy=as_csv)
    if text.startswith((b"{", b"[{", b"[\n", b"[\r")):
        raise FileProblem(_("This is a JSON file, not CSV."), remedy=as_csv)
    if head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise FileProblem(_("This is a picture, a PDF or a packed file, not CSV."), remedy=as_csv)


def find_delimiter(stream: BinaryIO, encoding: str, score: Callable[[list[str]], int]) -> str:
    """Choose the delimiter whose header line `score` rates highest; a `sep=;` line settles it."""
    with lines(stream, encoding) as source:
        head, size = [], 0
        for line in source:
            head.append(line)
            size += len(line)
            if size > HEAD:
                break
    if head and (told := re.match(r"(?i)\ufeff?sep=(.)\s*$", head[0])):
        return told[1]
    ratings = []
    for place, delimiter in enumerate(DELIMITERS):
        header = _first_row(head, delimiter)
        ratings.append((score(header), len(header), -place, delimiter))
    return max(ratings)[3]


def _first_row(head: list[str], delimiter: str) -> list[str]:
    """The first row that is not blank, or [] when its quoting does not end."""
    try:
        return next((row for _line, row in _parse(iter(head), delimiter) if any(row)), [])
    except BrokenQuote:
        return []


@contextmanager
def lines(stream: BinaryIO, encoding: str) -> Iterator[Iterator[str]]:
    """The file's lines as text from its beginning, without NULs; the stream stays open afterwards."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        yield (line.replace("\0", "") if "\0" in line else line for line in text)
    finally:
        text.detach()


@contextmanager
def records(stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[Iterator[Record]]:
    """(first line, cells) of every record that is not blank, the header included.

    The iterator raises BrokenQuote when a quoted cell does not end. Memory: one record.
    """
    with lines(stream, encoding) as source:
        yield _records(source, delimiter)


def _records(source: Iterator[str], delimiter: str) -> Iterator[Record]:
    first = True
    for line, row in _parse(chain(source, (END,)), delimiter):
        if first:
            first = False
            if (len(row) == 2 and row[0].lower() == "sep") or (row and row[0].lower().startswith("sep=")):
                continue
        if END in row[-1]:
            if row != [END]:
                raise BrokenQuote(line)
            return
        if any(row):
            yield line, row


def _parse(source: Iterator[str], delimiter: str) -> Iterator[Record]:
    """Rows with the number of their first line; blank lines are left out."""
    if csv.field_size_limit() < MAX_CELL:
        csv.field_size_limit(MAX_CELL)
    reader = csv.reader(source, delimiter=delimiter)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise BrokenQuote(line) from error
        if row is None:
            return
        if row:
            yield line, row
        line = reader.line_num + 1


def guarded(cells: Iterable[str]) -> list[str]:
    """Cells for a file that people open: an apostrophe before what a spreadsheet would take for a formula."""
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]
