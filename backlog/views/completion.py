"""What an editor offers while a person types a name or a key."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.queries.completion import items, people


@workspace_view(Right.READ_BACKLOG)
@require_safe
def complete(request: WorkspaceRequest) -> HttpResponse:
    """Options for `?q=`, its first sign (`@` or `#`) says of what; each carries the text that takes the word's place."""
    text = request.GET.get("q", "")
    sign, typed = text[:1], text[1:]
    context = {
        "people": people(request.actor, typed) if sign == "@" else [],
        "items": items(request.actor, typed) if sign == "#" else [],
    }
    return render(request, "backlog/_completion.html", context)
