"""What the pages of releases and of goals share: how they answer, and the dialog that puts items in."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import WorkspaceRequest
from accounts.permissions import Right, may
from activity.undo import can_undo
from backlog.models import Item
from roadmap.models import Objective, Release, Theme
from roadmap.queries import items_with_ids
from roadmap.views.answers import dialog, told
from roadmap.views.finding import offered

MOST_SHOWN = 300  # items of a page
HOMES: dict[str, tuple[str, str | Promise]] = {
    "objective": ("goals", gettext_lazy("Goals")),
    "release": ("releases", gettext_lazy("Releases")),
    "theme": ("themes", gettext_lazy("Themes")),
}
"""By kind: the folder and the page of all of them, and what that is called."""


def rights(request: WorkspaceRequest) -> dict[str, Any]:
    """What this member may do there, for the templates."""
    return {
        "may_plan": may(request.actor, Right.MANAGE_PLANS),
        "may_fill": may(request.actor, Right.GROOM),
        "may_open": may(request.actor, Right.READ_BACKLOG),
        "today": timezone.localdate(),
        "unit": request.workspace.get_estimate_unit_display(),
    }


def shown(rows: Sequence[Any]) -> dict[str, Any]:
    """As many of a page's items as it draws, and how many more there are."""
    return {"rows": rows[:MOST_SHOWN], "more": max(len(rows) - MOST_SHOWN, 0)}


def answer(
    request: WorkspaceRequest,
    found: Objective | Release | Theme,
    message: str,
    *,
    close: bool = False,
    home: bool = False,
) -> HttpResponse:
    """204 with a toast, which offers Undo where something was done, and news to a script; its page (`home`: that of all) to a form."""
    kind = _kind(found)
    if request.htmx:
        undo = can_undo(request.actor)
        return told(request, HttpResponse(status=204), message, undo=undo, kind=kind, close=close)
    if home:
        return redirect(f"roadmap:{HOMES[kind][0]}", request.workspace.slug)
    return redirect(f"roadmap:{kind}", request.workspace.slug, found.pk)


def gone(request: WorkspaceRequest, found: Objective | Release | Theme) -> HttpResponse:
    """The answer to deleting it: a word in its place to a script, the page of all to a form."""
    folder, _name = HOMES[_kind(found)]
    if not request.htmx:
        return redirect(f"roadmap:{folder}", request.workspace.slug)
    page = render(request, f"roadmap/{folder}/_gone.html", {_kind(found): found})
    return told(request, page, _("%(name)s deleted.") % {"name": found.name}, undo=True, kind="")


def panel(
    request: WorkspaceRequest,
    kind: str,
    partial: str,
    title: str,
    context: dict[str, Any],
    found: Objective | Release | Theme | None = None,
) -> HttpResponse:
    """A partial in a dialog or a page; 422 where its form has errors or there is a `problem`."""
    folder, name = HOMES[kind]
    slug, form = request.workspace.slug, context.get("form")
    crumbs = [(str(name), reverse(f"roadmap:{folder}", args=[slug]))]
    if found is not None:
        crumbs.append((found.name, reverse(f"roadmap:{kind}", args=[slug, found.pk])))
    wrong = (form is not None and form.errors) or context.get("problem")
    context = {**context, kind: found}
    status = 422 if wrong else 200
    return dialog(request, f"roadmap/{partial}", title, context, crumbs=crumbs, status=status)


def add_panel(
    request: WorkspaceRequest,
    found: Objective | Release | Theme,
    find: Callable[..., list[Item]],
    problem: str = "",
) -> HttpResponse:
    """The dialog in which one chooses of what `find` (candidates of its queries) knows, narrowed by `q`; what is chosen stays."""
    asked = request.GET or request.POST
    chosen = items_with_ids(request.workspace.pk, asked.getlist("items"))
    here = {item.pk for item in chosen}
    context = {
        "chosen": chosen,
        **offered(request, asked.get("q", ""), partial(find, found), without=here),
        "problem": problem,
        "contributing": "contributing" in asked,
    }
    folder = HOMES[_kind(found)][0]
    return panel(request, _kind(found), f"{folder}/_add.html", _("Add items"), context, found)


def chosen_items(request: WorkspaceRequest) -> list[Item]:
    """The items (ids) that a form names. One statement."""
    return items_with_ids(request.workspace.pk, request.POST.getlist("items"))


def _kind(found: Objective | Release | Theme) -> str:
    return str(found._meta.model_name)
