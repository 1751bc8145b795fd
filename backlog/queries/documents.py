"""Items as the API shows them: JSON that PostgreSQL builds, the same for a list and for one item."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from backlog.containers import containers
from backlog.models import Item
from backlog.queries.below import DOCUMENT as BELOW
from backlog.queries.formulas import formulas_sql
from backlog.readiness import MET, RULES, SOURCES
from core.sql import run

_MOMENT = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_NAMED = """CASE WHEN i.{column} IS NOT NULL THEN
    (SELECT json_build_object('id', x.id, 'name', x.name) FROM {table} x WHERE x.id = i.{column}) END"""
# What other tables hold is looked up by key for the rows shown: with a join for each, planning would cost more than running.
FIELDS: dict[str, str] = {
    "id": "i.id",
    "key": "p.key || '-' || i.number",
    "product": "p.key",
    "kind": "i.kind",
    "title": "i.title",
    "description": "i.description",
    "status": """(SELECT json_build_object('id', x.id, 'name', x.name, 'category', x.category)
                    FROM backlog_status x WHERE x.id = i.status_id)""",
    "parent": """CASE WHEN i.parent_id IS NOT NULL THEN (SELECT xp.key || '-' || x.number
                    FROM backlog_item x JOIN backlog_product xp ON xp.id = x.product_id WHERE x.id = i.parent_id) END""",
    "assignee": _NAMED.format(column="assignee_id", table="accounts_member"),
    "team": _NAMED.format(column="team_id", table="accounts_team"),
    "labels": """(SELECT coalesce(json_agg(x.name ORDER BY lower(x.name)), '[]') FROM (
                    SELECT (SELECT l.name FROM backlog_label l WHERE l.id = il.label_id) AS name
                      FROM backlog_itemlabel il WHERE il.item_id = i.id OFFSET 0) AS x)""",
    "sprint": "",  # these four belong to higher apps: `backlog.containers`
    "release": "",
    "objective": "",
    "theme": "",
    "estimate": "i.estimate::float8",
    "start_on": "i.start_on",
    "start_precision": "i.start_precision",
    "due_on": "i.due_on",
    "due_precision": "i.due_precision",
    "acceptance_criteria": """(SELECT coalesce(json_agg(json_build_object('id', x.id, 'text', x.text, 'is_met', x.is_met)
                    ORDER BY x.position, x.id), '[]') FROM backlog_acceptancecriterion x WHERE x.item_id = i.id)""",
    "score": "score.value",
    "score_reason": "score.reason",
    "created_by": _NAMED.format(column="created_by_id", table="accounts_member"),
    "created_at": _MOMENT.format("i.created_at"),
    "updated_at": _MOMENT.format("i.updated_at"),
    "closed_at": _MOMENT.format("i.closed_at"),
    "custom": "i.custom",
    "version": "i.version",
    "ready": f"""(SELECT CASE WHEN count(*) > 0 THEN json_build_object('is_ready', bool_and(x.is_met), 'missing',
                    coalesce(json_agg(x.id ORDER BY x.position, x.id) FILTER (WHERE NOT x.is_met), '[]')) END
                    FROM (SELECT rule.id, rule.position, {MET.format(**{name: f"i.{name}" for name in SOURCES})} AS is_met
                            {RULES.format(product_id="i.product_id")}) x)""",
    "below": BELOW,
}
FORMULAS = "formulas"
FIELDS[FORMULAS] = ""  # each workspace's own: `formulas_sql`
PLACES = ("sprint", "release", "objective", "theme")
# What is looked up only where `?fields=` names it.
USUAL = tuple(name for name in FIELDS if name not in ("ready", "below", FORMULAS))
_JOINS = """
    JOIN backlog_product p ON p.id = i.product_id
    LEFT JOIN LATERAL (
        SELECT x.value, x.reason FROM backlog_score x WHERE x.item_id = i.id AND x.model_id = (
            SELECT model.id FROM backlog_scoringmodel model WHERE model.product_id = i.product_id AND model.is_active)
        LIMIT 1  -- there is at most one; said here, it is looked up by key, not hashed for all items
    ) AS score ON true
