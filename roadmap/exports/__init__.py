"""Files made of a roadmap as its reader sees it: one module a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from core.served import LOCKED_UP
from roadmap.exports.ical import ical_of
from roadmap.exports.reading import Exported
from roadmap.exports.svg import svg_of
from roadmap.exports.table import csv_of


@dataclass(frozen=True, slots=True)
class Format:
    """A sort of file; `name` is also how its names end."""

    name: str
    media_type: str
    write: Callable[[Exported], str]


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("csv", "text/csv", csv_of),
        Format("svg", "image/svg+xml", svg_of),
        Format("ics", "text/calendar", ical_of),
    )
}


def file_of(exported: Exported, form: Format) -> HttpResponse:
    """The answer that holds the file, to be saved under the roadmap's name. One statement at most; O(n log n) for n entries."""
    name = f"{slugify(exported.roadmap.name, allow_unicode=True) or 'roadmap'}.{form.name}"
    answer = HttpResponse(form.write(exported), content_type=f"{form.media_type}; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer["Content-Security-Policy"] = LOCKED_UP
    answer["Cache-Control"] = "private, no-store"
    return answer
