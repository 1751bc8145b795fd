"""A backlog in groups, each with its count and sum: by a field that every item has, by a choice or people field of the
product's own, or by what items are put into (`backlog.containers`: sprint, release).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from backlog.containers import Container, Head, containers
from backlog.custom import CELL
from backlog.models import CustomField, Item, ItemLabel, Kind, Product

NONE = "none"  # the group of what has no value
MOST_GROUPS = 200
Record = Mapping[str, Any]
Heads = Callable[[Product, Collection[str]], Mapping[str, Head]]
Form = CustomField.Form


@dataclass(frozen=True, slots=True)
class Group:
    """The items of a list that share a value. `points` is the sum of their estimates; `note` stands before the name,
    `template` is included behind it with `head` = `context`.
    """

    value: str
    name: str
    count: int
    points: Decimal
    category: str = ""
    kind: str = ""
    note: str = ""
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to group. `column` is what the items are told apart by; where it is none of their own, `joined` adds it.

    A group's name and place are read from `columns` by `read`, or looked up for all values at once by `heads`, which may
    name further groups that are empty. `only` (the items of one value, None for none) and `totals` are for a `column` that
    would be worked out for each item. A drag into a group changes the field `name`.
    """

    name: str
    label: str | Promise
    column: str
    columns: tuple[str, ...] = ()
    read: Callable[[Record], tuple[Any, dict[str, Any]]] | None = None
    nothing: Promise | str = ""
    joined: Callable[[QuerySet[Item]], QuerySet[Item]] | None = None
    heads: Heads | None = None
    only: Callable[[QuerySet[Item], str | None], QuerySet[Item]] | None = None
    totals: Callable[[QuerySet[Item]], list[Record]] | None = None

    def group(self, record: Record, heads: Mapping[str, Head]) -> tuple[Any, Group]:
        """The group of one line of totals, and its place among the groups."""
        value, points = record[self.column], record["points"] or Decimal(0)
        if value is None:
            return (1,), Group(NONE, str(self.nothing), record["count"], points)
        if str(value) in heads:
            return _headed(str(value), heads[str(value)], record["count"], points)
        if self.read is None:
            return (0.5, str(value)), Group(str(value), str(value), record["count"], points)
        order, said = self.read(record)
        return (0, order), Group(str(value), count=record["count"], points=points, **said)


def _by_status(record: Record) -> tuple[Any, dict[str, Any]]:
    return record["status__position"], {
        "name": record["status__name"],
        "category": record["status__category"],
    }


def _by_kind(record: Record) -> tuple[Any, dict[str, Any]]:
    kind = Kind(record["kind"])
    return Kind.values.index(kind.value), {"name": str(kind.label), "kind": kind.value}


def _by_parent(record: Record) -> tuple[Any, dict[str, Any]]:
    product, key = (
        record["parent__product__key"],
        f"{record['parent__product__key']}-{record['parent__number']}",
    )
    said = {"name": record["parent__title"], "kind": record["parent__kind"], "note": key}
    return (product, record["parent__rank"]), said


def _by_name(column: str) -> Callable[[Record], tuple[Any, dict[str, Any]]]:
    return lambda record: ((record[column] or "").lower(), {"name": record[column]})


def _first_label(items: QuerySet[Item]) -> QuerySet[Item]:
    """An item with several labels is in the group of the first by name."""
    first = ItemLabel.objects.filter(item=OuterRef("pk")).order_by("label__name").values("label__name")[:1]
    return items.annotate(first_label=Subquery(first))


def _with_first_label(items: QuerySet[Item], name: str | None) -> QuerySet[Item]:
    """The same, asked so that the items need not be looked at one by one."""
    own = ItemLabel.objects.filter(item=OuterRef("pk"))
    if name is None:
        return items.filter(~Exists(own))
    return items.filter(Exists(own.filter(label__name=name)), ~Exists(own.filter(label__name__lt=name)))


def _label_totals(items: QuerySet[Item]) -> list[Record]:
    """The totals by first label, by one join of all items with all labels."""
    first = items.order_by().values("id", "estimate").annotate(first_label=Min("labels__name"))
    try:
        found, params = first.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT first_label, count(*), sum(estimate) FROM ({found}) AS found GROUP BY first_label",
            params,
        )
        return [{"first_label": name, "count": count, "points": points} for name, count, points in cursor]


GROUPINGS: Mapping[str, Grouping] = {
    one.name: one
    for one in (
        Grouping(
            "status", gettext_lazy("Status"), "status_id",
            ("status__name", "status__position", "status__category"), _by_status,
        ),
        Grouping(
            "assignee", gettext_lazy("Assignee"), "assignee_id", ("assignee__name",), _by_name("assignee__name"),
            gettext_lazy("Nobody"),
        ),
        Grouping("team", gettext_lazy("Team"), "team_id", ("team__name",), _by_name("team__name"), gettext_lazy("No team")),
        Grouping(
            "label", gettext_lazy("Label"), "first_label", (), _by_name("first_label"), gettext_lazy("No label"),
            _first_label, only=_with_first_label, totals=_label_totals,
        ),
        Grouping(
            "parent", gettext_lazy("Parent"), "parent_id",
            ("parent__title", "parent__number", "parent__kind", "parent__rank", "parent__product__key"), _by_parent,
            gettext_lazy("No parent"),
        ),
        Grouping("kind", gettext_lazy("Kind"), "kind", (), _by_kind),
    )
}  # fmt: skip


