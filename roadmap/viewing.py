"""What one person sees of a roadmap: the look they have chosen, what of it their filter leaves, and what it is coloured by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from accounts.models import Member
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Kind
from backlog.search import ItemSearch
from core.query import QueryError
from roadmap.colouring import Values, hues_of, marks_of, values_of
from roadmap.looks import Look, Mark, look_of
from roadmap.models import Roadmap
from roadmap.queries import Plan, Planned, items_of, look_row_of, plan_of

WORDS = ("key", "kind", "theme", "objective", "team", "product", "estimate")


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan as one person sees it: `plan` holds what the filter leaves of `total` entries, all of them where `mistake` says what is
    wrong with it; `marks` and `legend` are empty where it is coloured by status. Of a scenario, whose entries have the ids of their
    items, `base` is its address, and `former` holds the days on which entries and milestones stand in the plan, where they are others.
    """

    plan: Plan
    view: str
    look: Look
    folded: frozenset[str] = frozenset()
    mistake: QueryError | None = None
    total: int = 0
    marks: Mapping[UUID, Mark] = field(default_factory=dict)
    legend: Sequence[Mark] = ()
    values: Values = field(default_factory=dict)
    base: str = ""
    former: Mapping[UUID, tuple[date, date]] = field(default_factory=dict)

    def words(self, entry: Planned) -> tuple[str, ...]:
        """What a bar or a card says beside its title and what has a place of its own there."""
        found = self.values.get(entry.item_id, {})
        said = {"kind": str(Kind(entry.kind).label), **{name: value for name, (_pk, value) in found.items()}}
        if self.view == "timeline":
            said["key"] = entry.key
        return tuple(said[name] for name in WORDS if self.look.shows(name) and said.get(name))


def seen_by(
    member: Member, roadmap: Roadmap, view: str, *, by: Actor, today: date, query: str | None = None
) -> Seen:
    """What a member sees of a roadmap in a view; `query` narrows it for who may read the backlog, None: as they left it.

    Four statements more than `plan_of` at most, and one for each kind of names in the query.
    """
    return see(plan_of(roadmap), member, view, by=by, today=today, query=query)


def see(plan: Plan, member: Member, view: str, *, by: Actor, today: date, query: str | None = None) -> Seen:
    """`seen_by` for a plan that is there already."""
    own = look_row_of(plan.roadmap, member)
    look = look_of(plan.roadmap.look, own.look if own else {}, view, query)
    if not may(by, Right.READ_BACKLOG):
        look = replace(look, query="")
    total, mistake = len(plan.entries), None
    try:
        plan = _narrowed(plan, look.query, by, today) if look.query else plan
    except QueryError as error:
        mistake = error
    values = values_of(plan, look.fields | {look.colour})
    marks, legend = marks_of(plan, look.colour, values, hues_of(plan, look.colour))
    folded = frozenset(own.folded if own else ())
    return Seen(plan, view, look, folded, mistake, total, marks, legend, values)


def _narrowed(plan: Plan, text: str, by: Actor, today: date) -> Plan:
    """The plan with those entries alone whose item the query fits; of rows that a field makes those that still hold some."""
    found = ItemSearch(text, actor=by, today=today).filter(items_of(plan))
    fitting = set(found.order_by().values_list("pk", flat=True))
    entries = [entry for entry in plan.entries if entry.item_id in fitting]
    held = {entry.row for entry in entries}
    is_own = not plan.roadmap.lanes_from and not plan.roadmap.grouped_by
    return replace(plan, entries=entries, rows=[row for row in plan.rows if is_own or row.id in held])
