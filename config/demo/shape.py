"""Sets up the demo company's grooming desk: own fields and their values, templates, a definition of ready, links, files,
reactions, views, and rounds of estimation.
"""

import struct
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zlib import compress, crc32

from django.core.files.uploadedfile import SimpleUploadedFile

from backlog.models import Comment, Item, ItemLink, Product, Reaction, ReadyRule, Watcher
from backlog.services.attachments import add_attachment
from backlog.services.custom_fields import create_field
from backlog.services.links import link_items
from backlog.services.readiness import add_rule, tick_rule
from backlog.services.saved_views import save_view
from backlog.services.templates import set_template
from config.demo import grooming
from config.demo.catalog import all_items
from sprints.cards import DECKS
from sprints.services import estimation

if TYPE_CHECKING:
    from config.demo.seed import Seeding


def shape(making: "Seeding") -> None:
    """Make all of it, most by its own services, so that it is as valid as what people make."""
    product = making.products[grooming.PRODUCT]
    rows = Item.objects.filter(workspace=making.workspace).select_related("product", "status").in_bulk()
    items = {ref: rows[pk] for ref, pk in making.ids.items()}
    _fields(making, product, items)
    _definitions(making, product, items)
    _links(making, items)
    _files(making, items)
    _people(making, items)
    _views(making, product)
    _rounds(making, items)


def _fields(making: "Seeding", product: Product, items: dict[str, Item]) -> None:
    for one in grooming.FIELDS:
        create_field(
            product, by=making.actor(grooming.LEAD), name=one.name, form=one.form, key=one.key,
            choices=one.choices, formula=one.formula,
        )  # fmt: skip
    for ref, (market, tickets, reviewers, promised, asked_by) in grooming.VALUES.items():
        values = {
            "market": market,
            "tickets": tickets,
            "reviewers": sorted(str(making.members[key].pk) for key in reviewers),
            "promised_on": None
            if promised is None
            else (making.today + timedelta(days=promised)).isoformat(),
            "asked_by": asked_by,
        }
        items[ref].custom = {key: value for key, value in values.items() if value not in (None, "", [])}
    Item.objects.bulk_update([items[ref] for ref in grooming.VALUES], ["custom"])


def _definitions(making: "Seeding", product: Product, items: dict[str, Item]) -> None:
    lead = making.actor(grooming.LEAD)
    for one in grooming.TEMPLATES:
        set_template(
            product, one.kind, by=lead, description=one.description, acceptance_criteria=one.criteria
        )
    for demand in grooming.RULES:
        question = demand.removeprefix("? ")
        asks = question != demand
        rule = add_rule(
            product,
            by=lead,
            demands=ReadyRule.Demand.QUESTION if asks else demand,
            text=question if asks else "",
        )
        for ref in grooming.ANSWERED if asks else ():
            tick_rule(items[ref], rule, by=making.actor("jonas"), done=True)


def _links(making: "Seeding", items: dict[str, Item]) -> None:
    for one in all_items():
        for ref in one.blocks:
            link_items(
                items[one.ref], target=items[ref], kind=ItemLink.Kind.BLOCKS, by=making.actor(grooming.LEAD)
            )
    for source, kind, target, who in grooming.LINKS:
        link_items(items[source], target=items[target], kind=kind, by=making.actor(who))


def _files(making: "Seeding", items: dict[str, Item]) -> None:
    for ref, name, text, who in grooming.FILES:
        content = text.encode() if text else picture(3 if ref == "bank-wait" else 5)
        add_attachment(items[ref], by=making.actor(who), file=SimpleUploadedFile(name, content))


def _people(making: "Seeding", items: dict[str, Item]) -> None:
    """Who follows what, and what they thought of what others said."""
    Watcher.objects.bulk_create(
        [
            Watcher(workspace=making.workspace, item=items[ref], member=making.members[key])
            for ref, people in grooming.WATCHERS
            for key in people
        ],
        ignore_conflicts=True,
    )
    said: dict[Any, list[Comment]] = {}
    about = [items[ref].pk for ref, *_rest in grooming.REACTIONS]
    for comment in Comment.objects.filter(item__in=about).order_by("created_at"):
        said.setdefault(comment.item_id, []).append(comment)
    Reaction.objects.bulk_create(
        Reaction(
            workspace=making.workspace,
            comment=said[items[ref].pk][at],
            member=making.members[key],
            sign=sign,
        )
        for ref, at, people, sign in grooming.REACTIONS
        for key in people
    )


def _views(making: "Seeding", product: Product) -> None:
    for one in grooming.VIEWS:
        save_view(
            product, by=making.actor(one.owner), name=one.name, query=one.query, columns=list(one.columns),
            group_by=one.group_by, is_shared=True,
        )  # fmt: skip


def _rounds(making: "Seeding", items: dict[str, Item]) -> None:
    deck = DECKS["fibonacci"][1]
    for (ref, opener, cards), turned in ((grooming.OPEN_ROUND, False), (grooming.TURNED_ROUND, True)):
        [round_] = estimation.open_rounds([items[ref]], by=making.actor(opener), deck=deck)
        for who, card in cards:
            round_ = estimation.vote(round_, by=making.actor(who), card=card)
        if turned:
            estimation.reveal(round_, by=making.actor(opener))


def picture(steps: int, width: int = 640, height: int = 200) -> bytes:
    """A drawing of a bar that fills in so many steps, as PNG: grey paper, green for what is done."""
    paper, empty, full = (247, 246, 242), (219, 217, 209), (46, 125, 96)
    step = (width - 80) // steps

    def colour(x: int, y: int) -> Sequence[int]:
        at, inside = divmod(x - 40, step)
        if not (80 <= y < 120 and 0 <= at < steps and inside < step - 8):
            return paper
        return full if at < steps - 1 else empty

    kinds = {y: bytes(part for x in range(width) for part in colour(x, y)) for y in (0, 80)}
    rows = b"".join(b"\0" + kinds[80 if 80 <= y < 120 else 0] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", compress(rows)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
