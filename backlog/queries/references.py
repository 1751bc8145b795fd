"""The rows that a request names by key, id or name, all found by one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import FormerKey, Item, ItemTemplate, Label, Product, Status
from backlog.queries.documents import BY_KEY, key_params
from backlog.queries.keys import KEY
from core.sql import Kind, Some, columns, run, taken

ME = "me"
FIRST_STATUS = "first_status"


@dataclass
class References:
    """What was found: the item or product itself, and the rows its new values refer to."""

    item: Item | None = None
    product: Product | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    template: ItemTemplate | None = None


_PLACE_OF_ITEM = "SELECT i.id AS item, i.product_id AS product FROM backlog_item i WHERE i.id = ({by_key})"
_PLACE_OF_PRODUCT = """
    SELECT NULL::uuid AS item, p.id AS product FROM backlog_product p
     WHERE p.workspace_id = %(workspace)s AND p.key = %(key)s
"""
NO_FIELDS = ("labels", "template", FIRST_STATUS)
# Each part: what it is, id, name, a further text, the id of what it belongs to.
_HEAD = """
    SELECT 'item', place.item, '', '', place.product FROM place WHERE place.item IS NOT NULL
    UNION ALL
    SELECT 'product', p.id, p.key, p.name, NULL FROM place JOIN backlog_product p ON p.id = place.product
"""
_PARTS = {
    "status": """
        SELECT 'status', s.id, s.name, s.category, s.product_id
        FROM place JOIN backlog_status s ON s.product_id = place.product
        WHERE s.id = %(status_id)s OR lower(s.name) = lower(%(status)s)""",
    "assignee": """
        SELECT 'assignee', m.id, m.name, '', NULL FROM accounts_member m
        WHERE m.workspace_id = %(workspace)s AND m.deactivated_at IS NULL
          AND (m.id = %(assignee_id)s OR lower(m.email) = lower(%(assignee)s))""",
    "team": """
        SELECT 'team', t.id, t.name, '', NULL FROM accounts_team t
        WHERE t.workspace_id = %(workspace)s AND (t.id = %(team_id)s OR lower(t.name) = lower(%(team)s))""",
    "parent": """
        SELECT 'parent', up.id, up_product.key, up.number::text, up.product_id
        FROM backlog_item up JOIN backlog_product up_product ON up_product.id = up.product_id
        WHERE up.workspace_id = %(workspace)s AND up_product.key = %(parent_product)s
          AND up.number = %(parent_number)s AND up.deleted_at IS NULL""",
    "labels": """
        SELECT 'label', l.id, l.name, '', NULL FROM backlog_label l
        WHERE l.workspace_id = %(workspace)s AND lower(l.name) = ANY(%(labels)s)""",
    "template": """
        SELECT 'template', t.id, t.description, t.acceptance_criteria::text, t.product_id
        FROM place JOIN backlog_itemtemplate t ON t.product_id = place.product WHERE t.kind = %(template)s""",
    FIRST_STATUS: """
        (SELECT 'status', s.id, s.name, s.category, s.product_id
        FROM place JOIN backlog_status s ON s.product_id = place.product ORDER BY s.position, s.id LIMIT 1)""",
}


def references_of_item(
    actor: Actor, key: str, named: Mapping[str, Any], *, deleted: bool = False
) -> References:
    """The item with that key (or former key) and the rows that `named` refers to (any of `_PARTS`; None: no row).

    The item knows its id, workspace and product: enough for a service that loads and locks it anew. Raises Http404,
    and ValidationError by field for a name that nothing here has; labels that are not there are left out.
    """
    place = _PLACE_OF_ITEM.format(by_key=BY_KEY.format(deleted="true" if deleted else "false"))
    return _find(actor, place, key_params(actor.workspace_id, key), named)


def references_of_product(actor: Actor, key: str, named: Mapping[str, Any]) -> References:
    """The same for a product, whose unknown key is a ValidationError too; `template` names a kind whose template is wanted, and
    `first_status` (any text) says that of a new item is.
    """
    try:
        return _find(actor, _PLACE_OF_PRODUCT, {"workspace": actor.workspace_id, "key": key.upper()}, named)
    except Http404:
        raise ValidationError({"product": _("There is no product “%(key)s”.") % {"key": key}}) from None


# What ranking needs of an item and its product.
RANKED = (
    Some(Item, ("id", "workspace_id", "version", "product_id", "number", "title")),
    Some(Product, ("id", "workspace_id", "key")),
)
_WITH_KEYS = """
    SELECT wanted.name, {item}, {product}
    FROM unnest(%(names)s::text[], %(products)s::text[], %(numbers)s::int[]) AS wanted (name, product, number)
    JOIN backlog_product p ON p.workspace_id = %(workspace)s AND p.key = wanted.product
    JOIN backlog_item i ON i.product_id = p.id AND i.number = wanted.number AND i.deleted_at IS NULL
