"""What new items of each kind begin with, in the settings of a product."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.forms import TemplateForm
from backlog.models import ItemTemplate, Kind, Product
from backlog.queries.templates import template_lines
from backlog.services.templates import remove_template, set_template
from backlog.views.common import product_or_404, tell


@workspace_view(Right.MANAGE_PLANS)
@require_safe
def templates(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Each kind of item with its template, or none."""
    return _page(request, product_or_404(request, product_key))


@workspace_view(Right.CONTRIBUTE)
@require_safe
def lines(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """What items of each kind that has a template begin with, for the line that adds one."""
    context = {"lines": template_lines(product_or_404(request, product_key))}
    return render(request, "backlog/_template_lines.html", context)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_template(request: WorkspaceRequest, product_key: str, kind: str) -> HttpResponse:
    """The description and the criteria that items of the kind begin with; `remove` takes the template away."""
    product = product_or_404(request, product_key)
    if kind not in Kind.values:
        raise Http404
    found = ItemTemplate.objects.filter(product=product, kind=kind).first()
    if "remove" in request.POST:
        if found is not None:
            remove_template(found, by=request.actor)
        tell(request, _("Removed."))
        return _back(request, product)
    form = TemplateForm(request.POST, auto_id=f"{kind}-%s")
    if not form.is_valid():
        return _page(request, product, changed=(kind, form))
    try:
        set_template(product, kind, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, product, changed=(kind, form))
    tell(request, _("Saved."))
    return _back(request, product)


def _back(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:templates", slug=request.workspace.slug, product_key=product.key)


def _page(
    request: WorkspaceRequest, product: Product, *, changed: tuple[str, TemplateForm] | None = None
) -> HttpResponse:
    found = {row.kind: row for row in ItemTemplate.objects.filter(product=product)}
    rows = [
        (
            kind,
            found.get(kind),
            changed[1] if changed and changed[0] == kind else _form(kind, found.get(kind)),
        )
        for kind in Kind
    ]
    context = {"product": product, "slug": request.workspace.slug, "rows": rows}
    return render(request, "backlog/settings/templates.html", context, status=422 if changed else 200)


def _form(kind: str, template: ItemTemplate | None) -> TemplateForm:
    names = ("description", "acceptance_criteria")
    initial = {name: getattr(template, name) for name in names} if template else None
    return TemplateForm(initial=initial, auto_id=f"{kind}-%s")
