"""A backlog in groups: by status, assignee, team, label, parent or kind, each with its count and sum."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backlog.models import Item, ItemLabel, Kind

NONE = "none"  # the group of what has no value
MOST_GROUPS = 200
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """The items of a list that share a value. `points` is the sum of their estimates; `note` stands before the name."""

    value: str
    name: str
    count: int
    points: Decimal
    category: str = ""
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to group. `column` is what the items are told apart by, `columns` what its name and place are read from.

    `field` is what a drag into a group changes.
    """

    name: str
    label: Promise
    column: str
    columns: tuple[str, ...]
    read: Callable[[Record], tuple[Any, dict[str, str]]]
    nothing: Promise | str = ""

    def group(self, record: Record) -> tuple[Any, Group]:
        """The group of one line of totals, and its place among the groups."""
        value = record[self.column]
        if value is None:
            place: tuple[Any, ...] = (1,)
            said = {"name": str(self.nothing)}
        else:
            order, said = self.read(record)
            place = (0, order)
        points = record["points"] or Decimal(0)
        return place, Group(
            NONE if value is None else str(value), count=record["count"], points=points, **said
        )


def _by_status(record: Record) -> tuple[Any, dict[str, str]]:
    return record["status__position"], {
        "name": record["status__name"],
        "category": record["status__category"],
    }


def _by_kind(record: Record) -> tuple[Any, dict[str, str]]:
    kind = Kind(record["kind"])
    return Kind.values.index(kind.value), {"name": str(kind.label), "kind": kind.value}


def _by_parent(record: Record) -> tuple[Any, dict[str, str]]:
    product, key = (
        record["parent__product__key"],
        f"{record['parent__product__key']}-{record['parent__number']}",
    )
    said = {"name": record["parent__title"], "kind": record["parent__kind"], "note": key}
    return (product, record["parent__rank"]), said


def _by_name(column: str) -> Callable[[Record], tuple[Any, dict[str, str]]]:
    return lambda record: ((record[column] or "").lower(), {"name": record[column]})


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
        Grouping("label", gettext_lazy("Label"), "first_label", (), _by_name("first_label"), gettext_lazy("No label")),
        Grouping(
            "parent", gettext_lazy("Parent"), "parent_id",
            ("parent__title", "parent__number", "parent__kind", "parent__rank", "parent__product__key"), _by_parent,
            gettext_lazy("No parent"),
        ),
        Grouping("kind", gettext_lazy("Kind"), "kind", (), _by_kind),
    )
}  # fmt: skip


def grouping_named(name: str) -> Grouping | None:
    """None for no grouping, and for one that there is not."""
    return GROUPINGS.get(name)


def with_group(items: QuerySet[Item], grouping: Grouping) -> QuerySet[Item]:
    """The items with their `column`. An item with several labels is in the group of the first by name."""
    if grouping.name != "label":
        return items
    first = ItemLabel.objects.filter(item=OuterRef("pk")).order_by("label__name").values("label__name")[:1]
    return items.annotate(first_label=Subquery(first))


def in_group(items: QuerySet[Item], grouping: Grouping, value: str) -> QuerySet[Item]:
    """Those of one group. Raises ValidationError for a value that cannot be one."""
    items = with_group(items, grouping)
    if value == NONE:
        return items.filter(**{f"{grouping.column}__isnull": True})
    if grouping.column.endswith("_id"):
        try:
            UUID(value)
        except ValueError:
            raise ValidationError(_("There is no such group. Load the page again.")) from None
    return items.filter(**{grouping.column: value})


def groups_of(items: QuerySet[Item], grouping: Grouping) -> list[Group]:
    """The groups of a list with their totals, in the order people expect; MOST_GROUPS of them. One statement."""
    counted = with_group(items, grouping).order_by().values(grouping.column, *grouping.columns)
    lines = counted.annotate(count=Count("pk"), points=Sum("estimate"))
    found = [grouping.group(line) for line in lines]
    return [group for _place, group in sorted(found, key=lambda pair: pair[0])][:MOST_GROUPS]


def group_value(grouping: Grouping, record: Record, labels: Sequence[Any]) -> str:
    """The group that a row of a list belongs to."""
    value = (labels[0].name if labels else None) if grouping.name == "label" else record[grouping.column]
    return NONE if value is None else str(value)
