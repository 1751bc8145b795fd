"""The notes of a release: a first draft of them from its items, and the changelog that tells of all that are published."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from itertools import groupby

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from backlog.models import Category, Kind
from core.db import TenantSet
from core.markdown import render
from roadmap.models import Changelog, Release, ReleaseItem

PER_PAGE = 20
HEADINGS: tuple[tuple[str | Promise, tuple[Kind, ...]], ...] = (
    (gettext_lazy("New"), (Kind.INITIATIVE, Kind.EPIC, Kind.FEATURE, Kind.STORY)),
    (gettext_lazy("Fixed"), (Kind.BUG,)),
    (gettext_lazy("Under the hood"), (Kind.CHORE, Kind.SPIKE)),
)
_ADDRESS = re.compile(r"https?://[\w.:/?#@=%&+-]+")
_BEGINNING = re.compile(r"^(\d*)([-=.)])(?=\s|$)")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#+!|~&])")


@dataclass(frozen=True, slots=True)
class Told:
    """A release on the changelog; `ref` names it without its id, `day` is the workspace's when it came out."""

    ref: str
    name: str
    product: str
    day: date
    notes: SafeString
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ChangelogPage:
    """`number` of the page (from 1), and whether older ones follow."""

    releases: list[Told]
    number: int
    has_older: bool


def draft_notes(release: Release) -> str:
    """The titles of what is done in it as Markdown lists, grouped by what they are to a reader; "" where nothing is.

    Titles are shown as they are typed: none of their signs means anything in Markdown. One statement.
    """
    order = Case(*(When(item__kind__in=kinds, then=Value(at)) for at, (_name, kinds) in enumerate(HEADINGS)))
    done = ReleaseItem.objects.filter(
        release=release, item__deleted_at=None, item__category=Category.DONE
    ).annotate(group=order)
    rows = done.order_by("group", "item__product", "item__rank").values_list("group", "item__title")
    parts = [
        f"# {HEADINGS[at][0]}\n\n" + "\n".join(f"- {_plain(title)}" for _at, title in some)
        for at, some in groupby(rows, key=lambda row: row[0])
    ]
    return "\n\n".join(parts)


def open_changelog(slug: str) -> Changelog | None:
    """The changelog of the workspace with this slug and the workspace, None where nobody may read it. One statement."""
    rows = Changelog.objects.filter(workspace__slug=slug, is_open=True).select_related("workspace")
    return rows.annotate(tenant=TenantSet("workspace_id")).first()


def changelog_page(changelog: Changelog, number: int = 1) -> ChangelogPage:
    """What is published, the newest first, in the active time zone; `number` from 1. One statement."""
    rows = published(changelog).order_by("-released_at", "-pk").select_related("product")
    first = (number - 1) * PER_PAGE
    found = list(rows[first : first + PER_PAGE + 1])
    told = [
        Told(
            ref_of(row),
            row.name,
            row.product.name,
            timezone.localdate(row.released_at),
            render(row.notes),
            row.updated_at,
        )
        for row in found[:PER_PAGE]
    ]
    return ChangelogPage(told, number, len(found) > PER_PAGE)


def published(changelog: Changelog) -> "QuerySet[Release]":
    """The workspace's releases that are out and on the changelog. Runs nothing."""
    rows = Release.objects.filter(workspace_id=changelog.workspace_id)
    return rows.filter(published_at__isnull=False, released_at__isnull=False)


def ref_of(release: Release) -> str:
    """A name of the release that stays and tells nothing about its id."""
    return blake2b(release.pk.bytes, person=b"changelog", digest_size=6).hexdigest()


def _plain(title: str) -> str:
    words = (word if _ADDRESS.fullmatch(word) else _MARKS.sub(r"\\\1", word) for word in title.split())
    return _BEGINNING.sub(r"\1\\\2", " ".join(words))