"""


def items_with_keys(
    workspace_id: UUID, keys: Mapping[str, str], *, kinds: tuple[Kind, Kind] = (Item, Product)
) -> dict[str, Item]:
    """Items by what the request calls them ({"before": "WEB-7"}), with their products; without those that are not there.

    `kinds` say what is read of both: all, or RANKED. One statement, one more where a key is none of today's.
    """
    wanted = {name: key_params(workspace_id, key) for name, key in keys.items()}
    params = {f"{part}s": [one[part] for one in wanted.values()] for part in ("product", "number")}
    known = {}
    statement = _WITH_KEYS.format(item=columns(kinds[0], "i"), product=columns(kinds[1], "p"))
    for row in run(statement, {"workspace": workspace_id, "names": list(wanted), **params}):
        item, product = taken(kinds, row, 1)
        known[row[0]], item.product = item, product
    missing = {params["key"]: name for name, params in wanted.items() if name not in known}
    if missing:
        former = FormerKey.objects.filter(workspace=workspace_id, key__in=missing, item__deleted_at=None)
        known |= {missing[row.key]: row.item for row in former.select_related("item__product")}
    return known


def items_called(workspace_id: UUID, keys: Sequence[str], name: str = "items") -> list[Item]:
    """The items with these keys of a body's field `name`, in their order. Raises ValidationError for one that is not there."""
    found = items_with_keys(workspace_id, {key: key for key in keys}) if keys else {}
    if missing := [key for key in keys if key not in found]:
        raise ValidationError({name: _("There is no item “%(key)s”.") % {"key": missing[0]}})
    return [found[key] for key in keys]


def item_called(actor: Actor, text: str, *, near: Product) -> Item:
    """The item that a person means by a key, `#WEB-7`, or a bare number in the product `near`.

    Raises ValidationError. One statement, one more where it is none of today's keys.
    """
    word = text.strip().removeprefix("#").strip().upper()
    key = f"{near.key}-{word}" if word.isascii() and word.isdigit() else word
    found = items_with_keys(actor.workspace_id, {"item": key}) if KEY.fullmatch(key) else {}
    if "item" not in found:
        raise ValidationError(
            _("There is no item “%(text)s”. Choose one of those that are offered, or type a key.")
            % {"text": text.strip()[:100]}
            if word
            else _("Say which item.")
        )
    return found["item"]


def _find(actor: Actor, place: str, params: dict[str, Any], named: Mapping[str, Any]) -> References:
    words = {name: value for name, value in named.items() if name in _PARTS and value not in (None, [])}
    parts = [_HEAD, *(_PARTS[name] for name in words)]
    statement = f"WITH place AS MATERIALIZED ({place}) {' UNION ALL '.join(parts)}"
    rows = run(statement, {**params, **_params(actor, words)})
    found = References(fields={name: None for name in named if name in _PARTS and name not in NO_FIELDS})
    for what, pk, name, more, of in rows:
        _put(found, actor.workspace_id, what, pk, name, more, of)
    if found.product is None:
        raise Http404
    _refuse_missing(found, words)
    return found


def _params(actor: Actor, words: Mapping[str, Any]) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name, word in words.items():
        if name == "labels":
            params["labels"] = [label.lower() for label in word]
        elif name == "parent":
            parent = key_params(actor.workspace_id, word)
            params |= {"parent_product": parent["product"], "parent_number": parent["number"]}
        else:
            me = name == "assignee" and word == ME
            params |= {name: word, f"{name}_id": actor.member_id if me else uuid_or_none(word)}
    return params


def uuid_or_none(text: str) -> UUID | None:
    """The id that a text is; None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _put(
    found: References, workspace_id: UUID, what: str, pk: UUID, name: str, more: str, of: UUID | None
) -> None:
    """Note one row as an object that knows what was selected; anything else of it would be loaded when asked for."""
    if what == "item":
        found.item = _loaded(Item, id=pk, workspace_id=workspace_id, product_id=of)
    elif what == "product":
        found.product = _loaded(Product, id=pk, workspace_id=workspace_id, key=name, name=more)
    elif what == "label":
        found.labels[name.lower()] = _loaded(Label, id=pk, workspace_id=workspace_id, name=name)
    elif what == "template":
        found.template = _loaded(
            ItemTemplate, id=pk, description=name, acceptance_criteria=orjson.loads(more)
        )
    elif what == "status":
        found.fields[what] = _loaded(
            Status, id=pk, workspace_id=workspace_id, name=name, category=more, product_id=of
        )
    elif what == "parent":
        parent = _loaded(
            Item, id=pk, workspace_id=workspace_id, number=int(more), deleted_at=None, product_id=of
        )
        parent.product = _loaded(Product, id=of, workspace_id=workspace_id, key=name)
        found.fields[what] = parent
    else:
        model: type[models.Model] = Team if what == "team" else Member
        found.fields[what] = _loaded(model, id=pk, workspace_id=workspace_id, name=name)


def _loaded(model: type[models.Model], **values: Any) -> Any:
    names = [f.attname for f in model._meta.concrete_fields if f.attname in values]
    return model.from_db("default", names, [values[name] for name in names])


def _refuse_missing(found: References, words: Mapping[str, Any]) -> None:
    texts = {
        "status": _("The product has no status “%(word)s”."),
        "assignee": _("There is no active member “%(word)s”."),
        "team": _("There is no team “%(word)s”."),
        "parent": _("There is no item “%(word)s”."),
    }
    missing = {name: text % {"word": words[name]} for name, text in texts.items()
               if name in words and found.fields.get(name) is None}  # fmt: skip
    if missing:
        raise ValidationError(missing)
