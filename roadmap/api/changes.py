"""What changed on a roadmap between two of its states."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from core.api.errors import ParameterError
from core.api.json import json_response
from core.api.views import APIRequest
from roadmap.api.common import RoadmapRows
from roadmap.change_serializers import ChangesShape
from roadmap.comparing import Change
from roadmap.editions import NOW, State, compared, state_of, usual_since
from roadmap.models import Roadmap
from roadmap.reasons import Reason
from roadmap.visits import last_known

VISIT = "visit"
SINCE = OpenApiParameter(
    "since",
    str,
    description="The number of an edition or a day (2027-03-04), from its beginning on; “visit”: what is new to the caller since they were "
    "on its page. Without it: the last edition.",
)
UNTIL = OpenApiParameter(
    "until", str, description="The number of an edition, a day, until its end, or “now”, the usual."
)


class RoadmapChanges(RoadmapRows):
    """Added, dropped, earlier, later, moved …: one state of a roadmap against another, with who, when and what they said."""

    rights = {"read": Right.READ_ROADMAPS}
    shape = ChangesShape
    parameters = {"read": [SINCE, UNTIL]}

    def read(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """What changed since an edition or a day. 422 where that state is not known."""
        roadmap: Roadmap = self.one(Roadmap.objects.visible_to(request.actor).select_related("workspace"), pk)
        since = self._state(roadmap, "since", self._since(roadmap))
        until = self._state(roadmap, "until", request.query_params.get("until") or NOW)
        try:
            found = compared(roadmap, since, until, by=request.actor)
        except ValidationError as error:
            raise ParameterError("since", error.messages[0]) from error
        changes = [shown_change(each, found.reasons.get(each)) for each in found.changes]
        return json_response({"since": _state(since), "until": _state(until), "changes": changes})

    def _since(self, roadmap: Roadmap) -> str:
        said: str = self.request.query_params.get("since", "")
        if said == VISIT:
            return last_known(roadmap, self.request.member, by=self.request.actor)
        return said or usual_since(roadmap, by=self.request.actor)

    def _state(self, roadmap: Roadmap, name: str, text: str) -> State:
        try:
            return state_of(roadmap, text, by=self.request.actor, is_end=name == "until")
        except ValidationError as error:
            raise ParameterError(name, error.messages[0]) from error


def _state(state: State) -> dict[str, Any]:
    edition = state.edition
    return {"edition": edition.number if edition and not edition.is_automatic else None, "at": state.at}


def shown_change(change: Change, reason: Reason | None) -> dict[str, Any]:
    return {
        **{name: getattr(change, name) for name in ("kind", "title", "before", "after", "days")},
        "item": (change.new or change.old).get("key", ""),
        "by": reason.who if reason else "",
        "at": reason.at if reason else None,
        "comment": reason.comment if reason else "",
    }
