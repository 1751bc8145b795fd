"""Small Jira files, and the whole road of one into a product."""

import csv
import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Member
from backlog.models import Product
from integrations import services
from integrations.models import ImportJob

Row = dict[str, Any]
MORE = settings.IMPORT_BATCH + 10
"""Rows that are more than one batch."""


def small_csv(*rows: Row) -> bytes:
    """A Jira file with these rows (Summary, Issue key and Issue id filled in where missing); lists repeat their column."""
    full = [
        {"Summary": f"Row {n}", "Issue key": f"SHOP-{n}", "Issue id": str(1000 + n), **row}
        for n, row in enumerate(rows, 1)
    ]
    widths: dict[str, int] = {}
    for row in full:
        for name, value in row.items():
            widths[name] = max(widths.get(name, 1), len(value) if isinstance(value, list) else 1)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name for name, width in widths.items() for _ in range(width)])
    for row in full:
        writer.writerow([cell for name, width in widths.items() for cell in _cells(row.get(name, ""), width)])
    return out.getvalue().encode()


def _cells(value: Any, width: int) -> list[str]:
    cells = list(value) if isinstance(value, list) else [value]
    return cells + [""] * (width - len(cells))


def upload(content: bytes, name: str = "export.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def started(content: bytes, product: Product, by: Member, **choices: Any) -> ImportJob:
    """A job that waits for its worker; `choices` as for `choose`, and `dry_run`."""
    actor = by.actor()
    dry_run = choices.pop("dry_run", False)
    job = services.start_preview(upload(content), product, by=actor)
    if choices:
        job = services.choose(job, by=actor, **choices)
    return services.start_import(job, by=actor, dry_run=dry_run)


def brought(content: bytes, product: Product, by: Member, **choices: Any) -> ImportJob:
    """The job at its end."""
    return services.run_import(started(content, product, by, **choices))
