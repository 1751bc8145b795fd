"""What finds scores that are out of date without news: another day, a lost nudge, a dead worker, rows nobody told of."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from backlog.inputs import inputs_used, score_inputs
from backlog.models import ScoreRequest, ScoringModel
from backlog.models.products import OPEN_CATEGORIES
from backlog.services.recompute import COMPUTED, request_scores
from backlog.weighing import workspace_day
from core.db import tenant


def refresh_dated() -> int:
    """Ask for new scores by models that depend on the day, where the day has changed; returns how many models.

    The day is that of each workspace. Safe to run twice or at the same time.
    """
    dated = {key for key, each in score_inputs().items() if each.dated}
    uses = Q()
    for key in dated:
        uses |= Q(formula__contains=key)
    asked = 0
    for model in ScoringModel.objects.filter(COMPUTED, uses).select_related("workspace"):
        today = workspace_day(model.workspace.timezone)
        if model.scored_on == today or not inputs_used(model.formula, dated):
            continue
        with tenant(model.workspace_id):
            ScoringModel.objects.filter(pk=model.pk).update(scored_on=today)
            request_scores(model.product_id, None, workspace_id=model.workspace_id, cause="day")
        asked += 1
    return asked


def stale_since(moment: datetime) -> list[UUID]:
    """Products with a request older than `moment`: what a lost nudge or a dead worker left."""
    return list(ScoreRequest.objects.filter(at__lt=moment).values_list("product_id", flat=True).distinct())


def request_missed() -> int:
    """Ask for new scores of products where an open item has none, not even a reason why; returns how many products.

    Every change asks by itself, so this finds what came in past the services, or was cut off. Cost: one statement that
    looks into an index once for each open item.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, [list(OPEN_CATEGORIES)])
        missed = cursor.fetchall()
    for product_id, workspace_id in missed:
        with tenant(workspace_id):
            request_scores(product_id, None, workspace_id=workspace_id, cause="missed")
    return len(missed)


_MISSED = """
    SELECT DISTINCT m.product_id, m.workspace_id FROM backlog_scoringmodel m
     WHERE (m.is_active OR m.is_tried)
       AND NOT EXISTS (SELECT FROM backlog_scorerequest r WHERE r.product_id = m.product_id AND r.item_id IS NULL)
       AND EXISTS (
           SELECT FROM backlog_item i
            WHERE i.product_id = m.product_id AND i.deleted_at IS NULL AND i.category = ANY(%s)
              AND (cardinality(m.kinds) = 0 OR i.kind = ANY(m.kinds))
              AND NOT EXISTS (SELECT FROM backlog_score s WHERE s.item_id = i.id AND s.model_id = m.id))
"""
