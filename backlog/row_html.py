"""The rows of the table as HTML, by hand: a template asks hundreds of questions a row, and most have the same answer in all.

Every text that people wrote goes through `escape`; icons and marks come escaped from their tags.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.custom import Shown
from backlog.queries.rows import Person, Row, ShownLabel
from backlog.readiness import Light
from backlog.templatetags.scores import reason, score
from core.numbers import written
from core.templatetags.throughline import avatar, fuzzy, icon, kind_icon, status_mark

NOTHING = '<span class="row-none">–</span>'


def draw_rows(rows: Iterable[Row], *, items_url: str, may_rank: bool) -> SafeString:
    """The rows as `<tr>`s; `items_url` is the address of items without the key. No query; about 20 µs a row."""
    drawing = _Drawing(items_url, may_rank)
    return mark_safe("\n".join(drawing.row(one) for one in rows))  # noqa: S308 each text is escaped below


def draw_light(light: Light) -> SafeString:
    """Whether an item is ready: a mark with its word. Where there is little room, the number alone is shown."""
    if light.is_ready:
        name, count, word, rest = "circle-check", "", _("Ready"), ""
    else:
        name, count, rest = "circle-dashed", str(len(light.missing)), f": {', '.join(light.missing)}"
        word = ngettext("%(count)s missing", "%(count)s missing", len(light.missing)) % {"count": count}
    text = (
        f'<span class="light{" is-ready" if light.is_ready else ""}" title="{escape(light.words)}">'
        f'{icon(name, "icon--small")}<span class="light-count" aria-hidden="true">{count}</span>'
        f'<span class="light-word">{escape(word)}<span class="visually-hidden">{escape(rest)}</span></span></span>'
    )
    return mark_safe(text)  # noqa: S308 each text is escaped above


class _Drawing:
    """What the rows of one answer share, worked out once: words, icons, and every value that several rows have."""

    def __init__(self, items_url: str, may_rank: bool) -> None:
        self.items_url = escape(items_url)
        self.handle = f'<span class="handle" data-handle>{icon("grip-vertical")}</span>' if may_rank else ""
        self.select = escape(_("Select"))
        add = f'<span class="row-add-label" title="{escape(_("Labels"))}">{icon("tag", "icon--small")}</span>'
        self.add_label = f"{add}</span></div>"
        self.late = f'<span class="due-late">{icon("clock-alert", "icon--small")}<span class="visually-hidden">{escape(_("Overdue:"))} </span>'
        self.up, self.down = icon("chevron-up"), icon("chevron-down")
        self.higher = cache(_higher)
        self.lower = cache(_lower)
        self.kind = cache(kind_icon)
        self.status = cache(_status)
        self.person = cache(_person)
        self.tag = cache(_tag)
        self.estimate = cache(_estimate)
        self.day = cache(_day)
        self.light = cache(draw_light)
        self.unscored = cache(_unscored)

    def row(self, row: Row) -> str:
        """One row. Its cells are in the table's own order; a browser arranges them as its member likes them."""
        key, title = escape(row.key), escape(row.title)
        link = f'<a href="{self.items_url}{key}/" tabindex="-1" data-drawer>'
        group = f' data-group="{escape(row.group)}"' if row.group else ""
        state = " data-editable" if row.editable else ""
        if not row.is_open:
            state += ' class="is-done"'
        parent = _parent(row) if row.parent_key else ""
        return (
            f'<tr role="row" tabindex="-1" aria-selected="false" data-id="{row.id}" data-key="{key}"'
            f' data-rank="{escape(row.rank)}"{group}{state}>'
            f'<td class="cell-handle" role="gridcell">{self.handle}</td>'
            f'<td class="cell-rank" role="gridcell"><label class="pick"><input type="checkbox" tabindex="-1"'
            f' aria-label="{self.select} {key}"><span data-position>{row.position or ""}</span></label></td>'
            f'<td class="cell-key" role="gridcell">{link}{key}</a></td>'
            f"{_cell('kind', self.kind(row.kind), 'cell-kind')}"
            f"{_cell('title', self._title(row, f'{link}{title}</a>'), 'cell-title')}"
            f"{_cell('parent', parent)}"
            f"{_cell('status', self.status(row.category, row.status))}"
            f"{_cell('assignee', self.person(row.assignee))}"
            f"{_cell('team', escape(row.team))}"
            f"{self.estimate(row.estimate)}"
            f'<td class="col-score cell-number" role="gridcell">{self._score(row)}</td>'
            f'<td class="col-ready" role="gridcell">{self.light(row.light) if row.light else ""}</td>'
            f"{_cell('start', self.day(row.start_on, row.start_precision), 'col-start cell-date')}"
            f"{_cell('due', self._due(row), 'col-due cell-date')}"
            f"{''.join(map(_custom, row.custom))}</tr>"
        )

    def _title(self, row: Row, link: str) -> str:
        tags = "".join(map(self.tag, row.labels))
        return (
            f'<div class="title-row">{link}<span class="row-labels" data-edit="labels">{tags}{self.add_label}'
        )

    def _score(self, row: Row) -> str:
        if row.score is None:
            return self.unscored(row.score_reason)
        shift = ""
        if row.shift > 0:
            shift = f'<span class="score-shift" title="{self.higher(row.shift)}">{self.up}{row.shift}</span>'
        elif row.shift:
            places = -row.shift
            shift = f'<span class="score-shift score-shift--down" title="{self.lower(places)}">{self.down}{places}</span>'
        bar = f'<progress max="100" value="{row.share}" aria-hidden="true"></progress>'
        return f'<span class="score">{shift}<span>{score(row.score)}</span>{bar}</span>'

    def _due(self, row: Row) -> str:
        day = self.day(row.due_on, row.due_precision)
        return f"{self.late}{day}</span>" if row.is_overdue else day


