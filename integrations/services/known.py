"""Which rows of a file came in before, what has changed in them since, and what somebody edited here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from backlog.models import Item, ItemLabel, Label
from backlog.models.products import OPEN_CATEGORIES, Status
from integrations.importers.rows import RowProblem, SourceRow
from integrations.models import ImportedRow, ImportJob
from integrations.services.fields import as_json, digest, number, source_values

FIELDS = ("title", "description", "kind", "status", "assignee", "estimate", "start_on", "due_on", "labels")
DATES = ("start_on", "start_precision", "due_on", "due_precision")
MAPPED = ("kind", "status", "assignee", "parent")
"""Fields whose value here is another than the source's; `values["wrote"]` keeps it."""

# One probe of one index for each name. A planner whose statistics know nothing of these rows yet (a first import, one
# after a dry run) would as soon read all rows of the workspace by another index, once for each name. So the probe asks
# for an order that only the right index gives (of a range of one, since it is not needed behind `=`), where sorting is
# off (`running.PLANNING`), and `OFFSET 0` keeps it a probe.
_FIND = """
    SELECT DISTINCT found.id FROM (
        SELECT r.id FROM json_array_elements_text(%(ids)s) AS wanted (name), unnest(%(sites)s::text[]) AS of (site), LATERAL (
            SELECT id FROM integrations_importedrow
             WHERE workspace_id = %(workspace)s AND source = %(source)s AND site = of.site
               AND external_id BETWEEN wanted.name AND wanted.name ORDER BY external_id OFFSET 0) AS r
        UNION ALL
        SELECT r.id FROM json_array_elements_text(%(keys)s) AS wanted (name), LATERAL (
            SELECT id, source, site FROM integrations_importedrow
             WHERE workspace_id = %(workspace)s AND external_key BETWEEN wanted.name AND wanted.name
             ORDER BY external_key OFFSET 0) AS r
         WHERE r.source = %(source)s AND r.site = ANY(%(sites)s)
    ) AS found
"""


@dataclass(slots=True)
class Known:
    """A row that came in before, with its item as it is now (locked) and that item's labels."""

    imported: ImportedRow
    item: Item
    labels: list[str] = field(default_factory=list)

    @property
    def source(self) -> Mapping[str, Any]:
        """What the source said last time."""
        found: Mapping[str, Any] = self.imported.values.get("source", {})
        return found

    @property
    def wrote(self) -> Mapping[str, Any]:
        """What the last import made of it."""
        found: Mapping[str, Any] = self.imported.values.get("wrote", {})
        return found


@dataclass(slots=True)
class Wanted:
    """What the source's words of one row mean here."""

    status: Status
    assignee_id: UUID | None
    assignee_name: str
    labels: Mapping[str, Label]


