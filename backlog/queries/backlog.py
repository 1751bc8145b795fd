"""The backlog page: one product's items in rank order, or in another, a hundred at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from activity.actors import Actor
from backlog.models import CustomField, Item, Product, ScoringModel
from backlog.queries.groups import Group, Grouping, groups_of, in_group
from backlog.queries.keyset import Key, Place, place, read, values_of
from backlog.queries.rows import Row, active_model, make_rows, mark_shifts, records
from backlog.readiness import has_rules
from backlog.search import ItemSearch, with_score

LIMIT = 100
MOST_COUNTED = 5000
FIRST_GROUPS = 12  # whose rows come with the page; those of the others as they come into sight
SURE = frozenset({"rank", "updated", "created", "title"})  # what every item has; the rest may be empty


@dataclass(frozen=True, slots=True)
class Summary:
    """How many items a list holds and the sum of their estimates; `more`: there are at least this many."""

    count: int
    points: Decimal
    more: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A group with the first of its rows; `next` begins the further ones. `more`: there are some."""

    group: Group
    rows: list[Row]
    next: str
    more: bool


@dataclass(frozen=True, slots=True)
class BacklogPage:
    """What one page of the backlog shows. `next` begins the page after it; `ranked`: shown in the order of rank;
    `judged`: the product has a definition of ready.
    """

    product: Product
    rows: list[Row]
    next: str
    model: ScoringModel | None
    summary: Summary | None
    ranked: bool
    sort: str
    descending: bool
    judged: bool
    sections: Sequence[Section] = ()
    grouping: Grouping | None = None


def backlog_page(
    product: Product,
    *,
    actor: Actor,
    query: str,
    today: date,
    after: str = "",
    limit: int = LIMIT,
    grouping: Grouping | None = None,
    group: str = "",
    custom: Sequence[CustomField] = (),
    model: ScoringModel | None = None,
) -> BacklogPage:
    """The items of `product` that `query` fits (open ones, unless it says which statuses), `limit` of them.

    `after` is the `next` of the page before; the first page also has the summary. Raises QueryError. Cost: the same
    for any number of rows: 4 statements for the first page, 3 for others, one more where a sort reaches the rows
    without a value, one for words, and one for each kind of names that the query uses. With `grouping` and the value
    of a `group` only its items. `model` (of `rows.models_shown`) is whose scores count, else the active one.
    """
    search = ItemSearch(query, actor=actor, today=today)
    items, keys, start = matching(product, search), order(search), place(after)
    if grouping:
        items = in_group(items, grouping, group)
    model = model or active_model(product)
    found = read(search.with_sorts(records(items, grouping, keys=keys, model=model)), keys, start, limit + 1)
    before = start.count if start else 0
    rows = make_rows(
        found[:limit],
        product=product,
        actor=actor,
        today=today,
        model=model,
        first=before + 1,
        grouping=grouping,
        custom=custom,
    )
    mark_shifts(rows)
    more = len(found) > limit
    following = Place(values_of(found[limit - 1], keys), before + limit).token() if more else ""
    return BacklogPage(
        product=product,
        rows=rows,
        next=following,
        model=model,
        summary=None if start or grouping else summary(items),
        ranked=keys[0].column == "rank" and not keys[0].descending,
        sort=search.query.sort[0].field if search.query.sort else "rank",
        descending=keys[0].descending,
        judged=_judged(product, rows),
        grouping=grouping,
    )


def grouped_page(
    product: Product,
    *,
    actor: Actor,
    query: str,
    today: date,
    grouping: Grouping,
    limit: int = LIMIT,
    custom: Sequence[CustomField] = (),
) -> BacklogPage:
    """The same list in groups: all of them with their totals, and the rows of the first ones, about `limit` in all.

    Each section's `next` begins its further rows, "" where it has none. Raises QueryError. Cost: 4 statements for any
    number of rows and groups, and those that names and words need.
    """
    search = ItemSearch(query, actor=actor, today=today)
    items, keys, model = matching(product, search), order(search), active_model(product)
    groups = groups_of(items, grouping, product)
    wanted = _first_groups(groups, limit)
    order_by = [key.by(has_value=False) for key in keys]
    parts: list[Any] = [
        search.with_sorts(
            records(in_group(items, grouping, group.value), grouping, keys=keys, model=model)
        ).order_by(*order_by)[:count]
        for group, count in wanted
        if count
    ]
    found = list(parts[0].union(*parts[1:], all=True)) if parts else []
    rows = make_rows(
        found, product=product, actor=actor, today=today, model=model, grouping=grouping, custom=custom
    )
    mark_shifts(rows)
    sections = []
    for at, group in enumerate(groups):
        count = wanted[at][1] if at < len(wanted) else 0
        first = sum(number for _group, number in wanted[:at])
        last = found[first + count - 1] if count and first + count <= len(found) else None
        following = Place(values_of(last, keys), count).token() if last and count < group.count else ""
        sections.append(Section(group, rows[first : first + count], following, count < group.count))
    return BacklogPage(
        product=product,
        rows=rows,
        next="",
        model=model,
        summary=Summary(
            sum(g.count for g in groups), sum((g.points for g in groups), Decimal(0)), more=False
        ),
        ranked=keys[0].column == "rank" and not keys[0].descending,
        sort=search.query.sort[0].field if search.query.sort else "rank",
        descending=keys[0].descending,
        judged=_judged(product, rows),
        sections=sections,
        grouping=grouping,
    )


