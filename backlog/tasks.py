"""The worker's side of the backlog."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils import timezone

from activity import dispatch
from backlog.models import Attachment, Comment, Item, Product
from backlog.services import recompute as scores
from backlog.services import score_sweeps
from backlog.services.attachments import forget_attachments
from backlog.services.ranking import respace
from core import rank
from core.db import tenant
from core.purge import KEPT_DAYS, purge

TURN = 1.0  # seconds that a large product's scores keep a worker before others have theirs


@shared_task
def recompute(product_id: str) -> int:
    """Bring a product's scores up to date; returns how many changed. What takes longer than TURN is queued again."""
    dispatch.begun(scores.TASK, product_id)
    product = Product.objects.filter(pk=UUID(product_id)).first()
    return scores.recompute(product, seconds=TURN) if product else 0


@shared_task
def sweep_scores() -> None:
    """Have recomputed what has waited for more than half a minute: its nudge was lost, or the worker died.

    Each product in a task of its own, so that one product's trouble is not the others'.
    """
    for product_id in score_sweeps.stale_since(timezone.now() - timedelta(seconds=30)):
        dispatch.queue_once(scores.TASK, str(product_id), queue="default")


@shared_task
def refresh_scores() -> int:
    """Ask for new scores where a formula depends on the day, and the day has changed; returns of how many models."""
    return score_sweeps.refresh_dated()


@shared_task
def find_missed_scores() -> int:
    """Ask for new scores where an open item has none; returns of how many products."""
    return score_sweeps.request_missed()


@shared_task
def respace_long_ranks() -> None:
    """Give short ranks again to products where drags at one spot have made a long one."""
    long_ones = Item.all_objects.annotate(size=Length("rank")).filter(size__gt=rank.LONGEST)
    for product in Product.objects.filter(pk__in=long_ones.values("product_id")):
        with tenant(product.workspace_id):
            respace(product)


@shared_task
def purge_deleted() -> int:
    """Remove for good the items, comments and files that were deleted more than 30 days ago; returns how many. Keys stay taken.

    An item goes after its children and its files. Batch by batch; safe to run twice or at the same time.
    """
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    children = Item.all_objects.filter(parent=OuterRef("pk"))
    items = Item.all_objects.filter(~Exists(children), deleted_at__lt=before)
    files = Attachment.objects.filter(Q(deleted_at__lt=before) | Q(item__deleted_at__lt=before))
    return (
        purge(files, forget_attachments) + purge(items) + purge(Comment.objects.filter(deleted_at__lt=before))
    )
