"""The definition of ready: its rules in the settings of a product, its questions on the page of an item."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.forms import ReadyRuleForm
from backlog.models import Product, ReadyRule
from backlog.services.readiness import add_rule, remove_rule, said, tick_rule, update_rule
from backlog.views.answers import done
from backlog.views.common import item_or_404, product_or_404, tell


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(["GET", "HEAD", "POST"])
def readiness(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The product's rules in order, and a form for one more."""
    product = product_or_404(request, product_key)
    form = ReadyRuleForm(product, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, product, form)
    try:
        add_rule(product, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, product, form)
    tell(request, _("Rule added."))
    return _back(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_rule(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """A question's `text`; `place` moves a rule, `remove` takes it away."""
    product = product_or_404(request, product_key)
    rule = get_object_or_404(ReadyRule, product=product, pk=pk)
    place = request.POST.get("place", "")
    try:
        if "remove" in request.POST:
            remove_rule(rule, by=request.actor)
        elif place.isdecimal():
            update_rule(rule, by=request.actor, position=int(place))
        else:
            update_rule(rule, by=request.actor, text=request.POST.get("text", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        tell(request, _("Rule removed.") if "remove" in request.POST else _("Rule changed."))
    return _back(request, product)


@workspace_view(Right.CONTRIBUTE)
@require_POST
def tick(request: WorkspaceRequest, key: str, pk: UUID) -> HttpResponse:
    """Answer a question of the definition of ready for the item: `done=1` yes, without it not yet."""
    item = item_or_404(request, key)
    rule = get_object_or_404(ReadyRule, product=item.product, pk=pk)
    is_done = request.POST.get("done") == "1"
    changed = tick_rule(item, rule, by=request.actor, done=is_done)
    word = _("%(key)s · “%(text)s” answered.") if is_done else _("%(key)s · “%(text)s” is open again.")
    return done(request, item, word % {"key": item.key, "text": rule.text} if changed else "")


def _back(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:readiness", slug=request.workspace.slug, product_key=product.key)


def _page(request: WorkspaceRequest, product: Product, form: ReadyRuleForm) -> HttpResponse:
    rules = ReadyRule.objects.filter(product=product).select_related("field")
    context = {
        "product": product,
        "slug": request.workspace.slug,
        "form": form,
        "rules": [(rule, said(rule)) for rule in rules],
    }
    return render(request, "backlog/settings/readiness.html", context, status=422 if form.errors else 200)
