"""A product as large as one likes, through COPY: for trying the product at size, and for the benchmarks."""

import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import uuid_utils.compat
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Member, Workspace
from activity.actors import system_actor
from activity.services import Record, record_history
from backlog.models import Item, ItemLabel, Label, Product, Rating
from backlog.services.products import create_product
from backlog.services.recompute import recompute, request_scores
from backlog.services.words import learn_words
from config.demo.catalog import all_items
from config.demo.seed import ITEM_COLUMNS
from core import rank
from core.db import copy_rows, set_tenant
from core.periods import Precision, last_day

KEY = "MKT"
CHUNK = 20_000
_MARKETS = (
    "in Ireland",
    "in Germany",
    "in France",
    "in Spain",
    "in Poland",
    "in Croatia",
    "in Sweden",
    "in Greece",
)
_AUDIENCES = (
    "for new customers",
    "for returning customers",
    "for business customers",
    "for the outlet",
    "on phones",
)
_LEVELS = {
    "reach": (50, 100, 250, 400, 800, 1200, 2500, 5000),
    "impact": ("0.25", "0.5", "1", "2", "3"),
    "confidence": ("0.5", "0.8", "1"),
    "effort": ("0.5", "1", "2", "3", "5", "8"),
}


def grow(workspace: Workspace, total: int, *, key: str = KEY, name: str = "Marketplace") -> Product:
    """Fill the product `key` until the workspace has `total` items; returns it.

    The same every time (seeded). Cost: about 100 µs an item; memory holds one chunk and the ranks.
    """
    set_tenant(workspace.pk)
    product = Product.objects.filter(workspace=workspace, key=key).first()
    if product is None:
        with transaction.atomic():
            product = create_product(workspace, by=system_actor(workspace.pk), key=key, name=name)
    missing = total - Item.all_objects.filter(workspace=workspace).count()
    if missing > 0:
        _Growing(product).add(missing)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE backlog_item, backlog_rating, backlog_itemlabel, activity_event")
        learn_words(workspace.pk)
        recompute(product)
    return product


class _Growing:
    """One run: what rows refer to, read once, and dice that fall the same each time."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.dice = random.Random(product.next_number)
        self.statuses = list(product.statuses.all())
        self.members = list(Member.objects.active().filter(workspace_id=product.workspace_id))
        self.labels = list(Label.objects.filter(workspace_id=product.workspace_id))
        self.criteria = {row.key: row for row in product.criteria.all() if row.key in _LEVELS}
        self.titles = [item.title for item in all_items()]
        self.texts = [item.description.strip() for item in all_items() if item.description]
        self.now = timezone.now()

    def add(self, count: int) -> None:
        with transaction.atomic():
            set_tenant(self.product.workspace_id)
            self.product.refresh_from_db()
            last = (
                Item.all_objects.filter(product=self.product)
                .order_by("-rank")
                .values_list("rank", flat=True)
                .first()
            )
            ranks = rank.spread(last, None, count)
            for start in range(0, count, CHUNK):
                self._chunk(ranks[start : start + CHUNK])
            # With the items, so that a run that is cut off afterwards leaves none without a score.
            request_scores(
                self.product.pk, None, workspace_id=self.product.workspace_id, cause="import.finished"
            )

    def _chunk(self, ranks: list[str]) -> None:
        rows = [self._item(self.product.next_number + n, key) for n, key in enumerate(ranks)]
        copy_rows(Item, ITEM_COLUMNS, rows)
        copy_rows(ItemLabel, ["id", "workspace_id", "item_id", "label_id"], self._labels(rows))
        columns = [
            "id",
            "workspace_id",
            "version",
            "created_at",
            "updated_at",
            "item_id",
            "criterion_id",
            "value",
        ]
        copy_rows(Rating, columns, self._ratings(rows))
        record_history(self._events(rows))
        self.product.next_number += len(rows)
        self.product.save(update_fields=["next_number"])

    def _item(self, number: int, key: str) -> list[Any]:
        dice = self.dice
        status = dice.choices(self.statuses, weights=[50, 15, 10, 5, 15, 5][: len(self.statuses)])[0]
        created = self.now - timedelta(minutes=dice.randrange(1, 500_000))
        precision = dice.choice(list(Precision))
        due = last_day((self.now + timedelta(days=dice.randrange(-60, 300))).date(), precision)
        member = dice.choice(self.members).pk if self.members else None
        return [
            uuid_utils.compat.uuid7(), self.product.workspace_id, 1, created, created, self.product.pk, number,
            dice.choice(("feature", "story", "story", "bug", "chore", "spike")), self._title(),
            dice.choice(self.texts) if dice.random() < 0.4 else "", None, status.pk, status.category, key,
            member if dice.random() < 0.6 else None, None,
            dice.choice((1, 2, 3, 5, 8, 13)) if dice.random() < 0.7 else None,
            None, "day", due if dice.random() < 0.4 else None, precision.value, member,
            created if status.category in ("done", "dropped") else None,
        ]  # fmt: skip

    def _title(self) -> str:
        return f"{self.dice.choice(self.titles)} {self.dice.choice(_MARKETS)} {self.dice.choice(_AUDIENCES)}"

    def _labels(self, rows: Iterable[list[Any]]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            if self.labels and self.dice.random() < 0.5:
                yield uuid_utils.compat.uuid7(), row[1], row[0], self.dice.choice(self.labels).pk

    def _ratings(self, rows: Iterable[list[Any]]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            if self.dice.random() < 0.6:
                for key, criterion in self.criteria.items():
                    value = Decimal(str(self.dice.choice(_LEVELS[key])))
                    yield uuid_utils.compat.uuid7(), row[1], 1, row[3], row[3], row[0], criterion.pk, value

    def _events(self, rows: Iterable[list[Any]]) -> Iterator[tuple[Any, datetime, Record]]:
        by = system_actor(self.product.workspace_id)
        for row in rows:
            key = f"{self.product.key}-{row[6]}"
            data = {"product": str(self.product.pk), "key": key, "title": row[8]}
            yield by, row[3], Record("item.created", "item", row[0], key, {"title": [None, row[8]]}, data)
