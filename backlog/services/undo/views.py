"""Taking back what was done to saved views."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.models import Product, SavedView
from backlog.services.following import FOLLOWED, VIEWS
from backlog.services.renaming import hold_followers, lead_back
from backlog.services.saved_views import delete_view, restore_view, state_of, update_view, visible_views
from core.errors import Conflict


class ViewUndo:
    """Reverses saving, changing and deleting; a change field by field, where it still holds. A view that followed a
    renaming goes back with it, whosever it is.
    """

    verbs = frozenset({"saved_view.created", "saved_view.updated", "saved_view.deleted", FOLLOWED})
    follows = frozenset({FOLLOWED})

    def hold(self, events: Sequence[Event], *, by: Actor) -> None:
        """Lock the views by their ids, as the worker does who has them follow. One statement."""
        hold_followers([event.object_id for event in events], VIEWS, by=by)

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == "saved_view.deleted":
            _make_again(event, by)
            return
        if event.verb == FOLLOWED:
            lead_back(event.object_id, VIEWS, *event.changes["query"], by=by)
            return
        view = visible_views(by).filter(pk=event.object_id).first()
        if view is None:
            raise Conflict(_("It has been deleted."))
        if event.verb == "saved_view.created":
            delete_view(view, by=by)
        else:
            _change_back(view, event, by)


def _make_again(event: Event, by: Actor) -> None:
    was = event.data
    product = Product.objects.filter(pk=was["on"], workspace_id=by.workspace_id).first()
    if product is None:
        raise Conflict(_("Its product is no longer there."))
    restore_view(
        event.object_id, by=by, product=product, owner=UUID(was["owner"]), page=was["page"], state=was["state"],
        default_of=[UUID(pk) for pk in was["default_of"]],
    )  # fmt: skip


def _change_back(view: SavedView, event: Event, by: Actor) -> None:
    try:
        update_view(view, by=by, **holding(event, state_of(view).get))
    except Http404 as error:
        raise Conflict(_("It has been deleted.")) from error
