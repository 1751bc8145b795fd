"""What a file of a roadmap is made of: the roadmap as it is now, or the last edition, whichever its reader sees; or what a share link
leaves of either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from activity.actors import Actor
from core.periods import Precision, label
from roadmap.audience import audience_of, for_audience
from roadmap.document import Document, document, document_of
from roadmap.editions import published_editions
from roadmap.models import Edition, Roadmap, ShareLink
from roadmap.queries import plan_of
from roadmap.viewing import Seen, see

VIEWS = ("timeline", "horizons", "list")
"""How pictures and print show a roadmap; tables, slides and calendars are the same for all."""


def view_in(asked: Mapping[str, Any]) -> str:
    """The view that is asked for; the timeline where there is no such picture."""
    view = asked.get("view", "")
    return view if view in VIEWS else VIEWS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A roadmap as `by` sees it at the moment `at`: `document` says what is on it (document.py).

    Of `seen` (as it is now, narrowed as the reader asked) and `edition` (what was published) one is there for a member. For who
    reads by a share link `by` is None, the document is the audience's, and `fields` are all it tells of. `view` is how pictures and
    print show it: one of VIEWS.
    """

    roadmap: Roadmap
    document: Document
    at: datetime
    by: Actor | None = None
    seen: Seen | None = None
    edition: Edition | None = None
    fields: frozenset[str] | None = None
    view: str = "timeline"

    @property
    def today(self) -> date:
        """Today where the reader is."""
        return timezone.localdate(self.at)

    @property
    def query(self) -> str:
        """The filter that narrows it; empty for all of it."""
        return self.seen.look.query if self.seen else ""

    @property
    def precision(self) -> Precision:
        """How exact its dates are told at most."""
        return Precision(self.document.get("precision") or "day")

    @property
    def size(self) -> int:
        """How many entries it has."""
        return len(self.document["entries"])

    def tells(self, field: str) -> bool:
        """Whether its readers may know of this field (document.FIELDS)."""
        return self.fields is None or field in self.fields


def exported(
    roadmap: Roadmap, member: Member, *, by: Actor, query: str | None = None, view: str = "timeline"
) -> Exported:
    """The roadmap, whose workspace is loaded, as the member sees it in one of VIEWS; `query` narrows it for who may read the backlog, None: as they
    left it.

    Raises ValidationError for a query that cannot be read, Http404 where nothing is published yet for who sees no more than
    that. Eight statements at most and one for each kind of names in the query, for an edition one.
    """
    now = timezone.now()
    if not roadmap.shows_now_to(by):
        edition = published_editions(roadmap).defer(None).first()
        if edition is None:
            raise Http404
        return Exported(roadmap=roadmap, by=by, document=edition.document, at=now, edition=edition, view=view)
    plan = plan_of(roadmap, with_goals=True)
    seen = see(plan, member, view, by=by, today=timezone.localdate(now), query=query)
    if seen.mistake:
        raise ValidationError(str(seen.mistake))
    return Exported(roadmap=roadmap, by=by, document=document_of(seen.plan), at=now, seen=seen, view=view)


def shared_export(link: ShareLink, editions: Sequence[Edition]) -> Exported | None:
    """What the readers of a link get, cut down for them; None while nothing is published. Three statements for a live link, else none."""
    is_live = link.source == ShareLink.Source.LIVE
    if not is_live and not editions:
        return None
    current, audience = document(link.roadmap) if is_live else editions[0].document, audience_of(link)
    return Exported(
        roadmap=link.roadmap, document=for_audience(current, audience), at=timezone.now(), fields=audience.fields,
        edition=None if is_live else editions[0],
    )  # fmt: skip


def told(exported: Exported) -> str:
    """Of when it is, and what narrows it: "23 Nov 2026", "Edition 4, 3 Nov 2026", "23 Nov 2026 · team:web"."""
    if exported.edition:
        day = label(timezone.localdate(exported.edition.published_at), Precision.DAY, date.min)
        return _("Edition %(number)d, %(day)s") % {"number": exported.edition.number, "day": day}
    return " · ".join(filter(None, (label(exported.today, Precision.DAY, date.min), exported.query)))
