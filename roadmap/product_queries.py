"""What a product's page shows, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.models import Event
from backlog.models import Product
from backlog.wording import actor_name
from core.textdiff import Effort, Piece, compare
from roadmap.models import (
    Entry,
    ItemObjective,
    Objective,
    Principle,
    ProductPage,
    Release,
    Roadmap,
    Theme,
    ThemeItem,
)
from roadmap.services.principles import ordered
from roadmap.services.product_pages import VISION, page_of

MOST_LINKS = 8
MOST_CHANGES = 50
_OF_PRINCIPLES = Q(verb__startswith="principle.")
HEADS: dict[str, tuple[str | Promise, str | Promise]] = {
    "vision": (
        gettext_lazy("Vision"),
        gettext_lazy("The world as it will be once this product has done its work. One or two sentences."),
    ),
    "users": (
        gettext_lazy("Target users"),
        gettext_lazy("Who they are, what they do all day, and what they use today instead."),
    ),
    "problem": (
        gettext_lazy("Problem"),
        gettext_lazy("What it costs them, and how often. In their words, if you have them."),
    ),
    "wedge": (
        gettext_lazy("First market"),
        gettext_lazy("The narrow group that needs it so badly that it can be won first."),
    ),
    "expansion": (
        gettext_lazy("Expansion"),
        gettext_lazy("Who comes after them, and why having won the first makes winning the next easier."),
    ),
}
"""Each text of the page: what it is called, and what belongs there."""


@dataclass(frozen=True, slots=True)
class Section:
    """One text of the page as it is now."""

    name: str
    title: str | Promise
    hint: str | Promise
    text: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the product works on, as far as the reader may see it."""

    objectives: Sequence[Objective]
    themes: Sequence[Theme]
    roadmaps: Sequence[Roadmap]
    releases: Sequence[Release]

    def __bool__(self) -> bool:
        return any((self.objectives, self.themes, self.roadmaps, self.releases))


@dataclass(frozen=True, slots=True)
class AboutPage:
    product: Product
    page: ProductPage
    sections: Sequence[Section]
    principles: Sequence[Principle]
    around: Around

    @property
    def is_empty(self) -> bool:
        """Nobody has written any of it."""
        return not self.principles and not any(section.text for section in self.sections)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What somebody changed of a page: `title` says of what, `pieces` what differs. `name` is that of a text, which `can_go_back` to what it said
    before where it said anything; `is_now`: it says that again."""

    event: UUID
    at: datetime
    who: str
    name: str
    title: str
    pieces: Sequence[Piece]
    can_go_back: bool
    is_now: bool


def product_page(product: Product, *, by: Actor) -> AboutPage:
    """The page with what surrounds it. Six statements."""
    page = page_of(product)
    return AboutPage(product, page, sections_of(page), ordered(product), _around(product, by))


def sections_of(page: ProductPage) -> list[Section]:
    """The texts in their order, empty ones too."""
    return [Section(name, title, hint, text_of(page, name)) for name, (title, hint) in HEADS.items()]


def text_of(page: ProductPage, name: str) -> str:
    """One of its texts."""
    return str(page.product.vision if name == VISION else getattr(page, name))


def products_of(workspace_id: UUID) -> list[Product]:
    """The workspace's products by name. One statement."""
    return list(Product.objects.filter(workspace=workspace_id, archived_at=None).order_by("name"))


def rewritings_of(product: Product) -> list[Rewriting]:
    """How the page came to be what it is, the latest first. Four statements, which read what happened to the page, its product
    and its principles; long texts are compared word by word as far as one `Effort` goes.
    """
    page = page_of(product)
    known = {row.pk: row for row in Principle.all_objects.filter(product=product).order_by("position", "pk")}
    rows = {pk: row for pk, row in known.items() if row.deleted_at is None}
    about = Q(object_id__in=[product.pk, page.pk, *known])
    told = Event.objects.filter(about, _of_texts(product) | _OF_PRINCIPLES, workspace=product.workspace_id)
    # Not ordered there: to find few among all that happened in a workspace, the database would read it backwards.
    latest = sorted(told.values_list("pk", flat=True), reverse=True)[:MOST_CHANGES]
    found, effort = Event.objects.filter(pk__in=latest).select_related("actor").order_by("-id"), Effort()
    return [one for event in found for one in _rewritings(event, page, rows, effort)]


def _rewritings(
    event: Event, page: ProductPage, rows: dict[UUID, Principle], effort: Effort
) -> list[Rewriting]:
    found = []
    is_principle = event.object_type == "principle"
    for name, (before, after) in event.changes.items():
        if (is_principle and name == "place") or (not is_principle and name not in HEADS):
            continue
        row: Any = rows.get(event.object_id)
        now = getattr(row, name, None) if is_principle else text_of(page, name)
        title = event.object_label if is_principle else str(HEADS[name][0])
        was = before or ""
        found.append(
            Rewriting(
                event=event.pk, at=event.at, who=actor_name(event), name=name, title=title,
                pieces=compare(was, after or "", effort), can_go_back=bool(was) and not is_principle, is_now=now == was,
            )
        )  # fmt: skip
    return found


def _around(product: Product, by: Actor) -> Around:
    serving = ItemObjective.objects.filter(
        objective=OuterRef("pk"), item__product=product, item__deleted_at=None
    )
    themed = ThemeItem.objects.filter(theme=OuterRef("pk"), item__product=product, item__deleted_at=None)
    shown = Entry.objects.filter(roadmap=OuterRef("pk"), item__product=product, item__deleted_at=None)
    goals = Objective.objects.filter(Exists(serving), workspace=product.workspace_id, state="open")
    themes = Theme.objects.filter(Exists(themed), workspace=product.workspace_id)
    roadmaps = Roadmap.objects.live_to(by).filter(Exists(shown))
    releases = Release.objects.filter(product=product, released_at=None)
    return Around(
        list(goals.order_by("-weight", "position")[:MOST_LINKS]),
        list(themes.order_by("position", "pk")[:MOST_LINKS]),
        list(roadmaps.order_by("name")[:MOST_LINKS]),
        list(releases.order_by(F("date").asc(nulls_last=True), "name")[:MOST_LINKS]),
    )


def text_before(product: Product, event_id: UUID, name: str) -> str | None:
    """What one of its texts said before an event that rewrote it; None where it is no such event. One statement."""
    events = Event.objects.filter(_of_texts(product), pk=event_id, workspace=product.workspace_id)
    event = events.first()
    if event is None or name not in HEADS or name not in event.changes:
        return None
    return event.changes[name][0] or ""


def _of_texts(product: Product) -> Q:
    return Q(verb="productpage.updated", data__product=str(product.pk)) | Q(
        object_id=product.pk, verb="product.updated", changes__has_key=VISION
    )
