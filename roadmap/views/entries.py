"""Entries: add, read, describe, move, remove."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from backlog.models import Item
from backlog.permissions import may_edit
from roadmap import queries
from roadmap.cells import read_cell
from roadmap.forms import AddForm, EntryForm, MoveForm
from roadmap.listing import draw_list
from roadmap.models import Entry, Roadmap
from roadmap.moves import read_moves
from roadmap.services import entries as services
from roadmap.services import moving
from roadmap.viewing import seen_by
from roadmap.views.answers import back_to, panel, told
from roadmap.views.dependencies import entry_links
from roadmap.views.finding import offered
from roadmap.views.roadmaps import drawn, zoom_of
from roadmap.views.talk import shown_talk


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def candidates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The dialog's body: what can be added, narrowed by `?q=`."""
    roadmap = queries.roadmap_of(request.actor, pk)
    return _add_panel(request, roadmap, AddForm(roadmap=roadmap))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def add_entries(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put the chosen items, and the new one if a title was typed, on the roadmap."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = AddForm(request.POST, roadmap=roadmap)
    if not form.is_valid():
        return _add_panel(request, roadmap, form, status=422)
    was_empty = not roadmap.entries.exists()
    count = _add(request, roadmap, form)
    if not request.htmx:
        return back_to(request, roadmap)
    if was_empty:
        return HttpResponseClientRefresh()
    message = ngettext("%(count)d item added", "%(count)d items added", count) % {"count": count}
    return told(request, HttpResponse(status=204), message, undo=True, close=True)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def entry(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """One entry in its panel; opened by a link it is a page."""
    return entry_page(request, queries.entry_of(request.actor, pk, entry_pk))


@require_POST
@workspace_view(Right.CONTRIBUTE)
def update_entry(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """What the panel's form changes: public title and note, lane, horizon, and the item's dates."""
    found = queries.entry_of(request.actor, pk, entry_pk)
    form = _form(request, found, request.POST)
    if form.is_valid():
        try:
            found = _save(request, found, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
    if form.errors:
        return render(request, "roadmap/_entry.html", _entry_context(request, found, form), status=422)
    if not request.htmx:
        return redirect("roadmap:entry", request.workspace.slug, pk, entry_pk)
    answer = render(request, "roadmap/_entry.html", _entry_context(request, found, _form(request, found)))
    return told(request, answer, _("Saved"), undo=bool(form.changed_data))


@require_POST
@workspace_view(Right.CONTRIBUTE)
def move_entry(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """A drag or its keyboard twin; the answer is the view it happened in, as it is now."""
    found = queries.entry_of(request.actor, pk, entry_pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise ValidationError(_("This date or place cannot be used."))
    move = form.move(found.roadmap)
    moving.move_shown(
        found, by=request.actor, fields=move.fields, seen=move.seen, after=move.after, to=move.to
    )
    answer = dragged_view(request, found.roadmap, is_timeline="zoom" in request.POST)
    title = found.public_title or found.item.title
    return told(request, answer, _("Moved “%(title)s”") % {"title": title}, undo=True, kind="")


@require_POST
@workspace_view(Right.CONTRIBUTE)
def move_entries(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Several bars dragged together, or by keys; the answer is the timeline as it is now."""
    roadmap = queries.roadmap_of(request.actor, pk)
    moves = read_moves(request.POST.get("moves", ""), roadmap)
    count = moving.move_entries(roadmap, moves, by=request.actor)
    answer = dragged_view(request, roadmap, is_timeline=True)
    message = ngettext("Moved %(count)d item", "Moved %(count)d items", len(moves)) % {"count": len(moves)}
    return told(request, answer, message, undo=bool(count), kind="")


@require_POST
@workspace_view(Right.CONTRIBUTE)
def edit_cell(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """One cell of the list (`name`, `value`, and `from`, what stood there); the answer is the row as it is now."""
    found, data = queries.entry_of(request.actor, pk, entry_pk), request.POST
    edited = read_cell(found, data.get("name", ""), data.get("value", ""), data.get("from", ""))
    if edited.texts:
        services.update_entry(found, by=request.actor, fields=edited.texts, seen=edited.seen)
    else:
        moving.move_shown(found, by=request.actor, fields=edited.fields, seen=edited.seen)
    seen = seen_by(
        request.member,
        found.roadmap,
        "list",
        by=request.actor,
        today=timezone.localdate(),
        query=data.get("q"),
    )
    drawn_list = draw_list(seen, by=request.actor, slug=request.workspace.slug)
    rows = drawn_list.rows_of(found.pk)
    answer = render(request, "roadmap/_list_row.html", {"list": drawn_list, "rows": rows})
    return told(request, answer, _("Saved"), undo=True, kind="")


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def remove_entry(request: WorkspaceRequest, pk: UUID, entry_pk: UUID) -> HttpResponse:
    """Take the item off the roadmap."""
    found = queries.entry_of(request.actor, pk, entry_pk)
    services.remove_entry(found, by=request.actor)
    if not request.htmx:
        return back_to(request, found.roadmap)
    message = _("%(key)s is off this roadmap") % {"key": found.item.key}
    return told(request, HttpResponse(status=204), message, undo=True, close=True)


def entry_page(
    request: WorkspaceRequest, found: Entry, *, problem: Any = None, status: int = 200
) -> HttpResponse:
    """The entry with what is said about it; `problem` stands beside the comment that was refused."""
    context = {
        **_entry_context(request, found, _form(request, found)),
        **entry_links(request, found),
        **shown_talk(request, found, problem),
    }
    return render(request, "roadmap/entry.html", context, status=status)


def _add(request: WorkspaceRequest, roadmap: Roadmap, form: AddForm) -> int:
    place = {"lane": form.cleaned_data["lane"], "horizon": form.cleaned_data["horizon"]}
    items = _items(request, form.cleaned_data["items"])
    added = services.add_entries(roadmap, items, by=request.actor, **place) if items else []
    if title := form.cleaned_data["title"]:
        product = form.cleaned_data["product"]
        added.append(services.add_new_item(roadmap, product, by=request.actor, title=title, **place))
    return len(added)


def _items(request: WorkspaceRequest, ids: Sequence[str]) -> list[Item]:
    """The workspace's items with these ids, in their order; what is no id or not here is left out."""
    if not ids:
        return []
    order = {pk: index for index, pk in enumerate(ids) if _is_uuid(pk)}
    rows = Item.objects.filter(workspace=request.workspace, pk__in=order).select_related("product", "status")
    return sorted(rows, key=lambda item: order[str(item.pk)])


def _add_panel(request: WorkspaceRequest, roadmap: Roadmap, form: AddForm, status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "")
    chosen = _items(request, request.GET.getlist("items") or request.POST.getlist("items"))
    there = {item.pk for item in chosen}
    items = offered(request, text, partial(queries.candidates, roadmap), without=there)
    context = {"form": form, "chosen": chosen, **items}
    return panel(request, roadmap, "roadmap/_add.html", _("Add items"), context, status)


def _form(request: WorkspaceRequest, found: Entry, data: Any = None) -> EntryForm:
    may_plan = found.roadmap.editable_by(request.actor)
    return EntryForm(data, entry=found, may_plan=may_plan, may_date=may_edit(found.item, request.actor))


def _entry_context(request: WorkspaceRequest, found: Entry, form: EntryForm) -> dict[str, Any]:
    return {
        "entry": found,
        "form": form,
        "roadmap": found.roadmap,
        "progress": queries.progress_of(found.item),
        "can_plan": found.roadmap.editable_by(request.actor),
        "can_edit": any(not field.disabled for field in form.fields.values()),
        "can_open_item": may(request.actor, Right.READ_BACKLOG),
    }


def _save(request: WorkspaceRequest, found: Entry, form: EntryForm) -> Entry:
    texts, seen = form.texts()
    if texts:
        found = services.update_entry(found, by=request.actor, fields=texts, seen=seen)
    move = form.move()
    if move.fields:
        moving.move_entry(found, by=request.actor, fields=move.fields, seen=move.seen)
    return queries.entry_of(request.actor, found.roadmap_id, found.pk)


def dragged_view(request: WorkspaceRequest, roadmap: Roadmap, *, is_timeline: bool) -> HttpResponse:
    """The view that something was dragged in, narrowed by the `q` that it was narrowed by."""
    view = "timeline" if is_timeline else "horizons"
    seen = seen_by(
        request.member,
        roadmap,
        view,
        by=request.actor,
        today=timezone.localdate(),
        query=request.POST.get("q"),
    )
    context = drawn(request, seen, zoom=zoom_of(request.POST))
    return render(request, f"roadmap/_{view}.html", context)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
