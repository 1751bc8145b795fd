"""A row of the source as plain values: what is compared on the next run, and what fits into an item's fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson
from django.utils.translation import gettext as _

from integrations.importers.rows import Person, PlannedDate, RowProblem, SourceComment, SourceRow

MOST_TITLE = 300
MOST_DESCRIPTION = 100_000
MOST_COMMENT = 20_000
MOST_LABEL = 50
MOST_ID = 120
CENT = Decimal("0.01")


def as_json(texts: Iterable[str]) -> str:
    """Texts as one parameter of a statement: a list of a thousand would be quoted one by one, at a microsecond each."""
    return orjson.dumps(list(texts)).decode()


def digest(text: str) -> str:
    """A long text as 16 characters, to see whether it has changed."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() if text else ""


def number(value: Decimal | None) -> str | None:
    """A decimal as text without needless zeros: 5, 0.5, 10."""
    if value is None:
        return None
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def day(planned: PlannedDate | None) -> list[str] | None:
    """A planned date as [ISO day, precision]."""
    return [planned.day.isoformat(), planned.precision] if planned else None


def source_values(row: SourceRow) -> dict[str, Any]:
    """What the source says, field by field, in JSON values small enough to keep."""
    return {
        "title": row.title,
        "description": digest(row.description),
        "kind": row.source_kind,
        "status": row.status,
        "assignee": row.assignee.identity if row.assignee else None,
        "estimate": number(row.estimate),
        "start_on": day(row.start_on),
        "due_on": day(row.due_on),
        "labels": sorted(row.labels),
        "parent": [row.parent.external_id, row.parent.key] if row.parent else None,
    }


def comment_keys(row: SourceRow) -> Iterator[tuple[str, SourceComment]]:
    """Each comment with what tells it from the row's others: its time and author, or its text without a time."""
    seen: dict[str, int] = {}
    for comment in row.comments:
        author = comment.author.identity if comment.author else ""
        base = f"{comment.at.isoformat()} {author}" if comment.at else comment.text
        place = seen[base] = seen.get(base, 0) + 1
        yield digest(f"{base} {place}"), comment


def people_of(row: SourceRow) -> Iterator[Person]:
    """Everyone a row names."""
    for person in (row.assignee, row.reporter, *row.watchers, *(comment.author for comment in row.comments)):
        if person is not None:
            yield person


@dataclass(slots=True)
class Fitted:
    """A row whose values fit, and what had to give; `row` is None where it cannot come in."""

    row: SourceRow | None
    problems: list[RowProblem]


def fit(row: SourceRow) -> Fitted:
    """Cut what is longer than its field, with a problem for each; a row without a usable id is left out."""
    return Fitted(row, []) if _fits(row) else _cut(row)


def _fits(row: SourceRow) -> bool:
    """Whether nothing has to give: so nearly always that only this must be quick."""
    return (
        len(row.title) <= MOST_TITLE
        and len(row.description) <= MOST_DESCRIPTION
        and len(row.external_id) <= MOST_ID
        and len(row.key) <= MOST_ID
        and (not row.labels or max(map(len, row.labels)) <= MOST_LABEL)
        and (row.estimate is None or row.estimate == row.estimate.quantize(CENT))
        and (not row.comments or max(len(comment.text) for comment in row.comments) <= MOST_COMMENT)
    )


def _cut(row: SourceRow) -> Fitted:
    problems: list[RowProblem] = []
    changed: dict[str, Any] = {}

    def say(field: str, value: str, reason: str, *, skipped: bool = False) -> None:
        problems.append(RowProblem(row.line, field, value[:80], reason, skipped, row.key))

    if len(row.external_id) > MOST_ID or len(row.key) > MOST_ID:
        say("key", row.external_id or row.key, _("The key is too long to be one."), skipped=True)
        return Fitted(None, problems)
    for field, most in (("title", MOST_TITLE), ("description", MOST_DESCRIPTION)):
        text = getattr(row, field)
        if len(text) > most:
            changed[field] = text[: most - 1] + "…"
            say(field, text, _("Longer than %(most)d characters; the rest is cut.") % {"most": most})
    if any(len(label) > MOST_LABEL for label in row.labels):
        changed["labels"] = tuple(label for label in row.labels if len(label) <= MOST_LABEL)
        long_one = next(label for label in row.labels if len(label) > MOST_LABEL)
        say("labels", long_one, _("Longer than %(most)d characters; left out.") % {"most": MOST_LABEL})
    if row.estimate is not None and row.estimate != row.estimate.quantize(CENT):
        changed["estimate"] = row.estimate.quantize(CENT)
        say("estimate", str(row.estimate), _("Rounded to two decimals."))
    if any(len(comment.text) > MOST_COMMENT for comment in row.comments):
        changed["comments"] = tuple(
            replace(comment, text=comment.text[: MOST_COMMENT - 1] + "…")
            if len(comment.text) > MOST_COMMENT
            else comment
            for comment in row.comments
        )
        say("comments", "", _("Longer than %(most)d characters; the rest is cut.") % {"most": MOST_COMMENT})
    return Fitted(replace(row, **changed) if changed else row, problems)
