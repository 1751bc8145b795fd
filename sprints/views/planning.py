"""One sprint: plan it, start it, close it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.models import Member
from accounts.permissions import Right, may
from backlog.models import Product
from backlog.queries.similar import instead
from core.errors import Conflict
from core.query import QueryError
from core.query.text import written
from sprints.forms import CHOICES, CapacityForm, CloseForm
from sprints.models import Sprint, SprintState
from sprints.queries.planning import LIMIT, MOST, Candidates, by_outcome, candidates, full_at, sprint_page
from sprints.services import closing, planning
from sprints.services.sprints import set_capacity as service_set_capacity
from sprints.views.common import done, home, items_named, product_of, sprint_of, tell


@workspace_view(Right.READ_BACKLOG)
@require_safe
def sprint(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """The backlog (`?q=`, `?rows=`) beside the sprint; a closed one as it ended."""
    product, shown = product_of(request, product_key), sprint_of(request, pk)
    page = sprint_page(shown, unit=request.workspace.estimate_unit)
    context: dict[str, Any] = {
        "product": product,
        "sprint": shown,
        "page": page,
        "unit": request.workspace.get_estimate_unit_display(),
        "today": timezone.localdate(),
        "slug": request.workspace.slug,
        "may_plan": may(request.actor, Right.GROOM) and shown.state != SprintState.CLOSED,
    }
    if shown.state == SprintState.CLOSED:
        return render(request, "sprints/closed.html", context | {"ended": by_outcome(page)})
    text, limit = request.GET.get("q", "").strip(), _limit(request)
    found, mistake = _candidates(request, product, text, limit)
    context |= {
        "backlog": found,
        "full_at": full_at(found, page),
        "more_rows": limit + LIMIT if limit < MOST else 0,
        "narrow": _narrow(shown),
        "board_query": urlencode({"q": f"sprint:{written(shown.name)}"}),
        "query": text,
        "instead": "" if mistake or found.rows else instead(text, actor=request.actor),
        "mistake": mistake,
        "mended": f"?{urlencode({'q': again})}" if mistake and (again := mistake.mended(text)) else "",
    }
    return render(request, "sprints/planning.html", context, status=422 if mistake else 200)


@workspace_view(Right.GROOM)
@require_POST
def add_items(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Put items (`one` key, else `items`) into the sprint."""
    product, into = product_of(request, product_key), sprint_of(request, pk)
    items = items_named(request, _keys(request))
    planning.add_items(into, items, by=request.actor)
    words = {"key": items[0].key if items else "", "count": len(items), "sprint": into.name}
    message = ngettext("%(key)s is in %(sprint)s.", "%(count)d items are in %(sprint)s.", len(items))
    return done(request, product, into, message % words)


@workspace_view(Right.GROOM)
@require_POST
def remove_items(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Take items (`one` key, else `items`) out of the sprint."""
    product, out_of = product_of(request, product_key), sprint_of(request, pk)
    items = items_named(request, _keys(request))
    planning.remove_items(out_of, items, by=request.actor)
    words = {"key": items[0].key if items else "", "count": len(items), "sprint": out_of.name}
    message = ngettext("%(key)s is out of %(sprint)s.", "%(count)d items are out of %(sprint)s.", len(items))
    return done(request, product, out_of, message % words)


@workspace_view(Right.GROOM)
@require_POST
def set_capacity(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """A member's days off and focus in this sprint."""
    product, of_sprint = product_of(request, product_key), sprint_of(request, pk)
    form = CapacityForm(request.POST)
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    fields = form.cleaned_data
    member = get_object_or_404(Member, workspace=request.workspace, pk=fields["member"])
    service_set_capacity(
        of_sprint,
        member,
        by=request.actor,
        days_off=fields["days_off"],
        focus_percent=fields["focus_percent"],
    )
    return done(request, product, of_sprint, _("The time of %(name)s is noted.") % {"name": member.name})


@workspace_view(Right.GROOM)
@require_POST
def start_sprint(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Begin; its scope is remembered."""
    product, found = product_of(request, product_key), sprint_of(request, pk)
    try:
        closing.start_sprint(found, by=request.actor)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell(request, _("%(sprint)s has started.") % {"sprint": found.name})
    return redirect(home(request, product, found))


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "POST"])
def close_sprint(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """What becomes of each item that is not done; POST closes the sprint so."""
    product, found = product_of(request, product_key), sprint_of(request, pk)
    form = CloseForm(request.POST or None, sprint=found)
    if form.is_valid():
        try:
            closing.close_sprint(
                found, by=request.actor, choices=_choices(request), into=form.cleaned_data["into"]
            )
        except (Conflict, ValidationError) as error:
            form.add_error(None, getattr(error, "messages", None) or str(error))
        else:
            tell(request, _("%(sprint)s is closed.") % {"sprint": found.name})
            return redirect(home(request, product, found))
    page = sprint_page(found, unit=request.workspace.estimate_unit)
    context = {
        "product": product,
        "slug": request.workspace.slug,
        "sprint": found,
        "form": form,
        "makes_new": form.fields["into"].initial is None,
        "finished": [item for item in page.items if item.is_done],
        "rest": [
            (item, request.POST.get(f"item-{item.id}", "next")) for item in page.items if _is_left(item)
        ],
        "choices": CHOICES,
        "unit": request.workspace.get_estimate_unit_display(),
    }
    return render(request, "sprints/close.html", context, status=422 if form.errors else 200)


def _limit(request: WorkspaceRequest) -> int:
    """How many rows of the backlog are wanted (`?rows=`), LIMIT to MOST."""
    rows = request.GET.get("rows", "")
    return min(max(int(rows), LIMIT), MOST) if rows.isascii() and rows.isdigit() and len(rows) < 5 else LIMIT


def _candidates(
    request: WorkspaceRequest, product: Product, text: str, limit: int
) -> tuple[Candidates, QueryError | None]:
    given: dict[str, Any] = {"actor": request.actor, "today": timezone.localdate(), "limit": limit}
    try:
        return candidates(product, query=text, **given), None
    except QueryError as error:
        return candidates(product, query="", **given), error


def _narrow(shown: Sprint) -> list[tuple[str, str]]:
    """Queries that planners ask often, with their names."""
    return [
        ("", _("Everything")),
        (f'team:"{shown.team.name}"', shown.team.name),
        ("status:ready", _("Ready")),
        ("-has:estimate", _("Not estimated")),
    ]


def _keys(request: WorkspaceRequest) -> list[str]:
    one = request.POST.get("one", "")
    return [one] if one else request.POST.getlist("items")


def _choices(request: WorkspaceRequest) -> dict[UUID, str]:
    """What the form says of each item; a field that names none is left out."""
    found = {}
    for name, value in request.POST.items():
        try:
            found[UUID(name.removeprefix("item-"))] = str(value)
        except ValueError:
            continue
    return found


def _is_left(item: Any) -> bool:
    return not item.is_done and item.category != "dropped"
