"""Saved views follow what they name: a label that is merged, a person, status or sprint that is called something else."""

from collections.abc import Sequence

from django.utils import timezone

from activity.models import Event
from activity.services import Record
from backlog.models import SavedView
from backlog.services.renaming import Followers, follow
from backlog.services.saved_views import data_of, label_of

FOLLOWED = "saved_view.followed"


def follow_names(events: Sequence[Event]) -> None:
    """Write new names into the saved views that have the old ones, private ones too; undone with the renaming."""
    follow(events, VIEWS)


def _followed(view: SavedView, text: str) -> Record:
    changes = {"query": [view.query, text]}
    view.query, view.version, view.updated_at = text, view.version + 1, timezone.now()
    return Record(FOLLOWED, "savedview", view.pk, label_of(view), changes, data_of(view))


VIEWS = Followers(
    model=SavedView,
    column="query",
    longest=SavedView._meta.get_field("query").max_length or 0,
    fields=("query", "version", "updated_at"),
    text_of=lambda view: view.query,
    product_of=lambda view: view.product_id,
    rewrite=_followed,
)
