"""What kind of file something is, by its content: what it is called proves nothing."""

from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What browsers may show on a page. SVG is not among them: it can carry a script."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
_BY_FOLDER = {
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}presentationml.presentation",
}
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_VIDEOS = (b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ")
_HEAD = 512  # bytes that tell most kinds apart
_CHUNK = 1 << 20
_UNTEXTLY = bytes({*range(32)} - {*b"\t\n\r\f\x1b"})


def kind_of(file: BinaryIO) -> str | None:
    """The media type that a file's content shows, None for a kind that is not on the list; leaves it at its beginning.

    Known: PNG, JPEG, GIF, WebP, PDF, MP4, QuickTime, WebM, gzip, ZIP, the documents of Office and OpenDocument, and
    text in UTF-8 (HTML and SVG are text: they are never shown as what they say they are). Reads the whole of a text,
    the directory of a ZIP, else half a kilobyte.
    """
    head = file.read(_HEAD)
    file.seek(0)
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _VIDEOS:
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return _archive(file, head)
    return "text/plain" if head and _is_text(file) else None


def _archive(file: BinaryIO, head: bytes) -> str | None:
    """A ZIP, or the document that is one."""
    if head[30:38] == b"mimetype" and head[38:].startswith(_OPEN_DOCUMENT):
        for kind in (b"text", b"spreadsheet", b"presentation"):
            if head[38 + len(_OPEN_DOCUMENT) :].startswith(kind):
                return (_OPEN_DOCUMENT + kind).decode()
    try:
        names = ZipFile(file).namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    if "[Content_Types].xml" in names:
        for folder, media_type in _BY_FOLDER.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    return "application/zip"


def _is_text(file: BinaryIO) -> bool:
    """Whether all of it is UTF-8 without control characters that no text has."""
    rest = b""
    try:
        while chunk := file.read(_CHUNK):
            if chunk.translate(None, _UNTEXTLY) != chunk:
                return False
            text = rest + chunk
            try:
                text.decode()
                rest = b""
            except UnicodeDecodeError as error:
                if len(text) - error.start > 3 or error.reason != "unexpected end of data":
                    return False
                rest = text[error.start :]
        return not rest
    finally:
        file.seek(0)
