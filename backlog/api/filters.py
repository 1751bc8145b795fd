"""Which items a list shows, and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import Max, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.models import Member, Team
from activity.models import Event, Position
from backlog.api.common import OF_PRODUCT, item_named, product_named
from backlog.custom import PREFIX
from backlog.custom_query import sort_expressions
from backlog.models import Category, Item, ItemLabel, Kind, Label, ScoringModel, Status
from backlog.queries.references import ME, uuid_or_none
from backlog.queries.similar import put_right
from backlog.search import NONE, SORTED, ItemSearch, with_score
from core.api.errors import ParameterError, unknown_value
from core.api.pagination import Sort, ordering_of, ordering_parameter
from core.api.views import APIRequest
from core.periods import moment
from core.query import Query, QueryError, parse

Items = QuerySet[Item]
ORDERS: Mapping[str, Sort] = {
    "rank": Sort("rank"),
    "id": Sort("id"),
    "created_at": Sort("created_at"),
    "updated_at": Sort("updated_at"),
    "title": Sort("title"),
    "start_on": Sort("start_on", nullable=True),
    "due_on": Sort("due_on", nullable=True),
    "estimate": Sort("estimate", nullable=True),
    "score": Sort("score_value", nullable=True),
}
_BY_COLUMN = {sort.name: sort for sort in ORDERS.values()}
SEQ = "Throughline-Seq"
SIMILAR = "Throughline-Similar"
LARGEST_SEQ = 2**63 - 1
MOST_NAMES = 2000  # among which the nearest is looked for

PARAMETERS: Sequence[OpenApiParameter] = (
    OF_PRODUCT,
    OpenApiParameter("status", str, description="Names or ids, by comma."),
    OpenApiParameter("category", str, description=f"By comma: {', '.join(Category.values)}."),
    OpenApiParameter("kind", str, description=f"By comma: {', '.join(Kind.values)}."),
    OpenApiParameter("assignee", str, description="Ids or e-mail addresses, by comma; `me`; `none`."),
    OpenApiParameter("team", str, description="Names or ids, by comma; `none`."),
    OpenApiParameter("label", str, description="Names or ids, by comma: any of them; `none`."),
    OpenApiParameter("parent", str, description="Key of the parent; `none`: items without one."),
    OpenApiParameter(
        "updated_since",
        str,
        description=(
            "A moment (2027-03-01T00:00:00Z), or the `Throughline-Seq` that an earlier answer to this parameter had"
            " (0 to begin with): items with news after it."
        ),
    ),
    OpenApiParameter(
        "q", str, description="The query language of the search box: `kind:bug due<2w -label:later`."
    ),
    OpenApiParameter(
        SEQ,
        int,
        OpenApiParameter.HEADER,
        response=[200],
        description="With `updated_since`: the number to resume by.",
    ),
    ordering_parameter(
        ORDERS,
        pattern=r"^-?custom\.[a-z][a-z0-9_]*$",
        more="`rank` needs `product`; `custom.tier` is a field of a product's own.",
    ),
)


def narrowed(request: APIRequest) -> tuple[Items, list[Sort]]:
    """The items that the address asks for, and their order. Raises ParameterError.

    Cost: one SQL statement for each parameter that names rows, and for a query what its names cost.
    """
    chosen: dict[str, str] = {name: value for name, value in request.GET.dict().items() if value}
    items: Items = Item.objects.filter(workspace=request.workspace)
    product = product_named(request, chosen["product"]) if "product" in chosen else None
    if product is not None:
        items = items.filter(product=product)
    for name, narrow in _FILTERS.items():
        if name in chosen:
            items = items.filter(narrow(request, chosen[name]))
    query = None
    if "q" in chosen:
        items, query = _searched(items, chosen["q"], request)
    own = _custom_orders(request)
    order = _order(request, query, own, in_product=product is not None)
    items = items.annotate(**{f"{SORTED}{key}": expression for key, expression in own.items()})
    if "score_value" in [sort.name for sort in order]:
        models = ScoringModel.objects.filter(workspace=request.workspace, is_active=True)
        models = models if product is None else models.filter(product=product)
        items = with_score(items, models.values_list("pk", flat=True))
    return items, order


def resume_headers(request: APIRequest) -> dict[str, str]:
    """With `updated_since`: the place in the order of news up to which this answer is complete, to go on from there.

    Read before the page is, so that what happens in between comes twice rather than never. One SQL statement.
    """
    if not request.query_params.get("updated_since"):
        return {}
    rows = Position.objects.filter(workspace_id=request.workspace.pk)
    return {SEQ: str(rows.aggregate(last=Max("seq"))["last"] or 0)}


def similar_headers(request: APIRequest) -> dict[str, str]:
    """For an answer without items: the search with its words put right, escaped as an address, where one seems mistyped.

    One statement.
    """
    text = request.query_params.get("q", "")
    if not text or request.query_params.get("cursor"):
        return {}
    mended = put_right(parse(text), actor=request.actor)
    return {SIMILAR: quote(mended)} if mended else {}


def _searched(items: Items, text: str, request: APIRequest) -> tuple[Items, Query]:
    try:
        search = ItemSearch(text, actor=request.actor, today=timezone.localdate())
        return search.with_sorts(search.filter(items)), search.query
    except QueryError as error:
        raise ParameterError("q", str(error)) from error


def _custom_orders(request: APIRequest) -> Mapping[str, Any]:
    """The custom fields that `?ordering=` may name, by their keys. One statement, none where it names none."""
    wanted = PREFIX in request.query_params.get("ordering", "")
    return sort_expressions(request.workspace.pk) if wanted else {}


def _order(request: APIRequest, query: Query | None, own: Iterable[str], *, in_product: bool) -> list[Sort]:
    default = [Sort("rank")] if in_product else [Sort("id")]
    name = "ordering"
    if query is not None and query.sort and not request.query_params.get("ordering"):
        columns = [(ItemSearch.column_of(key), key.descending) for key in query.sort]
        by_column = [(_BY_COLUMN.get(name, Sort(name, nullable=True)), down) for name, down in columns]
        default = [sort.reversed() if down else sort for sort, down in by_column]
        name = "q"
    orders = {**ORDERS, **{f"{PREFIX}{key}": Sort(f"{SORTED}{key}", nullable=True) for key in own}}
    order = ordering_of(request, orders, default=default)
    if not in_product and "rank" in [sort.name for sort in order]:
        raise ParameterError(name, _("Each product has its own order: name it by ?product=."))
    return order if order[-1].name == "id" else _ended(order)


def _ended(order: list[Sort]) -> list[Sort]:
    """Cut an order after `id`, which is unique."""
    at = [sort.name for sort in order].index("id")
    return order[: at + 1]


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _among(name: str, known: Iterable[str]) -> Callable[[APIRequest, str], Q]:
    """A column that holds one of a few words."""

    def narrow(request: APIRequest, text: str) -> Q:
        words = _words(text)
        for word in words:
            if word not in known:
                said = _("“%(word)s” is not one of: %(known)s.") % {"word": word, "known": ", ".join(known)}
                raise unknown_value(name, word, said, known)
        return Q(**{f"{name}__in": words})

    return narrow


def _status(request: APIRequest, text: str) -> Q:
    return Q(status__in=_rows("status", Status, request, _words(text)))


def _team(request: APIRequest, text: str) -> Q:
    words = _words(text)
    condition = Q(team__in=_rows("team", Team, request, [word for word in words if word != NONE]))
    return condition | Q(team__isnull=True) if NONE in words else condition


def _label(request: APIRequest, text: str) -> Q:
    words = _words(text)
    ids = _rows("label", Label, request, [word for word in words if word != NONE])
    condition = Q(pk__in=ItemLabel.objects.filter(label__in=ids).values("item"))
    if NONE in words:
        condition |= ~Q(pk__in=ItemLabel.objects.filter(workspace=request.workspace).values("item"))
    return condition


def _assignee(request: APIRequest, text: str) -> Q:
    words = _words(text)
    named = [word for word in words if word not in (ME, NONE)]
    ids = _rows("assignee", Member, request, named, by="email")
    condition = Q(assignee__in=[*ids, request.member.pk] if ME in words else ids)
    return condition | Q(assignee__isnull=True) if NONE in words else condition


def _parent(request: APIRequest, text: str) -> Q:
    if text == NONE:
        return Q(parent__isnull=True)
    return Q(parent=item_named(request, "parent", text))


def _updated_since(request: APIRequest, text: str) -> Q:
    """A `seq` is exact: whoever resumes by it misses nothing. A moment goes by the clock of each change."""
    if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_SEQ:
        later = Position.objects.filter(workspace_id=request.workspace.pk, seq__gt=int(text)).values(
            "event_id"
        )
        events = Event.objects.filter(workspace=request.workspace, object_type="item", pk__in=later)
        return Q(pk__in=events.values("object_id"))
    since = moment(text.replace(" ", "+"))  # a plus that nobody escaped
    if since is None:
        raise ParameterError(
            "updated_since",
            _("“%(text)s” is no moment, such as 2027-03-01T00:00:00Z, and no number.") % {"text": text},
        )
    return Q(updated_at__gte=since)


def _rows(
    name: str, model: type[Model], request: APIRequest, words: Sequence[str], by: str = "name"
) -> list[UUID]:
    """The ids of the workspace's rows that these words name: in the column `by` (in any case), or ids.

    Raises ParameterError for a word that names none. One SQL statement.
    """
    if not words:
        return []
    condition = Q(pk__in=[pk for word in words if (pk := uuid_or_none(word))])
    for word in words:
        condition |= Q(**{f"{by}__iexact": word})
    rows: Any = model._default_manager.filter(workspace=request.workspace)
    found: list[tuple[UUID, str]] = list(rows.filter(condition).values_list("pk", by))
    known = {text for pk, label in found for text in (str(pk), label.lower())}
    for word in words:
        if word.lower() not in known and str(uuid_or_none(word)) not in known:
            raise _not_there(name, word, rows)
    return [pk for pk, _label in found]


def _not_there(name: str, word: str, rows: Any) -> ParameterError:
    """Names the nearest that is there; for people not, whose addresses are all alike."""
    if name == "assignee":
        said = _("There is no member “%(word)s”: name an id, an e-mail address, me or none.")
        return ParameterError(name, said % {"word": word})
    said = _("There is none called “%(word)s”.") % {"word": word}
    return unknown_value(name, word, said, rows.values_list("name", flat=True)[:MOST_NAMES])


_FILTERS: Mapping[str, Callable[[APIRequest, str], Q]] = {
    "status": _status,
    "category": _among("category", Category.values),
    "kind": _among("kind", Kind.values),
    "assignee": _assignee,
    "team": _team,
    "label": _label,
    "parent": _parent,
    "updated_since": _updated_since,
}
