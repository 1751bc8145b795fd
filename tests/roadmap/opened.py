"""Files of a roadmap as the programs that they are for open them."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

ZIPPED = ("xlsx", "pptx")


def words_in(content: bytes, form: str) -> str:
    """All that can be read in a file, also where no program shows it: of a picture of pixels what is written beside those."""
    if form == "pdf":
        pdf = PdfReader(BytesIO(content))
        return "\n".join([str(pdf.metadata), *(page.extract_text() for page in pdf.pages)])
    if form in ZIPPED:
        with ZipFile(BytesIO(content)) as archive:
            texts = [
                archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))
            ]
        return "\n".join(texts)
    return content.decode("latin-1" if form == "png" else "utf-8")


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook: rows of values."""
    book = load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def shapes_of(content: bytes) -> list[Any]:
    """What stands on the slides, one after the other."""
    return [shape for slide in Presentation(BytesIO(content)).slides for shape in slide.shapes]


def chunks_of(png: bytes) -> set[str]:
    """The sorts of chunks that a PNG is made of."""
    found, at = set(), 8
    while at < len(png):
        found.add(png[at + 4 : at + 8].decode())
        at += 12 + int.from_bytes(png[at : at + 4])
    return found
