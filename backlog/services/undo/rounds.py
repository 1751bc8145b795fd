"""Taking back what was done to rounds of blind ratings; what was taken over goes back as any other rating."""

from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from backlog.models import RatingRound
from backlog.services.blind_rating import take_back
from backlog.services.rating_rounds import end_round, resume
from backlog.services.undo.rows import there
from core.errors import Conflict


class RoundUndo:
    """Reverses opening (while nobody has rated), first numbers (while they are hidden), reopening (until somebody rates),
    ending.
    """

    verbs = frozenset(
        {"rating_round.opened", "rating_round.voted", "rating_round.reopened", "rating_round.ended"}
    )

    def undo(self, event: Event, *, by: Actor) -> None:
        round_: RatingRound = there(RatingRound, event.object_id, by)
        match event.verb:
            case "rating_round.opened":
                if round_.votes.exists():
                    raise Conflict(_("Somebody has rated already."))
                end_round(round_, by=by)
            case "rating_round.voted":
                cells = {(UUID(item), UUID(criterion)) for item, criterion in event.data["cells"]}
                take_back(round_, cells, by=by, until=event.at)
            case "rating_round.reopened":
                state = RatingRound.State.REVEALED
                resume(round_, by=by, state=state, revealed_at=_moment(event, "revealed_at"), since=event.at)
            case _:
                resume(round_, by=by, state=event.data["was"], revealed_at=round_.revealed_at)


def _moment(event: Event, name: str) -> Any:
    return parse_datetime(event.data[name])
