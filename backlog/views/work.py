"""My work: where one lands after signing in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.queries.work import my_work as read


@workspace_view(Right.READ_ROADMAPS)
@require_safe
def my_work(request: WorkspaceRequest) -> HttpResponse:
    """What I have to do, what was said to me, what I wait for; a stakeholder finds roadmaps."""
    today = timezone.localdate()
    context = {
        "work": read(request.member, request.actor, today=today),
        "today": today,
        "hour": timezone.localtime().hour,
        "slug": request.workspace.slug,
    }
    return render(request, "backlog/my_work.html", context)
