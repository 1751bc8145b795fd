"""Taking back what was done, by the API or by hand."""

from uuid import UUID

from django.http import HttpResponse

from accounts.permissions import Right
from activity.undo import undo_action
from backlog.serializers.undo import UndoneShape
from core.api.json import json_response
from core.api.views import ACTION, APIRequest, WorkspaceAPIView


class Undo(WorkspaceAPIView):
    """One's own acts, named by the header `Throughline-Action` of the answers to them."""

    rights = {"post": Right.READ_ROADMAPS}
    shape = UndoneShape

    def post(self, request: APIRequest, action: UUID) -> HttpResponse:
        """Take back what still holds of an act, as a new one, and say what no longer can be and why.

        404 for an act of somebody else, and for one that did nothing which can be taken back.
        """
        undone = undo_action(action, by=request.actor)
        refused = [{"name": name, "reason": why} for name, why in undone.refused]
        answer = json_response({"undone": undone.labels, "refused": refused})
        answer[ACTION] = str(undone.action)
        return answer
