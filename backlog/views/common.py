"""What the backlog's pages have in common."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest
from activity.undo import can_undo
from backlog.models import FormerKey, Item, Product
from backlog.queries.backlog import matching_items
from backlog.services.bulk import MOST
from core.query import QueryError

MOST_ITEMS = 200  # fetched by one request


def product_or_404(request: WorkspaceRequest, key: str) -> Product:
    """The workspace's product of that key. One statement."""
    return get_object_or_404(Product, workspace=request.workspace, key=key.upper())


def item_or_404(request: WorkspaceRequest, key: str) -> Item:
    """The workspace's item of that key, or of that former key. One statement, two for a former key."""
    product, _dash, number = key.upper().rpartition("-")
    items = Item.objects.filter(workspace=request.workspace).select_related(
        "product", "status", "assignee", "team", "parent__product", "workspace"
    )
    item: Item | None = None
    if number.isascii() and number.isdigit() and len(number) < 10:
        item = items.filter(product__key=product, number=int(number)).first()
    if item is None:
        former = FormerKey.objects.filter(workspace=request.workspace, key=key.upper())
        item = items.filter(pk__in=former.values("item")).first()
    if item is None:
        raise Http404
    return item


def items_of(product: Product, keys: Sequence[str]) -> list[Item]:
    """The product's items with these keys, in their order. Raises ValidationError for one that is gone or none at all.

    One statement.
    """
    numbers = [key.rpartition("-")[2] for key in keys if key.upper().startswith(f"{product.key}-")]
    wanted = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 10]
    items = Item.objects.filter(product=product, number__in=wanted).select_related(
        "product", "status", "workspace"
    )
    found = {item.key: item for item in items}
    missing = [key for key in keys if key.upper() not in found]
    if missing:
        raise ValidationError(_("%(key)s is no longer there.") % {"key": missing[0]})
    if not keys or len(found) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
    return [found[key.upper()] for key in dict.fromkeys(keys)]


def chosen_items(request: WorkspaceRequest, product: Product) -> list[Item]:
    """The items that a form names: `items` (keys, also many in one by commas), or with `all` everything that `q` fits.

    Raises ValidationError, also where they are more than MOST. One statement, for a query as its list.
    """
    if "all" not in request.POST:
        return items_of(product, [key for keys in request.POST.getlist("items") for key in keys.split(",")])
    text = request.POST.get("q", "")
    try:
        found = matching_items(
            product, actor=request.actor, query=text, today=timezone.localdate(), most=MOST
        )
    except QueryError as error:
        raise ValidationError(str(error)) from error
    if not found or len(found) > MOST:
        raise ValidationError(
            _("Between 1 and %(most)d items can be changed at once. Narrow the list first.") % {"most": MOST}
        )
    return found


def uuids(text: str) -> list[UUID]:
    """The ids in a list by commas, MOST_ITEMS at most; what is none is left out."""
    found = []
    for part in text.split(",")[:MOST_ITEMS]:
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return found


def mended(text: str, mistake: QueryError | None, kept: str = "") -> str:
    """The address `?q=` of a query with the nearest valid word in the place of its mistake; "" where none is near.

    `kept` is what the address also says.
    """
    again = mistake.mended(text) if mistake else ""
    return "?" + urlencode({"q": again}) + kept if again else ""


def files_of(request: WorkspaceRequest) -> str:
    """Below which the addresses of the workspace's own files lie; images there are shown in texts."""
    return f"/w/{request.workspace.slug}/files/"


def posted_version(request: HttpRequest) -> int | None:
    """The version of the row that a form was made for; None where it names none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of a page, by htmx or by our own modules."""
    return bool(getattr(request, "htmx", False)) or request.headers.get("X-Requested-With") == "fetch"


def with_undo(response: HttpResponse, request: WorkspaceRequest, message: str) -> HttpResponse:
    """Have the page show a message whose Undo takes back this request's act."""
    trigger_client_event(response, "toast", {"message": message, "undoUrl": undo_url(request)})
    response["X-Action"] = str(request.actor.action)
    return response


def tell(request: WorkspaceRequest, message: str) -> None:
    """Have the next page say it, with an Undo that takes back this request's act where it did anything. One statement."""
    messages.success(request, message, extra_tags=undo_url(request) if can_undo(request.actor) else "")


def undo_url(request: WorkspaceRequest) -> str:
    """Where the act of this request is taken back."""
    return reverse("backlog:undo", kwargs={"slug": request.workspace.slug, "action": request.actor.action})
