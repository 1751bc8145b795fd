"""The rows of the list as HTML, by hand: a roadmap may have a thousand, and a template asks dozens of questions a row.

Every text that people wrote goes through `escape`. Icons and marks stand once beside the rows (`draw_icons`), which use them.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lucide.templatetags.lucide import lucide

from backlog.models import Category
from core.marks import draw
from core.templatetags.throughline import fuzzy, kind_icon
from roadmap.listing import ListRow, ListView
from roadmap.looks import Mark

ICONS = ("pencil", "message-square")
NOTHING = "–"
_PENCIL = '<svg class="icon icon--small" aria-hidden="true"><use href="#list-pencil"/></svg>'
_OVER = frozenset({Category.DONE, Category.DROPPED})


def draw_rows(shown: ListView, rows: Iterable[ListRow]) -> SafeString:
    """The rows as `<tr>`s. No query; about 25 µs a row."""
    drawing = _Drawing(shown)
    return mark_safe("\n".join(map(drawing.row, rows)))  # noqa: S308 each text is escaped below


def draw_icons() -> SafeString:
    """What the rows refer to: each icon and mark once, hidden."""
    icons = [
        lucide(name, size=None, id=f"list-{name}", width="100%", height="100%", stroke_width="inherit")
        for name in ICONS
    ]
    marks = [draw(name).replace("<svg ", f'<svg id="list-{name}" ', 1) for name in Category.values]
    return mark_safe(f"<svg hidden>{''.join(icons)}{''.join(marks)}</svg>")  # noqa: S308 (our own drawings)


class _Drawing:
    """What the rows of one answer share, worked out once: words, and every value that several rows have."""

    def __init__(self, shown: ListView) -> None:
        self.shows = shown.look.shows
        cells: dict[str, Callable[[ListRow], str]] = {
            "status": self._status, "start": self._start, "due": self._due, "lane": self._lane, "horizon": self._horizon,
            "progress": self._progress, "owner": lambda row: escape(row.entry.assignee), "kind": self._kind,
            "confidence": lambda row: escape(row.confidence),
        }  # fmt: skip
        self.cells = [
            (f'<td class="list-{each.name}">', cells.get(each.name) or _value(each.name)) for each in shown.columns
        ]  # fmt: skip
        self.edits_title = escape(_("Edit the title of %(title)s"))
        add = escape(_("Add a note"))
        self.add_note = f'<button class="list-edit is-empty small hide-narrow" data-edit="public_note" data-value="">{add}</button>'
        self.has_progress = escape(_("Progress"))
        self.day = cache(_day)
        self.mark = cache(_mark)
        self.talk = cache(_talk)
        self.step = cache(_step)
        self.kind_mark = cache(kind_icon)

    def row(self, row: ListRow) -> str:
        """One row: its title with what belongs to it, then the columns."""
        entry, title = row.entry, escape(row.entry.title)
        state = ' class="is-done"' if entry.category in _OVER else ""
        cells = "".join([f"{begin}{cell(row)}</td>" for begin, cell in self.cells])
        return (
            f'<tr id="row-{entry.id}" data-title="{title}"{state}><td class="cell-title">{self._title(row, title)}</td>'
            f"{cells}</tr>"
        )

    def _title(self, row: ListRow, title: str) -> str:
        entry, shows = row.entry, self.shows
        mark = self.mark(row.mark) if row.mark else ""
        key = f'<span class="key small">{escape(entry.key)}</span>' if shows("key") else ""
        talk = self.talk(entry.comments) if entry.comments and shows("comments") else ""
        note = self._note(row) if shows("note") else ""
        tools = self._pen(row, title) if row.can_plan else ""
        if row.can_plan and shows("note") and not entry.note:
            tools += self.add_note
        return (
            f'<span class="title-row">{mark}<a href="{escape(row.url)}" data-drawer>{title}</a>{key}{talk}{tools}</span>'
            f"{note}"
        )

    def _pen(self, row: ListRow, title: str) -> str:
        """What opens the public title; where there is none yet, nothing stood there before (`data-from`)."""
        seen = "" if row.entry.is_titled else ' data-from=""'
        label = self.edits_title % {"title": title}
        return f'<button class="list-edit list-pen" data-edit="public_title"{seen} aria-label="{label}">{_PENCIL}</button>'

    def _note(self, row: ListRow) -> str:
        if not row.entry.note:
            return ""
        note = escape(row.entry.note)
        if not row.can_plan:
            return f'<span class="roadmap-note hide-narrow">{note}</span>'
        return f'<button class="list-edit roadmap-note hide-narrow" data-edit="public_note" data-value="{note}">{note}</button>'

    def _status(self, row: ListRow) -> str:
        return self.step(row.entry.category, row.entry.status)

    def _start(self, row: ListRow) -> str:
        day = self.day(row.entry.start, row.entry.start_precision)
        return _edited("start", row.start, day) if row.can_date else day

    def _due(self, row: ListRow) -> str:
        day = self.day(row.entry.due, row.entry.due_precision)
        return _edited("due", row.due, day) if row.can_date else day

    def _lane(self, row: ListRow) -> str:
        lane = escape(row.lane)
        return _edited("lane", row.entry.row, lane or NOTHING) if row.can_plan else lane

    def _horizon(self, row: ListRow) -> str:
        horizon = escape(row.horizon)
        return _edited("horizon", escape(row.entry.horizon), horizon) if row.can_plan else horizon

    def _progress(self, row: ListRow) -> str:
        if not row.percent:
            return ""
        said = f"{row.percent} %"
        bar = f'<progress max="100" value="{row.percent}" aria-label="{self.has_progress}">{said}</progress>'
        return f'<span class="score">{said}{bar}</span>'

    def _kind(self, row: ListRow) -> str:
        return f'<span class="row">{self.kind_mark(row.entry.kind)}{escape(row.kind)}</span>'


def _edited(name: str, value: str, inside: str) -> str:
    """A cell's button; `value` is what is edited, `inside` what is shown."""
    return f'<button class="list-edit" data-edit="{name}" data-value="{value}">{inside}</button>'


def _value(name: str) -> Callable[[ListRow], str]:
    return lambda row: escape(row.values.get(name, ""))


def _day(day: date | None, precision: str) -> str:
    return escape(fuzzy(day, precision)) or NOTHING


def _mark(mark: Mark) -> str:
    name = escape(mark.name)
    return f'<span class="mark hue-{mark.hue}" title="{name}" role="img" aria-label="{name}">{escape(mark.letter)}</span>'


def _talk(count: int) -> str:
    icon = '<svg class="icon" aria-hidden="true"><use href="#list-message-square"/></svg>'
    word = escape(ngettext("comment", "comments", count))
    return f'<span class="talk">{icon}{count}<span class="visually-hidden"> {word}</span></span>'


def _step(category: str, name: str) -> str:
    mark = f'<svg class="mark" aria-hidden="true"><use href="#list-{category}"/></svg>'
    return f'<span class="status">{mark}{escape(name)}</span>'