"""
_PAGE = """
    SELECT {keys}, {document}::text
    FROM (SELECT found.*, row_number() OVER () AS place FROM ({found}) AS found ({columns})) AS page
    JOIN backlog_item i ON i.id = page.id {joins}
    ORDER BY page.place
"""
_ONE = "SELECT i.id, i.version, {document}::text FROM backlog_item i {joins} WHERE i.id = ({by_key})"
BY_KEY = """
    SELECT key_item.id FROM backlog_item key_item JOIN backlog_product key_product ON key_product.id = key_item.product_id
     WHERE key_product.workspace_id = %(workspace)s AND key_product.key = %(product)s AND key_item.number = %(number)s
       AND ({deleted} OR key_item.deleted_at IS NULL)
    UNION ALL
    SELECT former.item_id FROM backlog_formerkey former JOIN backlog_item key_item ON key_item.id = former.item_id
     WHERE former.workspace_id = %(workspace)s AND former.key = %(key)s AND ({deleted} OR key_item.deleted_at IS NULL)
     LIMIT 1
"""
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Document:
    """One item as JSON text, with what its ETag needs."""

    id: UUID
    version: int
    text: str


def document_page(
    page: "QuerySet[Item, dict[str, Any]]", *, fields: Collection[str], workspace_id: UUID
) -> Iterator[dict[str, Any]]:
    """Run a sliced `.values("id", …)` queryset; each row has its columns (the id as text) and `document`, finished JSON.

    The inner query finds the page; what is shown is looked up for its rows only. One SQL statement, one more for formulas.
    """
    columns = [*page.query.values_select, *page.query.annotation_select]
    try:
        found, params = page.query.sql_with_params()
    except EmptyResultSet:
        return
    statement = _PAGE.format(
        keys=", ".join(f"page.{column}" if column != "id" else "page.id::text" for column in columns),
        columns=", ".join(columns),
        document=_document(fields, workspace_id),
        found=found,
        joins=_JOINS,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for row in cursor.fetchall():
            yield {**dict(zip(columns, row, strict=False)), "document": orjson.Fragment(row[-1])}


def document_of(workspace_id: UUID, key: str, *, fields: Collection[str] = USUAL) -> Document | None:
    """The item with that key or former key, in any case; None where there is none. One SQL statement, one more for formulas."""
    document, by_key = _document(fields, workspace_id), BY_KEY.format(deleted="false")
    statement = _ONE.format(document=document, by_key=by_key, joins=_JOINS)
    rows = run(statement, key_params(workspace_id, key), keep=FORMULAS not in fields)
    return Document(*rows[0]) if rows else None


def document_of_item(item_id: UUID, *, fields: Collection[str] = USUAL) -> Document:
    """An item that is known to be there. One SQL statement."""
    statement = _ONE.format(document=_document(fields), by_key="SELECT %(item)s::uuid", joins=_JOINS)
    return Document(*run(statement, {"item": item_id})[0])


def key_params(workspace_id: UUID, key: str) -> dict[str, Any]:
    """What `BY_KEY` asks for; a text that is no key finds nothing."""
    product, _dash, number = key.upper().rpartition("-")
    known = number.isascii() and number.isdigit() and len(number) <= 10 and int(number) <= LARGEST_NUMBER
    return {
        "workspace": workspace_id,
        "key": key.upper(),
        "product": product,
        "number": int(number) if known else 0,
    }


def _document(fields: Collection[str], workspace_id: UUID | None = None) -> str:
    known = {**FIELDS, **{name: containers()[name].document for name in PLACES}}
    if FORMULAS in fields and workspace_id is not None:
        known[FORMULAS] = formulas_sql(workspace_id)
    parts: Sequence[str] = [f"'{name}', {known[name]}" for name in known if name in fields]
    return f"json_build_object({', '.join(parts)})"
