"""A roadmap as a calendar: each entry on the day it is due, each milestone on its day (iCalendar, RFC 5545)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.periods import Precision, label
from roadmap.document import Document
from roadmap.editions import entry_urls
from roadmap.exports.reading import Exported
from roadmap.exports.words import printable
from roadmap.shared import SharedRow, list_of

LINE = 75
"""Octets that a line may have before it is folded."""
_STATUS = {"dropped": "CANCELLED"}
_SURE = {"low": "TENTATIVE"}


UNSTABLE = re.compile(r"^DTSTAMP:.*\r\n", re.MULTILINE)
"""What differs each time although nothing has changed."""
_HOURLY = ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")


def ical_of(exported: Exported) -> str:
    """The calendar. An event is the same one in each file, by its UID, so that importing it again brings it up to date. One statement."""
    return _calendar(exported)


def subscription_of(exported: Exported) -> str:
    """The calendar for a program that fetches it every hour (RFC 7986, 5.7): what was dropped is gone from it. One statement."""
    kept = [entry for entry in exported.document["entries"] if entry.get("category") != "dropped"]
    return _calendar(replace(exported, document={**exported.document, "entries": kept}), *_HOURLY)


def _calendar(exported: Exported, *more: str) -> str:
    urls = (
        entry_urls(exported.roadmap, exported.roadmap.workspace.slug, by=exported.by) if exported.by else {}
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Throughline//Roadmap//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(exported.document['name'])}",
        *more,
        *_events(exported, urls),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _events(exported: Exported, urls: Mapping[str, str]) -> Iterator[str]:
    for lane in list_of(exported.document, exported.today):
        for row in lane.rows:
            if row.entry.get("due"):
                yield from _entry(row, lane.name, exported, urls.get(row.entry["ref"], ""))
    for mark in exported.document.get("milestones", []):
        yield from _event(mark["ref"], mark["on"], mark["name"], exported)


def _entry(row: SharedRow, lane: str, exported: Exported, url: str) -> Iterator[str]:
    entry = row.entry
    said = [row.dates, lane, entry.get("status", ""), entry.get("note", "")]
    more = [f"DESCRIPTION:{_text(chr(10).join(word for word in said if word))}"]
    status = _STATUS.get(entry.get("category", "")) or _SURE.get(entry.get("confidence", ""))
    more += [f"STATUS:{status}"] if status else []
    more += [f"URL:{settings.BASE_URL}{url}"] if url else []
    yield from _event(entry["ref"], entry["due"], _summary(entry), exported, *more)


def _summary(entry: Document) -> str:
    """The title; a period that is no day is named, since the event stands on its last day."""
    precision = Precision(entry["due_precision"])
    if precision is Precision.DAY:
        return str(entry["title"])
    period = label(date.fromisoformat(entry["due"]), precision, date.min)
    return _("%(title)s (%(period)s)") % {"title": entry["title"], "period": period}


def _event(ref: str, day: str, summary: str, exported: Exported, *more: str) -> Iterator[str]:
    on = date.fromisoformat(day)
    yield "BEGIN:VEVENT"
    yield f"UID:{ref}@{urlsplit(settings.BASE_URL).hostname or 'throughline'}"
    yield f"DTSTAMP:{exported.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(summary)}"
    yield from more
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(text: str) -> str:
    """A value of type TEXT (3.3.11)."""
    plain = "\n".join(printable(text).splitlines())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most LINE octets, none of which cuts a character (3.1)."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])
