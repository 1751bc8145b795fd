"""The floor: a bare WSGI app that does the same to the same tables with one SQL statement, and nothing else.

Run by gunicorn in a process of its own; DATABASE_URL says where. What is read is the product's own statement, taken down
from one of its requests into the file FLOOR_STATEMENTS names. Paths: /list, /get, /update?item=, /insert?item=.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import environ
import orjson
import psycopg2
import uuid_utils.compat

_local = threading.local()
_STATEMENTS: dict[str, str] = orjson.loads(Path(os.environ["FLOOR_STATEMENTS"]).read_bytes())
_UPDATE = "UPDATE backlog_item SET version = version + 1, updated_at = now() WHERE id = %s"
_INSERT = """
    INSERT INTO backlog_item (id, workspace_id, version, created_at, updated_at, product_id, number, kind, title,
           description, status_id, category, rank, start_precision, due_precision)
    SELECT %s, workspace_id, 1, now(), now(), product_id, nextval('floor_numbers'), kind, title, '', status_id, category,
           'zz' || lpad(currval('floor_numbers')::text, 12, '0'), 'day', 'day' FROM backlog_item WHERE id = %s
"""


def _cursor() -> Any:
    if not hasattr(_local, "connection"):
        url = environ.Env().db_url_config(os.environ["DATABASE_URL"])
        _local.connection = psycopg2.connect(
            dbname=url["NAME"],
            user=url["USER"],
            password=url["PASSWORD"],
            host=url["HOST"],
            port=url["PORT"] or None,
        )
        _local.connection.autocommit = True
    return _local.connection.cursor()


def _answer(path: str, query: dict[str, list[str]]) -> Any:
    with _cursor() as cursor:
        if path in _STATEMENTS:
            cursor.execute(_STATEMENTS[path])
            return [
                [orjson.Fragment(cell) if isinstance(cell, str) else cell for cell in row]
                for row in cursor.fetchall()
            ]
        if path == "/update":
            cursor.execute(_UPDATE, [query["item"][0]])
        elif path == "/insert":
            cursor.execute(_INSERT, [str(uuid_utils.compat.uuid7()), query["item"][0]])
        return {"rows": cursor.rowcount}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One statement, one JSON answer."""
    body = orjson.dumps(_answer(environ["PATH_INFO"], parse_qs(environ["QUERY_STRING"])), default=str)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
