"""Taking back what was written on a product's page."""

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.changes import former
from activity.models import Event
from activity.undo import holding
from core.errors import Conflict
from roadmap.models import Principle, ProductPage
from roadmap.services.principles import (
    delete_principle,
    move_principle,
    ordered,
    restore_principle,
    update_principle,
)
from roadmap.services.product_pages import update_page


class ProductPageUndo:
    """Reverses writing a product's page; its vision is `ProductUndo`'s."""

    verbs = frozenset({"productpage.updated"})

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        rows = ProductPage.objects.filter(workspace_id=by.workspace_id).select_related("product")
        page = rows.filter(pk=event.object_id).first()
        if page is None:
            raise Conflict(_("It is no longer there."))
        update_page(page.product, by=by, fields=former(page, event))


class PrincipleUndo:
    """Reverses everything about principles."""

    verbs = frozenset({
        "principle.created", "principle.updated", "principle.moved", "principle.deleted", "principle.restored",
    })  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        rows = Principle.all_objects.filter(workspace_id=by.workspace_id).select_related("product")
        row = rows.filter(pk=event.object_id).first()
        if row is None or (row.deleted_at is not None and event.verb != "principle.deleted"):
            raise Conflict(_("It is no longer there."))
        match event.verb:
            case "principle.created" | "principle.restored":
                delete_principle(row, by=by)
            case "principle.deleted":
                restore_principle(row, by=by)
            case "principle.moved":
                place = ordered(row.product).index(row)
                move_principle(row, by=by, to=holding(event, lambda _name: place)["place"])
            case _:
                update_principle(row, by=by, fields=former(row, event))