def groupings_of(fields: Sequence[CustomField]) -> list[Grouping]:
    """All ways to group a backlog whose product has these fields of its own. No query."""
    own = (_by_custom(one) for one in fields if one.form in _CUSTOM)
    return [*GROUPINGS.values(), *(_by_container(one) for one in containers().values()), *own]


def grouping_named(name: str, product_id: UUID) -> Grouping | None:
    """None for no grouping, and for one that the product does not have. One statement for a field of its own, else none."""
    if name in GROUPINGS or not name:
        return GROUPINGS.get(name)
    if name in containers():
        return _by_container(containers()[name])
    fields = CustomField.objects.filter(product=product_id, archived_at=None, form__in=_CUSTOM)
    found = fields.filter(key=name.removeprefix(CELL)).first() if name.startswith(CELL) else None
    return _by_custom(found) if found else None


def with_group(items: QuerySet[Item], grouping: Grouping) -> QuerySet[Item]:
    """The items with their `column`."""
    if grouping.joined is None or grouping.column in items.query.annotations:
        return items
    return grouping.joined(items)


def in_group(items: QuerySet[Item], grouping: Grouping, value: str) -> QuerySet[Item]:
    """Those of one group. Raises ValidationError for a value that cannot be one."""
    if grouping.only is not None:
        return grouping.only(items, None if value == NONE else value)
    items = with_group(items, grouping)
    if value == NONE:
        return items.filter(**{f"{grouping.column}__isnull": True})
    if grouping.column.endswith("_id"):
        try:
            UUID(value)
        except ValueError:
            raise ValidationError(_("There is no such group. Load the page again.")) from None
    return items.filter(**{grouping.column: value})


def groups_of(items: QuerySet[Item], grouping: Grouping, product: Product) -> list[Group]:
    """The groups of a product's list with their totals, in the order people expect; MOST_GROUPS of them.

    One statement, and those of the grouping's `heads`.
    """
    lines = grouping.totals(items) if grouping.totals else _totals(items, grouping)
    values = {str(line[grouping.column]) for line in lines if line[grouping.column] is not None}
    heads = grouping.heads(product, values) if grouping.heads else {}
    found = [grouping.group(line, heads) for line in lines]
    found += [_headed(value, head, 0, Decimal(0)) for value, head in heads.items() if value not in values]
    return [group for _place, group in sorted(found, key=lambda pair: pair[0])][:MOST_GROUPS]


def _totals(items: QuerySet[Item], grouping: Grouping) -> list[Record]:
    counted = with_group(items, grouping).order_by().values(grouping.column, *grouping.columns)
    return list(counted.annotate(count=Count("pk"), points=Sum("estimate")))


def group_value(grouping: Grouping, record: Record) -> str:
    """The group that a row of a list belongs to, whose record has the grouping's `column`."""
    value = record[grouping.column]
    return NONE if value is None else str(value)


def _headed(value: str, head: Head, count: int, points: Decimal) -> tuple[Any, Group]:
    return (0, head.order), Group(
        value, head.name, count, points, template=head.template, context=head.context
    )


def _by_container(container: Container) -> Grouping:
    return Grouping(
        container.name, container.label, container.column, nothing=container.nothing, joined=container.joined,
        heads=container.heads,
    )  # fmt: skip


def _by_custom(custom: CustomField) -> Grouping:
    """By a choice, or by the first of the people that a field names."""
    path = f"custom__{custom.key}__0" if custom.form == Form.PEOPLE else f"custom__{custom.key}"
    heads = _people if custom.form == Form.PEOPLE else _choices(custom.choices)
    nothing = _("No %(field)s") % {"field": custom.name}
    return Grouping(
        f"{CELL}{custom.key}", custom.name, "in_custom", nothing=nothing, heads=heads,
        joined=lambda items: items.annotate(in_custom=KT(path)),
    )  # fmt: skip


def _choices(choices: Sequence[str]) -> Heads:
    """Every choice in its order, also those that nothing has."""
    return lambda _product, _values: {name: Head(order, name) for order, name in enumerate(choices)}


def _people(product: Product, values: Collection[str]) -> dict[str, Head]:
    """By name. One statement."""
    rows = Member.objects.filter(workspace=product.workspace_id, pk__in=list(values)).values_list(
        "pk", "name"
    )
    return {str(pk): Head(name.lower(), name) for pk, name in rows}


_CUSTOM = (Form.CHOICE, Form.PEOPLE)