def _unscored(code: str) -> str:
    """That there is no score, and for which reason; a dash where there is none to tell."""
    if not code:
        return NOTHING
    why, mark = escape(reason(code)), icon("circle-question-mark", "icon--small")
    return f'<span class="score-lacks" title="{why}">{mark}<span class="visually-hidden">{why}</span></span>'


def _higher(places: int) -> str:
    said = ngettext(
        "By score it would stand %(n)d place higher", "By score it would stand %(n)d places higher", places
    )
    return escape(said % {"n": places})


def _lower(places: int) -> str:
    said = ngettext(
        "By score it would stand %(n)d place lower", "By score it would stand %(n)d places lower", places
    )
    return escape(said % {"n": places})


def _cell(name: str, inside: str, css: str = "", more: str = "") -> str:
    """A cell that is edited in place."""
    css = css or f"col-{name}"
    return f'<td class="{css} cell-edit" role="gridcell" tabindex="-1" data-edit="{name}"{more}>{inside}</td>'


def _parent(row: Row) -> str:
    title = escape(row.parent_title)
    return f'<span class="truncate" title="{escape(row.parent_key)} {title}">{title}</span>'


def _status(category: str, name: str) -> str:
    return f'<span class="status">{status_mark(category)}<span class="truncate">{escape(name)}</span></span>'


def _person(person: Person | None) -> str:
    return avatar(person)


def _tag(label: ShownLabel) -> str:
    name = escape(label.name)
    return f'<span class="tag {label.css}" title="{name}">{name}</span>'


def _estimate(estimate: Decimal | None) -> str:
    css = "col-estimate cell-number"
    if estimate is None:
        return _cell("estimate", NOTHING, css)
    return _cell("estimate", written(estimate), css, f' data-value="{estimate}"')


def _day(day: date | None, precision: str) -> str:
    return escape(fuzzy(day, precision))


def _custom(shown: Shown) -> str:
    css = f"col-{shown.cell} col-custom{' cell-number' if shown.is_number else ''}{' cell-edit' if shown.is_typed else ''}"
    typed = f' tabindex="-1" data-edit="{shown.cell}"' if shown.is_typed else ""
    why = f' title="{escape(shown.reason)}"' if shown.reason else ""
    text = escape(shown.text) or (NOTHING if shown.reason else "")
    return f'<td class="{css}" role="gridcell"{typed}{why}>{text}</td>'
