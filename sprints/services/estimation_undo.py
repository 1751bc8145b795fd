"""Taking back what was done to rounds of estimates; the estimate itself is taken back as any edit of an item."""

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from core.errors import Conflict
from sprints.models import EstimationRound
from sprints.services.estimation import resume, skip


class EstimationUndo:
    """Reverses opening (while nobody has voted), setting and giving up."""

    verbs = frozenset({"round.opened", "round.set", "round.skipped"})

    def undo(self, event: Event, *, by: Actor) -> None:
        round_ = EstimationRound.objects.filter(
            pk=event.data["round"], workspace_id=by.workspace_id, item__deleted_at=None
        ).first()
        if round_ is None:
            raise Conflict(_("It has been deleted."))
        if event.verb != "round.opened":
            was = event.data.get("was", EstimationRound.State.REVEALED)
            resume(round_, by=by, state=was)
        elif round_.votes.exists():
            raise Conflict(_("Somebody has voted already."))
        else:
            skip(round_, by=by)
