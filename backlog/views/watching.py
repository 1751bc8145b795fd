"""Having others told of what happens to an item."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.models import Member
from accounts.permissions import Right
from backlog.services.watching import member_called, unwatch, watch
from backlog.views.answers import done, refused
from backlog.views.common import item_or_404


@workspace_view(Right.GROOM)
@require_POST
def add_watcher(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Have the `member` of that name told of what happens here."""
    item = item_or_404(request, key)
    try:
        member = member_called(request.actor, request.POST.get("member", ""))
        is_new = watch(item, by=request.actor, member=member)
    except ValidationError as error:
        return refused(request, item, "watcher", error)
    said = _("%(name)s is told of what happens here.") % {"name": member.name}
    return done(request, item, said if is_new else "")


@workspace_view(Right.READ_BACKLOG)
@require_POST
def remove_watcher(request: WorkspaceRequest, key: str, pk: UUID) -> HttpResponse:
    """Have a member no longer told: oneself always, others who grooms."""
    item = item_or_404(request, key)
    member = get_object_or_404(Member, workspace=request.workspace, pk=pk)
    said = _("%(name)s is no longer told of what happens here.") % {"name": member.name}
    return done(request, item, said if unwatch(item, by=request.actor, member=member) else "")
