"""The custom fields of a product, in its settings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.forms import CustomFieldForm, NewCustomFieldForm
from backlog.models import CustomField, Product
from backlog.services.custom_fields import create_field, update_field
from backlog.views.common import product_or_404, tell
from core.errors import Conflict


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The product's fields in order, those archived, and a form for one more."""
    product = product_or_404(request, product_key)
    form = NewCustomFieldForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, product, form=form)
    try:
        field = create_field(product, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, product, form=form)
    tell(request, _("%(name)s added.") % {"name": field.name})
    return _back(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_field(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """A field's name, choices and formula; `place` moves it; `archived` 1 or 0 puts it away or brings it back."""
    product = product_or_404(request, product_key)
    field = get_object_or_404(CustomField, product=product, pk=pk)
    form = CustomFieldForm(request.POST, auto_id=f"field-{pk}-%s")
    place, archived = request.POST.get("place", ""), request.POST.get("archived")
    try:
        if place.isdecimal():
            update_field(field, by=request.actor, position=int(place))
        elif archived in ("0", "1"):
            update_field(field, by=request.actor, archived=archived == "1")
        elif form.is_valid():
            update_field(field, by=request.actor, **_wanted(field, form))
        else:
            return _page(request, product, changed=(pk, form))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, product, changed=(pk, form))
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell(request, _("%(name)s changed.") % {"name": field.name})
    return _back(request, product)


def _wanted(field: CustomField, form: CustomFieldForm) -> dict[str, Any]:
    """What the form says of a field of this kind."""
    names = {"choice": ["name", "choices"], "formula": ["name", "formula"]}.get(field.form, ["name"])
    return {name: form.cleaned_data[name] for name in names}


def _back(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:fields", slug=request.workspace.slug, product_key=product.key)


def _page(
    request: WorkspaceRequest,
    product: Product,
    *,
    form: NewCustomFieldForm | None = None,
    changed: tuple[UUID, CustomFieldForm] | None = None,
) -> HttpResponse:
    """The page; `changed` is the form of one field as it was refused."""
    rows = list(CustomField.objects.filter(product=product))
    forms = [(row, _form(row, changed)) for row in rows if row.archived_at is None]
    wrong = bool(changed or (form and form.errors))
    context = {
        "product": product,
        "slug": request.workspace.slug,
        "form": form or NewCustomFieldForm(),
        "rows": forms,
        "archived": [row for row in rows if row.archived_at is not None],
    }
    return render(request, "backlog/settings/fields.html", context, status=422 if wrong else 200)


def _form(row: CustomField, changed: tuple[UUID, CustomFieldForm] | None) -> CustomFieldForm:
    if changed is not None and changed[0] == row.pk:
        return changed[1]
    initial = {"name": row.name, "choices": row.choices, "formula": row.formula}
    return CustomFieldForm(initial=initial, auto_id=f"field-{row.pk}-%s")
