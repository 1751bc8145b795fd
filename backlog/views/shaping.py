"""The pages on which an item is split, or merged into another."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.cells import CELLS
from backlog.models import Item, Kind
from backlog.queries.merging import what_follows
from backlog.queries.references import item_called
from backlog.services.merging import check_merge, merge_item
from backlog.services.splitting import MOST_PARTS, How, Part, kind_of_parts, shares, split_item
from backlog.views.common import item_or_404, tell
from core.errors import Conflict
from core.numbers import typed

_HOLDERS = (Kind.INITIATIVE, Kind.EPIC, Kind.FEATURE)


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: WorkspaceRequest, key: str) -> HttpResponse:
    """GET asks for the titles of the new items, one a line; POST makes what `plan_split` has shown."""
    item = item_or_404(request, key)
    if request.method != "POST":
        how = "children" if item.kind in _HOLDERS else "siblings"
        return render(request, "backlog/split.html", _about(request, item, how=how))
    try:
        made = split_item(item, by=request.actor, how=_how(request), **_plan(request))
    except (ValidationError, Conflict) as error:
        return _planned(request, item, problem=_said(error))
    tell(request, ngettext("%(count)d item made.", "%(count)d items made.", len(made)) % {"count": len(made)})
    return redirect("backlog:item", slug=request.workspace.slug, key=item.key)


@workspace_view(Right.GROOM)
@require_POST
def plan_split(request: WorkspaceRequest, key: str) -> HttpResponse:
    """What would become of the item: the estimate shared out, its criteria to be given away. Nothing is changed."""
    item, text = item_or_404(request, key), request.POST.get("titles", "")
    titles = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    problem = ""
    if not 1 <= len(titles) <= MOST_PARTS:
        problem = _("Name between one and %(most)d new items.") % {"most": MOST_PARTS}
    elif long := next((title for title in titles if len(title) > 300), ""):
        problem = _("A title has at most 300 characters: “%(title)s…”") % {"title": long[:60]}
    if problem:
        context = _about(request, item, how=_how(request), titles=text, problem=problem)
        return render(request, "backlog/split.html", context, status=422)
    return _planned(request, item, titles=titles)


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: WorkspaceRequest, key: str) -> HttpResponse:
    """GET asks into which item (`?into=`: and shows what will follow); POST merges."""
    item = item_or_404(request, key)
    asked = request.POST if request.method == "POST" else request.GET
    word, into, problem = asked.get("into", ""), None, ""
    try:
        into = item_called(request.actor, word, near=item.product) if "into" in asked else None
        if into is not None and request.method != "POST":
            check_merge(item, into)
        elif into is not None:
            merge_item(item, into=into, by=request.actor)
            tell(request, _("%(key)s is merged into %(into)s.") % {"key": item.key, "into": into.key})
            return redirect("backlog:item", slug=request.workspace.slug, key=into.key)
    except (ValidationError, Conflict) as error:
        problem = _said(error)
    context = _about(request, item, into=into, word=word, problem=problem)
    context["follows"] = what_follows(item, into) if into is not None and not problem else None
    return render(request, "backlog/merge.html", context, status=422 if problem else 200)


def _about(request: WorkspaceRequest, item: Item, **more: Any) -> dict[str, Any]:
    unit = request.workspace.get_estimate_unit_display()
    return {"item": item, "slug": request.workspace.slug, "unit": unit, "most": MOST_PARTS, **more}


def _planned(
    request: WorkspaceRequest, item: Item, *, titles: Sequence[str] = (), problem: str = ""
) -> HttpResponse:
    """The plan: as it is proposed for these titles, else as it was sent."""
    how = _how(request)
    if titles:
        estimates = [*shares(item.estimate, len(titles) + (how == "siblings"))]
        kept, given = (estimates[0], estimates[1:]) if how == "siblings" else (None, estimates)
        amounts, own = [typed(one) for one in given], typed(kept)
    else:
        titles, amounts = request.POST.getlist("title"), request.POST.getlist("estimate")
        own = request.POST.get("kept", "")
    criteria = [(row, request.POST.get(f"criterion-{row.pk}", "")) for row in item.acceptance_criteria.all()]
    context = _about(
        request, item, how=how, problem=problem, own=own, criteria=criteria, kinds=Kind.choices,
        parts=list(zip(titles, amounts, strict=False)), kind=request.POST.get("kind") or kind_of_parts(item, how),
    )  # fmt: skip
    return render(request, "backlog/split_plan.html", context, status=422 if problem else 200)


def _plan(request: WorkspaceRequest) -> dict[str, Any]:
    """What `split_item` takes. Raises ValidationError in words."""
    titles, amounts = request.POST.getlist("title"), request.POST.getlist("estimate")
    if len(titles) != len(amounts):
        raise ValidationError(_("Each new item needs a title and an estimate, which may be empty."))
    given: list[list[UUID]] = [[] for _title in titles]
    for name in request.POST:
        at = request.POST.get(name, "")
        if name.startswith("criterion-") and at.isascii() and at.isdigit() and int(at) < len(given):
            given[int(at)].append(_uuid(name.removeprefix("criterion-")))
    parts = [
        Part(title, _number(amount), taken)
        for title, amount, taken in zip(titles, amounts, given, strict=True)
    ]
    return {
        "parts": parts,
        "kind": request.POST.get("kind", ""),
        "estimate": _number(request.POST.get("kept", "")),
    }


def _number(text: str) -> Decimal | None:
    read = CELLS["estimate"].read(text, workspace_id=UUID(int=0), today=timezone.localdate())
    return cast("Decimal | None", read["estimate"])


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError(_("This criterion is no longer there. Load the page again.")) from None


def _how(request: WorkspaceRequest) -> How:
    return "siblings" if request.POST.get("how") == "siblings" else "children"


def _said(error: ValidationError | Conflict) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
