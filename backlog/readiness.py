"""Whether items are ready by their product's definition of ready: an SQL expression for lists, conditions for searches.

The expression reads the rules itself, so a list costs no statement more. Only open items are judged by it on
pages; a product without rules judges nothing: its items are neither ready nor not.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, TextField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backlog.models import AcceptanceCriterion, ReadyRule, ReadyTick, Score
from backlog.searchable import QueryField, Scope
from core.query import Field, Term

YES, NO = "yes", "no"
Demand = ReadyRule.Demand
SOURCES = ("id", "product_id", "description", "estimate", "assignee_id", "parent_id", "custom")
# Whether an item meets one rule; the item's columns in the order of SOURCES, without a parameter.
MET = """CASE rule.demands
    WHEN 'description' THEN {description} <> ''
    WHEN 'criteria' THEN EXISTS (SELECT 1 FROM backlog_acceptancecriterion ac WHERE ac.item_id = {id})
    WHEN 'estimate' THEN {estimate} IS NOT NULL
    WHEN 'assignee' THEN {assignee_id} IS NOT NULL
    WHEN 'parent' THEN {parent_id} IS NOT NULL
    WHEN 'score' THEN EXISTS (SELECT 1 FROM backlog_score sc JOIN backlog_scoringmodel sm ON sm.id = sc.model_id
                               WHERE sc.item_id = {id} AND sm.is_active AND sc.value IS NOT NULL)
    WHEN 'field' THEN jsonb_exists({custom}, demanded.key)
    WHEN 'question' THEN EXISTS (SELECT 1 FROM backlog_readytick tick
                                  WHERE tick.item_id = {id} AND tick.rule_id = rule.id)
    END"""
RULES = """FROM backlog_readyrule rule LEFT JOIN backlog_customfield demanded ON demanded.id = rule.field_id
    WHERE rule.product_id = {product_id} AND demanded.archived_at IS NULL"""
# What is missing, in the order of the rules, as `demand:words`; NULL where there is no rule.
MISSING = f"""(SELECT CASE WHEN count(*) > 0 THEN coalesce(array_agg(rule.demands || ':' ||
    coalesce(demanded.name, rule.text) ORDER BY rule.position, rule.id) FILTER (WHERE NOT {MET}), '{{{{}}}}') END {RULES})"""

NEEDS: Mapping[str, Any] = {
    Demand.DESCRIPTION: gettext_lazy("a description"),
    Demand.CRITERIA: gettext_lazy("acceptance criteria"),
    Demand.ESTIMATE: gettext_lazy("an estimate"),
    Demand.ASSIGNEE: gettext_lazy("an assignee"),
    Demand.PARENT: gettext_lazy("a parent"),
    Demand.SCORE: gettext_lazy("a score"),
}


class _OfItem(Func):
    """SQL over the item's columns, as they are called where it stands."""

    sql = ""

    def __init__(self, *sources: Any, **extra: Any) -> None:
        super().__init__(*(sources or map(F, SOURCES)), **extra)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        columns = [compiler.compile(source)[0] for source in self.source_expressions]
        return self.sql.format(**dict(zip(SOURCES, columns, strict=True))), []


class Missing(_OfItem):
    """What an item lacks, as `light` takes it: a list of texts, None where the product has no rules."""

    output_field = ArrayField(TextField())
    sql = MISSING


@dataclass(frozen=True, slots=True)
class Light:
    """The light of one row: ready, or what is missing, in words."""

    missing: Sequence[str]

    @property
    def is_ready(self) -> bool:
        return not self.missing

    @property
    def words(self) -> str:
        """What the light says when one asks it."""
        if not self.missing:
            return _("Ready: nothing is missing")
        return _("Not ready, missing: %(what)s") % {"what": ", ".join(self.missing)}


def light(missing: Sequence[str] | None) -> Light | None:
    """The light for what `Missing` gave; None where the product has no rules. No query."""
    return None if missing is None else Light(tuple(need(*text.partition(":")[::2]) for text in missing))


def need(demand: str, words: str = "") -> str:
    """What a rule asks for, as part of a sentence: “an estimate”, a field's name, a question."""
    return str(NEEDS[demand]) if demand in NEEDS else words


def has_rules(product_id: UUID) -> bool:
    """Whether the product has a definition of ready. One statement."""
    rules = ReadyRule.objects.filter(product=product_id)
    return rules.exclude(field__archived_at__isnull=False).exists()


def query_fields(scope: Scope) -> Mapping[str, QueryField]:
    """`ready:yes` and `ready:no`; a query that uses it reads the workspace's rules: one statement."""

    def compiled(term: Term) -> Q:
        ready, judged = ready_q(scope.workspace_id)
        chosen = {value.text.casefold() for value in term.values}
        if chosen >= {YES, NO}:
            return judged
        return ready if YES in chosen else judged & ~ready

    described = Field("choice", values=lambda: (YES, NO), description=_("By the definition of ready"))
    return {"ready": QueryField(described, compiled)}


def ready_q(workspace_id: UUID) -> tuple[Q, Q]:
    """The items that are ready, each by the rules of its own product; and those of products that have rules. One statement.

    The same as `Missing`, written so that PostgreSQL can begin with the rarest of the rules.
    """
    rules = ReadyRule.objects.filter(workspace_id=workspace_id).select_related("field").order_by("id")
    by_product: dict[UUID, list[ReadyRule]] = defaultdict(list)
    for rule in rules:
        if rule.field is None or rule.field.archived_at is None:
            by_product[rule.product_id].append(rule)
    each = (Q(product=pk) & reduce(and_, map(_met, found)) for pk, found in by_product.items())
    return reduce(or_, each, Q(pk__in=[])), Q(product__in=list(by_product))


def _met(rule: ReadyRule) -> Q:
    """The items that meet one rule. What other tables hold is asked for as a set, which is read once."""
    criteria = AcceptanceCriterion.objects.filter(workspace_id=rule.workspace_id)
    scores = Score.objects.filter(workspace_id=rule.workspace_id, model__is_active=True, value__isnull=False)
    met: Mapping[str, Q] = {
        Demand.DESCRIPTION: ~Q(description=""),
        Demand.CRITERIA: Q(pk__in=criteria.values("item")),
        Demand.ESTIMATE: Q(estimate__isnull=False),
        Demand.ASSIGNEE: Q(assignee__isnull=False),
        Demand.PARENT: Q(parent__isnull=False),
        Demand.SCORE: Q(pk__in=scores.values("item")),
        Demand.FIELD: Q(custom__has_key=rule.field.key if rule.field else ""),
        Demand.QUESTION: Q(pk__in=ReadyTick.objects.filter(rule=rule).values("item")),
    }
    return met[rule.demands]
