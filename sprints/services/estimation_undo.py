"""Taking back what was done to rounds of estimates; the estimate itself is taken back as any edit of an item."""

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from core.errors import Conflict
from sprints.models import EstimationRound
from sprints.services.estimation import lay_again, resume, skip, withdraw


class EstimationUndo:
    """Reverses opening (while nobody has voted), a first vote (while the cards are down), another vote, setting, giving up."""

    verbs = frozenset({"round.opened", "round.voted", "round.reopened", "round.set", "round.skipped"})

    def undo(self, event: Event, *, by: Actor) -> None:
        round_ = EstimationRound.objects.filter(
            pk=event.data["round"], workspace_id=by.workspace_id, item__deleted_at=None
        ).first()
        if round_ is None:
            raise Conflict(_("It has been deleted."))
        match event.verb:
            case "round.opened":
                if round_.votes.exists():
                    raise Conflict(_("Somebody has voted already."))
                skip(round_, by=by)
            case "round.voted":
                withdraw(round_, by=by)
            case "round.reopened":
                lay_again(round_, event.data.get("votes", {}), by=by)
            case _:
                resume(round_, by=by, state=event.data.get("was", EstimationRound.State.REVEALED))
