"""Dependencies between entries: made by a drag or in the entry's panel, looked at, mended, taken away."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from backlog.models import Item, ItemLink
from backlog.queries.references import item_called
from backlog.services.links import link_items, unlink_items
from core.errors import Conflict
from roadmap import queries
from roadmap.models import Entry
from roadmap.services.shifting import plan_shift, shift_successors, stamp_of
from roadmap.views.answers import back_to, panel, told
from roadmap.waiting import dependencies_of, dependency_of, headline, moved_text, sentence


@require_POST
@workspace_view(Right.CONTRIBUTE)
def add_dependency(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """`waiting` waits for `blocker`, both ids of entries; the timeline fetches itself anew."""
    roadmap = queries.roadmap_of(request.actor, pk)
    ends = {name: _entry(request, roadmap.pk, request.POST.get(name, "")) for name in ("blocker", "waiting")}
    link_items(ends["blocker"].item, target=ends["waiting"].item, kind=ItemLink.Kind.BLOCKS, by=request.actor)
    message = _("%(waiting)s waits for %(blocker)s") % {name: one.item.key for name, one in ends.items()}
    return told(request, HttpResponse(status=204), message, undo=True, kind="item")


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def dependency(request: WorkspaceRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """What waits for what; where it begins too early by how much, and what would move."""
    roadmap = queries.roadmap_of(request.actor, pk)
    one, today = dependency_of(request.actor, roadmap, link_pk), timezone.localdate()
    may_mend = may(request.actor, Right.CONTRIBUTE)
    planned = plan_shift(one.waiting.item) if one.days and may_mend else []
    context = {
        "one": one,
        "headline": headline(one.days),
        "sentence": sentence(one, today=today),
        "moves": [(each, moved_text(each.before, each.after, today=today)) for each in planned],
        "stamp": stamp_of(planned),
        "may_mend": may_mend,
    }
    return panel(request, roadmap, "roadmap/_dependency.html", _("Dependency"), context)


@require_POST
@workspace_view(Right.CONTRIBUTE)
def shift_dependency(request: WorkspaceRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """Move what begins too early and all that waits for it, as the person saw it (`stamp`)."""
    roadmap = queries.roadmap_of(request.actor, pk)
    one = dependency_of(request.actor, roadmap, link_pk)
    moved = shift_successors(one.waiting.item, by=request.actor, stamp=request.POST.get("stamp"))
    message = ngettext("%(count)d item moved", "%(count)d items moved", len(moved)) % {"count": len(moved)}
    return _done(request, pk, message, undo=bool(moved))


@require_POST
@workspace_view(Right.CONTRIBUTE)
def remove_dependency(request: WorkspaceRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """It waits no longer."""
    one = dependency_of(request.actor, queries.roadmap_of(request.actor, pk), link_pk)
    unlink_items(one.link, by=request.actor)
    return _done(request, pk, _("Dependency removed"), undo=True)


@require_POST
@workspace_view(Right.CONTRIBUTE)
def link_entry(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """From the entry's panel: it waits for the item that is named, or that item for it."""
    found = queries.entry_of(request.actor, pk, entry_pk)
    problem = ""
    try:
        other = item_called(request.actor, request.POST.get("item", ""), near=found.item.product)
        _link(request, found.item, other, waits=request.POST.get("relation") != "blocks")
    except (ValidationError, Conflict) as error:
        problem = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    if not request.htmx and not problem:
        return redirect("roadmap:entry", request.workspace.slug, pk, entry_pk)
    context = {"entry": found, "roadmap": found.roadmap, **entry_links(request, found), "problem": problem}
    answer = render(request, "roadmap/_entry_links.html", context, status=422 if problem else 200)
    return answer if problem else told(request, answer, _("Linked"), undo=True, kind="item")


def entry_links(request: WorkspaceRequest, entry: Entry) -> dict[str, Any]:
    """What the section `_entry_links.html` of an entry needs."""
    found = dependencies_of(entry, request.actor)
    return {
        "waits_for": [(one, headline(one.days)) for one in found if one.waiting.item.pk == entry.item_id],
        "blocks": [(one, headline(one.days)) for one in found if one.blocker.item.pk == entry.item_id],
        "may_link": may(request.actor, Right.CONTRIBUTE),
        "slug": request.workspace.slug,
    }


def _link(request: WorkspaceRequest, item: Item, other: Item, *, waits: bool) -> None:
    blocker, waiting = (other, item) if waits else (item, other)
    link_items(blocker, target=waiting, kind=ItemLink.Kind.BLOCKS, by=request.actor)


def _entry(request: WorkspaceRequest, pk: UUID, text: str) -> Entry:
    try:
        return queries.entry_of(request.actor, pk, UUID(text))
    except ValueError:
        raise ValidationError(_("It is no longer on this roadmap. Reload the page.")) from None


def _done(request: WorkspaceRequest, pk: UUID, message: str, *, undo: bool) -> HttpResponse:
    if not request.htmx:
        return back_to(request, queries.roadmap_of(request.actor, pk))
    return told(request, HttpResponse(status=204), message, undo=undo, kind="item", close=True)