@dataclass(slots=True)
class Update:
    """What a known row changes: `changes` as its event keeps them, `values` for the next comparison.

    `moves`: it has another parent in the source, which is settled when all rows are in.
    """

    known: Known
    row: SourceRow
    values: dict[str, Any]
    changes: dict[str, list[Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    labels: Mapping[str, Label] | None = None
    kept: list[RowProblem] = field(default_factory=list)
    moves: bool = False


def find_known(job: ImportJob, rows: Iterable[SourceRow]) -> dict[int, Known]:
    """The rows that came in before, by line; matched by the source's id, else by its key. Locks their items.

    Cost: three statements whatever the number of rows, one where none is known.
    """
    rows = list(rows)
    ids = {row.external_id for row in rows} | {row.key for row in rows}
    keyless = [row.key for row in rows if row.external_id == row.key]
    wanted: dict[str, Any] = {
        "workspace": job.workspace_id, "source": job.format, "sites": list({job.site, ""}),
        "ids": as_json(ids), "keys": as_json(keyless),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FIND, wanted)
        pks = [pk for (pk,) in cursor.fetchall()]
    if not pks:
        return {}
    found = (
        ImportedRow.objects.filter(pk__in=pks)
        .select_related("item", "item__product", "item__status", "item__assignee")
        .select_for_update(of=("self", "item"), no_key=True)
        .order_by("item_id")
    )
    by_id, by_key = {}, {}
    for imported in found:
        by_id[imported.external_id] = by_key[imported.external_key] = imported
    known: dict[int, Known] = {}
    for row in rows:
        if same := _match(row, by_id, by_key, job.site):
            known[row.line] = Known(same, same.item)
    _add_labels(known.values())
    return known


def _match(
    row: SourceRow, by_id: Mapping[str, ImportedRow], by_key: Mapping[str, ImportedRow], site: str
) -> ImportedRow | None:
    """By id; by key where one of the two files had no ids. A row of an unnamed site must agree on the key too."""
    same = by_id.get(row.external_id)
    if same is not None and (same.site == site or same.external_key in ("", row.key)):
        return same
    if row.external_id == row.key:
        return by_key.get(row.key)
    earlier = by_id.get(row.key) if row.key else None
    return earlier if earlier is not None and earlier.external_id == earlier.external_key else None


def _add_labels(known: Iterable[Known]) -> None:
    by_item: dict[UUID, list[str]] = defaultdict(list)
    known = list(known)
    ids = [one.item.pk for one in known]
    for item_id, name in (
        ItemLabel.objects.filter(item__in=ids).values_list("item_id", "label__name") if ids else ()
    ):
        by_item[item_id].append(name)
    for one in known:
        one.labels = sorted(by_item[one.item.pk])


def compare(known: Known, row: SourceRow, wanted: Wanted) -> Update:
    """Set on the item what changed in the source and was not edited here; list the rest as kept.

    What was edited here is measured by what the last import wrote.
    """
    source = source_values(row)
    were = {name: getattr(known.item, name) for name in DATES}
    update = Update(known, row, {**known.imported.values, "source": source, "wrote": dict(known.wrote)})
    for name in FIELDS:
        if source[name] == known.source.get(name):
            continue
        now = _now(known, name)
        after = _after(row, wanted, name)
        if now != after and now != _written(known, name):
            update.kept.append(_edited_here(row, name, source[name]))
            continue
        if now != after:
            _apply(update, wanted, name, now, after)
        if name in MAPPED:
            update.values["wrote"][name] = after
    _keep_dates_in_order(update, were)
    if source["parent"] != known.source.get("parent"):
        update.moves = True
    return update


def _now(known: Known, name: str) -> Any:
    item = known.item
    match name:
        case "description":
            return digest(item.description)
        case "status" | "assignee":
            pk = getattr(item, f"{name}_id")
            return str(pk) if pk else None
        case "estimate":
            return number(item.estimate)
        case "start_on" | "due_on":
            on: date | None = getattr(item, name)
            return [on.isoformat(), getattr(item, name.replace("_on", "_precision"))] if on else None
        case "labels":
            return sorted(label.lower() for label in known.labels)
    return getattr(item, name)


def _written(known: Known, name: str) -> Any:
    if name in MAPPED:
        return known.wrote.get(name)
    value = known.source.get(name)
    return sorted(label.lower() for label in value or ()) if name == "labels" else value


def _after(row: SourceRow, wanted: Wanted, name: str) -> Any:
    match name:
        case "kind":
            return row.kind
        case "status":
            return str(wanted.status.pk)
        case "assignee":
            return str(wanted.assignee_id) if wanted.assignee_id else None
        case "labels":
            return sorted(label.name.lower() for label in wanted.labels.values())
    return source_values(row)[name]


def _keep_dates_in_order(update: Update, were: Mapping[str, Any]) -> None:
    """Take back both dates where one follows the source past the other that was set here."""
    item, row = update.known.item, update.row
    if not (item.start_on and item.due_on and item.start_on > item.due_on):
        return
    for name in DATES:
        setattr(item, name, were[name])
        update.changes.pop(name, None)
    reason = _("With what was set here, the start would be after the due date; both dates are kept.")
    update.kept.append(RowProblem(row.line, "due_on", "", reason, False, row.key))


def _apply(update: Update, wanted: Wanted, name: str, now: Any, after: Any) -> None:
    item, row = update.known.item, update.row
    match name:
        case "labels":
            update.labels = wanted.labels
            update.changes["labels"] = [
                update.known.labels,
                sorted(label.name for label in wanted.labels.values()),
            ]
            return
        case "description":
            now, item.description, after = item.description, row.description, row.description
        case "status":
            update.names |= {now: item.status.name, after: wanted.status.name}
            _set_status(item, row, wanted.status)
        case "assignee":
            update.names |= {
                str(item.assignee_id): str(item.assignee or ""),
                str(after): wanted.assignee_name,
            }
            item.assignee_id = wanted.assignee_id
        case "estimate":
            item.estimate = Decimal(after) if after is not None else None
        case "start_on" | "due_on":
            _set_day(update, name, now, after)
            return
        case _:
            setattr(item, name, after)
    update.changes[name] = [now, after]


def _set_status(item: Item, row: SourceRow, status: Status) -> None:
    item.status, item.category = status, status.category
    closed = status.category not in OPEN_CATEGORIES
    item.closed_at = (item.closed_at or row.resolved_at or timezone.now()) if closed else None


def _set_day(update: Update, name: str, now: list[str] | None, after: list[str] | None) -> None:
    precision = name.replace("_on", "_precision")
    on, exact = after or (None, "day")
    was, how = now or (None, "day")
    setattr(update.known.item, name, date.fromisoformat(on) if on else None)
    setattr(update.known.item, precision, exact)
    update.changes[name] = [was, on]
    if exact != how:
        update.changes[precision] = [how, exact]


def _edited_here(row: SourceRow, name: str, value: Any) -> RowProblem:
    shown = row.title if name == "title" else "" if name == "description" else value
    if isinstance(shown, list):
        shown = ", ".join(str(part) for part in shown)
    reason = _("Changed in the source, but edited here since the last import; what stands here is kept.")
    return RowProblem(row.line, name, str(shown or "")[:80], reason, False, row.key)