def rows_by_ids(
    product: Product,
    ids: Iterable[UUID],
    *,
    actor: Actor,
    today: date,
    query: str = "",
    grouping: Grouping | None = None,
    custom: Sequence[CustomField] = (),
    model: ScoringModel | None = None,
) -> list[Row]:
    """Those of the items that are still in the list `query` describes, in rank order, `model` as for `backlog_page`.

    3 statements, and its names.
    """
    items = matching(product, ItemSearch(query, actor=actor, today=today)).filter(pk__in=list(ids))
    model = model or active_model(product)
    found = list(records(items, grouping).order_by("rank"))
    return make_rows(
        found, product=product, actor=actor, today=today, model=model, grouping=grouping, custom=custom
    )


def matching_items(product: Product, *, actor: Actor, query: str, today: date, most: int) -> list[Item]:
    """All items of the list that `query` describes, in its order, `most` + 1 of them at most.

    Raises QueryError. One statement more than the list's own names and words need.
    """
    search = ItemSearch(query, actor=actor, today=today)
    model = active_model(product)
    items = search.with_sorts(with_score(matching(product, search), [model.pk] if model else []))
    keys = [key.by(has_value=False) for key in order(search)]
    return list(items.select_related("product", "status", "workspace").order_by(*keys)[: most + 1])


def summary(items: QuerySet[Item]) -> Summary:
    """Count and sum, of the first MOST_COUNTED items at most. One statement."""
    # In an order that an index has: else PostgreSQL may read the table in its own until it has found enough.
    some = items.order_by("rank").values("estimate")[: MOST_COUNTED + 1]
    try:
        found, params = some.query.sql_with_params()
    except EmptyResultSet:
        return Summary(0, Decimal(0), more=False)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(estimate) FROM ({found}) AS counted", params)
        count, points = cursor.fetchone()
    return Summary(min(count, MOST_COUNTED), points or Decimal(0), count > MOST_COUNTED)


def order(search: ItemSearch) -> list[Key]:
    """The keys of a query's `sort:`, by rank where it has none; the last one is unique within the product."""
    keys = [
        Key(search.column_of(key), key.descending, key.field not in SURE, key.field == "score")
        for key in search.query.sort
    ]
    if not keys:
        return [Key("rank")]
    if any(key.column == "rank" for key in keys):
        return keys[: 1 + next(at for at, key in enumerate(keys) if key.column == "rank")]
    # Ties by id, in the direction that the index of scores has them.
    return [*keys, Key("id", descending=keys[0].descending != keys[0].nulls_low)]


def _judged(product: Product, rows: Sequence[Row]) -> bool:
    """Each row knows it; only where there is none it is asked for, by one statement."""
    return rows[0].is_judged if rows else has_rules(product.pk)


def _first_groups(groups: Sequence[Group], limit: int) -> list[tuple[Group, int]]:
    """The groups whose rows come at once and how many of each; FIRST_GROUPS at most."""
    wanted: list[tuple[Group, int]] = []
    for group in groups:
        if limit <= 0 or sum(count > 0 for _group, count in wanted) == FIRST_GROUPS:
            break
        wanted.append((group, min(group.count, limit)))
        limit -= group.count
    return wanted


def matching(product: Product, search: ItemSearch) -> QuerySet[Item]:
    """The items of the list that a search describes, in no order: open ones, unless it names statuses itself."""
    items = Item.objects.filter(product=product)
    if any(key.field == "updated" for key in search.query.sort):
        # The index of changes is the workspace's: in a big product it is walked, in a small one it is not needed.
        items = items.filter(workspace_id=product.workspace_id)
    return search.narrow(items if search.names_status else items.open())
