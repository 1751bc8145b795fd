"""What an editor offers while a person types a name or a key, and the search box while a query is typed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.queries.completion import items, people
from backlog.queries.suggestions import suggestions


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


@workspace_view(Right.READ_BACKLOG)
@require_safe
def suggest(request: WorkspaceRequest) -> HttpResponse:
    """Options for the query `?q=` at its character `?at=` (its end, without it), each with the text that takes its place."""
    text, at = request.GET.get("q", ""), request.GET.get("at", "")
    caret = int(at) if at.isascii() and at.isdigit() and len(at) < 6 else len(text)
    found = suggestions(request.actor, text, caret, today=timezone.localdate())
    return render(request, "backlog/_suggestions.html", {"found": found})
