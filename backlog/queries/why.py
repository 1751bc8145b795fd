"""Why a score moved: which rating, weight, link or day changed it, by whom, and how far that is in the order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from activity.models import Event
from backlog.models import Criterion, Item, ScoreHistory, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from backlog.picturing.history import History, Step, history
from backlog.wording import actor_name, sentences
from backlog.wording_scoring import model_changed, objective_changed

MOVES = 20
MOST_STEPS = 50
MOST_EVENTS = 200
CAUSES = {
    "rating.set": gettext_lazy("A rating changed."),
    "scoring_model.changed": gettext_lazy("The scoring model changed."),
    "import.finished": gettext_lazy("An import."),
    "import.cancelled": gettext_lazy("An import."),
    "missed": gettext_lazy("It had no score yet."),
    "item.created": gettext_lazy("It was created."),
    "item.updated": gettext_lazy("An item changed."),
    "item.restored": gettext_lazy("It was brought back."),
    "item.deleted": gettext_lazy("Another item was deleted."),
    "item.linked": gettext_lazy("It was linked."),
    "item.unlinked": gettext_lazy("A link was taken away."),
    "objective.item_added": gettext_lazy("It was tied to an objective."),
    "objective.item_removed": gettext_lazy("It was untied from its objective."),
    "objective.updated": gettext_lazy("Its objective changed."),
    "day": gettext_lazy("Another day began."),
}


@dataclass(slots=True)
class Move:
    """One move of a score: the numbers, where each would stand among today's open items (1 is first), what caused it.

    `why` says who did what; empty, as `who`, where no event tells more than `cause`.
    """

    before: float | None
    after: float | None
    at: datetime
    cause: str
    place_before: int | None = None
    place_after: int | None = None
    why: list[SafeString] = field(default_factory=list)
    who: str = ""

    @property
    def places(self) -> int:
        """How far up (above zero) or down it is in today's order."""
        if self.place_before is None or self.place_after is None:
            return 0
        return self.place_before - self.place_after

    @property
    def places_down(self) -> int:
        return -self.places


def score_moves(item: Item, model: ScoringModel, *, limit: int = MOVES) -> list[Move]:
    """The latest moves of an item's score by a model, newest first. Five statements; one reads the scores of all
    open items of the product.
    """
    return told_moves(
        item, model, ScoreHistory.objects.filter(item=item, model=model).order_by("-id")[:limit]
    )


def score_history(item: Item, model: ScoringModel) -> History | None:
    """The latest moves of an item's score by a model as a chart; None where it never had one. One statement."""
    rows = ScoreHistory.objects.filter(item=item, model=model).order_by("-id")[:MOST_STEPS]
    steps = [Step(*row) for row in rows.values_list("at", "before", "after")]
    return history(steps[::-1], now=timezone.now()) if steps else None


def told_moves(item: Item, model: ScoringModel, history: Iterable[ScoreHistory]) -> list[Move]:
    """Rows of the history of an item's score by a model as moves, in their order. Four statements beside reading them."""
    rows = list(history)
    told = _told(item, [row.action for row in rows if row.action])
    moves = [
        Move(
            row.before,
            row.after,
            row.at,
            str(CAUSES.get(row.cause, row.cause)),
            why=told[row.action].said if row.action in told else [],
            who=told[row.action].who if row.action in told else "",
        )
        for row in rows
    ]
    places = _places(item, model, {n for move in moves for n in (move.before, move.after) if n is not None})
    for move in moves:
        move.place_before, move.place_after = places.get(move.before), places.get(move.after)
    return moves


@dataclass(slots=True)
class _Act:
    who: str = ""
    said: list[SafeString] = field(default_factory=list)


def _told(item: Item, actions: Sequence[UUID]) -> dict[UUID, _Act]:
    """What was done by act, in sentences: to the item, to its model, to the items around it."""
    events = Event.objects.filter(workspace_id=item.workspace_id, action__in=set(actions))
    above = Q(object_type__in=["scoringmodel", "objective"])
    near = above | Q(object_id=item.pk) | Q(object_id__in=_around(item))
    labels = dict(Criterion.objects.filter(product_id=item.product_id).values_list("key", "name"))
    told: dict[UUID, _Act] = defaultdict(_Act)
    for event in events.filter(near).select_related("actor").order_by("id")[:MOST_EVENTS]:
        act = told[event.action]
        act.who, act.said = actor_name(event), [*act.said, *_sentences(event, item, labels)]
    return told


def _around(item: Item) -> list[UUID]:
    links = item.links_in.values_list("source_id"), item.links_out.values_list("target_id")
    children = Item.all_objects.filter(parent=item).values_list("pk")
    return [pk for (pk,) in links[0].union(links[1], children)[:MOST_EVENTS]]


def _sentences(event: Event, item: Item, labels: Mapping[str, str]) -> list[SafeString]:
    who = format_html("<strong>{}</strong>", actor_name(event))
    if event.object_type == "scoringmodel":
        return model_changed(event, who, labels)
    if event.object_type == "objective":
        return objective_changed(event, who)
    said = sentences(event, labels=labels)
    if event.object_id == item.pk:
        return said
    return [format_html("{}: {}", event.object_label, text) for text in said]


def _places(item: Item, model: ScoringModel, values: set[float]) -> dict[float | None, int]:
    """Where each number would stand among the other open items of the product as they are now. One statement."""
    if not values:
        return {}
    ordered = sorted(values)
    counts = ", ".join(["count(*) FILTER (WHERE s.value > %s)"] * len(ordered))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counts} FROM backlog_score s JOIN backlog_item o ON o.id = s.item_id WHERE s.model_id = %s "
            "AND s.item_id <> %s AND o.product_id = %s AND o.deleted_at IS NULL AND o.category = ANY(%s)",
            [*ordered, model.pk, item.pk, item.product_id, list(OPEN_CATEGORIES)],
        )
        above = cursor.fetchone()
    return {value: count + 1 for value, count in zip(ordered, above, strict=True)}
