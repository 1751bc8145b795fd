"""Files made of a roadmap as its reader sees it: one module a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.served import LOCKED_UP
from roadmap.exports.reading import Exported

MANY = 1_000_000
LONGEST_NAME = 100
MOST_SHARED = 2000
"""Entries of which the slower formats are still made for readers without an account, who wait for them."""


@dataclass(frozen=True, slots=True)
class Format:
    """A sort of file; `name` is also how its names end, `writer` the function that makes it, loaded when one is made.

    It says nothing without the field that it `needs` (document.FIELDS). Of more entries than `at_once` it takes seconds.
    """

    name: str
    media_type: str
    writer: str
    label: Any
    icon: str
    needs: str = ""
    at_once: int = MANY

    def write(self, exported: Exported) -> bytes:
        """The file."""
        writer: Callable[[Exported], str | bytes] = import_string(self.writer)
        content = writer(exported)
        return content.encode() if isinstance(content, str) else content

    def tells(self, fields: frozenset[str]) -> bool:
        """Whether it says anything to readers who may know of these fields alone."""
        return not self.needs or self.needs in fields

    def is_shared(self, size: int) -> bool:
        """Whether readers without an account, who wait for it, get it of so many entries."""
        return self.at_once == MANY or size <= MOST_SHARED

    @property
    def content_type(self) -> str:
        """The media type, of a text with its encoding."""
        is_text = self.media_type.startswith("text/") or self.media_type.endswith("+xml")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("pdf", "application/pdf", "roadmap.exports.pdf.pdf_of", _("Print (PDF)"), "printer", "dates", 1000),
        Format("png", "image/png", "roadmap.exports.png.png_of", _("Picture (PNG)"), "image", "dates", 150),
        Format("svg", "image/svg+xml", "roadmap.exports.pictures.svg_of", _("Picture (SVG)"), "image", "dates"),
        Format(
            "pptx", f"{_OFFICE}.presentationml.presentation", "roadmap.exports.pptx.pptx_of",
            _("Slides (PowerPoint)"), "presentation", "dates", 300,
        ),
        Format(
            "xlsx", f"{_OFFICE}.spreadsheetml.sheet", "roadmap.exports.xlsx.xlsx_of", _("Table (Excel)"), "sheet", at_once=1000,
        ),
        Format("csv", "text/csv", "roadmap.exports.table.csv_of", _("Table (CSV)"), "sheet"),
        Format("ics", "text/calendar", "roadmap.exports.ical.ical_of", _("Calendar (iCal)"), "calendar-days", "dates"),
    )
}  # fmt: skip


def formats_for(fields: frozenset[str], size: int) -> list[Format]:
    """What readers without an account can have of a roadmap of `size` entries, of which they are told these fields."""
    return [form for form in FORMATS.values() if form.tells(fields) and form.is_shared(size)]


def file_of(exported: Exported, form: Format) -> HttpResponse:
    """The answer that holds the file, to be saved under the roadmap's name. One statement at most; O(n log n) for n entries."""
    answer = HttpResponse(form.write(exported), content_type=form.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, file_name(exported, form)) or ""
    answer["Content-Security-Policy"] = LOCKED_UP
    answer["Cache-Control"] = "private, no-store"
    return answer


def file_name(exported: Exported, form: Format) -> str:
    """What the file is called: after the roadmap, whose name may be longer once it is spelled out (U+FDFA is 18 letters)."""
    name = slugify(exported.document["name"], allow_unicode=True)[:LONGEST_NAME].strip("-_")
    return f"{name or 'roadmap'}.{form.name}"
