"""Saved views: private ones are their owner's alone; shared ones are read by who reads the backlog, and changed by their
owner and by who may groom it.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, refusal, require
from activity.actors import Actor
from activity.services import record
from backlog.models import DefaultView, Product, SavedView
from backlog.models.views import Page
from backlog.search import schema
from backlog.searchable import Scope
from core.errors import Conflict, check_version
from core.query import QueryError, read

FIELDS = ("name", "is_shared", "query", "columns", "widths", "group_by")
MOST_VIEWS = 100  # of one person on one page
MOST_COLUMNS = 60
WIDTHS = range(24, 2001)  # pixels
COLUMN = re.compile(r"[a-z][a-z0-9_.:-]{0,39}")


def visible_views(by: Actor) -> QuerySet[SavedView]:
    """The views that exist for a member: their own and the shared ones. Runs no query."""
    return SavedView.objects.filter(Q(is_shared=True) | Q(owner=by.member_id), workspace=by.workspace_id)


def may_change(view: SavedView, by: Actor) -> bool:
    """True for its owner and, if it is shared, for who may groom."""
    return view.owner_id == by.member_id or (view.is_shared and may(by, Right.GROOM))


@transaction.atomic
def save_view(
    product: Product, *, by: Actor, name: str, page: str = Page.BACKLOG, pk: UUID | None = None, **fields: Any
) -> SavedView:
    """A new view of the member's own. `fields` are those of FIELDS; `pk` makes one again that was deleted.

    Raises ValidationError by field: also for a query that cannot be read, and a name that the member has given already.
    Cost: 4 statements and the query's names.
    """
    require(by, Right.READ_BACKLOG)
    if by.member_id is None:
        raise PermissionDenied(_("A view belongs to a member."))
    view = SavedView(workspace_id=by.workspace_id, product=product, owner_id=by.member_id, page=page)
    if pk:
        view.pk = pk
    _fill(view, {"name": name, **fields}, by)
    others = SavedView.objects.filter(product=product, page=page, owner=by.member_id)
    if others.count() >= MOST_VIEWS:
        raise ValidationError(_("One person may have up to %(most)d views of a page.") % {"most": MOST_VIEWS})
    _write(view)
    record("saved_view.created", view, by=by, label=label_of(view), data=data_of(view))
    return view


@transaction.atomic
def update_view(
    view: SavedView, *, by: Actor, expected_version: int | None = None, **fields: Any
) -> SavedView:
    """Change what a view shows, its name, or whether it is shared.

    Raises ValidationError by field, PermissionDenied, OutOfDate, Http404 for a private view of somebody else. Cost: 3
    statements and the query's names.
    """
    view = _locked(view, by)
    check_version(view, expected_version, name=view.name)
    before = state_of(view)
    _fill(view, fields, by)
    after = state_of(view)
    changes = {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}
    if changes:
        view.version += 1
        _write(view)
        record("saved_view.updated", view, by=by, label=label_of(view), changes=changes, data=data_of(view))
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a view away, also from those who begin with it; undo brings it back to them. Raises as `update_view`."""
    view = _locked(view, by)
    check_version(view, expected_version, name=view.name)
    began = [str(pk) for pk in DefaultView.objects.filter(view=view).values_list("member", flat=True)]
    data = {
        **data_of(view), "state": state_of(view), "owner": str(view.owner_id), "page": view.page,
        "default_of": began,
    }  # fmt: skip
    record("saved_view.deleted", view, by=by, label=label_of(view), data=data)
    view.delete()


@transaction.atomic
def restore_view(
    pk: UUID,
    *,
    by: Actor,
    product: Product,
    owner: UUID,
    page: str,
    state: Mapping[str, Any],
    default_of: list[UUID],
) -> SavedView:
    """Make a view again that was deleted, for its owner and for those who began with it. Raises Conflict, ValidationError."""
    if SavedView.objects.filter(pk=pk).exists():
        raise Conflict(_("It is there again already."))
    view = SavedView(workspace_id=by.workspace_id, product=product, owner_id=owner, page=page, pk=pk, **state)
    if not may_change(view, by):
        raise refusal(Right.GROOM)
    _write(view)
    for member in default_of:
        _begin_with(view, member)
    record("saved_view.created", view, by=by, label=label_of(view), data=data_of(view))
    return view


@transaction.atomic
def begin_with(product: Product, *, by: Actor, page: str, view: SavedView | None) -> None:
    """What the member finds when they open the product's page: a view, or None for all open items.

    A matter of taste of one person: no event. Raises Http404 for a view of another product or that they may not see.
    """
    require(by, Right.READ_BACKLOG)
    if view is None:
        DefaultView.objects.filter(member=by.member_id, product=product, page=page).delete()
        return
    if (
        view.product_id != product.pk
        or view.page != page
        or not visible_views(by).filter(pk=view.pk).exists()
    ):
        raise Http404
    assert by.member_id is not None
    _begin_with(view, by.member_id)


def state_of(view: SavedView) -> dict[str, Any]:
    """What a view holds, in plain values."""
    return {name: getattr(view, name) for name in FIELDS}


def _begin_with(view: SavedView, member: UUID) -> None:
    DefaultView.objects.update_or_create(
        member_id=member, product_id=view.product_id, page=view.page,
        defaults={"view": view}, create_defaults={"view": view, "workspace_id": view.workspace_id},
    )  # fmt: skip


def _locked(view: SavedView, by: Actor) -> SavedView:
    require(by, Right.READ_BACKLOG)
    found = visible_views(by).select_for_update(no_key=True).filter(pk=view.pk).first()
    if found is None:
        raise Http404
    if not may_change(found, by):
        raise refusal(Right.GROOM)
    return found


def _fill(view: SavedView, fields: Mapping[str, Any], by: Actor) -> None:
    """Set the fields and check them all. Raises ValidationError by field, TypeError for one that a view has not."""
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(view, name, " ".join(value.split()) if name in ("name", "query") else value)
    _check_columns(view)
    view.clean_fields(exclude=["workspace", "product", "owner", "columns", "widths"])
    if "query" in fields:
        try:
            read(view.query, schema(Scope(by, timezone.localdate())))
        except QueryError as error:
            raise ValidationError({"query": str(error)}) from error


def _check_columns(view: SavedView) -> None:
    columns, widths = view.columns, view.widths
    named = (
        isinstance(columns, list)
        and len(columns) <= MOST_COLUMNS
        and len(set(map(str, columns))) == len(columns)
    )
    if not named or not all(isinstance(name, str) and COLUMN.fullmatch(name) for name in columns):
        raise ValidationError({"columns": _("Columns are a list of different names, such as status.")})
    sized = isinstance(widths, dict) and len(widths) <= MOST_COLUMNS
    if not sized or not all(COLUMN.fullmatch(name) and width in WIDTHS for name, width in widths.items()):
        raise ValidationError({"widths": _("Widths are numbers of pixels from 24 to 2000 by column.")})
    if view.group_by and not COLUMN.fullmatch(view.group_by):
        raise ValidationError({"group_by": _("A list is grouped by one field, such as status.")})


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        if "savedview_name_once" not in str(error):
            raise
        raise ValidationError({"name": _("You have a view of this name already.")}) from error


def label_of(view: SavedView) -> str:
    """What an event calls a view: a private view's name is nobody else's business."""
    return view.name if view.is_shared else _("A private view")


def data_of(view: SavedView) -> dict[str, Any]:
    """What an event about a view says of where it stands and who may learn of it."""
    only = None if view.is_shared else str(view.owner_id)
    return {"on": str(view.product_id), "only": only}
