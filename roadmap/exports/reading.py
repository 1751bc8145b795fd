"""What a file of a roadmap is made of: the roadmap as it is now, or the last edition, whichever its reader sees."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from roadmap.document import Document, document_of
from roadmap.editions import published_editions
from roadmap.models import Edition, Roadmap
from roadmap.queries import plan_of
from roadmap.viewing import Seen, see


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A roadmap as `by` sees it at the moment `at`: `document` says what is on it (document.py).

    Of `seen` (as it is now, narrowed as the reader asked) and `edition` (what was published) one is there.
    """

    roadmap: Roadmap
    by: Actor
    document: Document
    at: datetime
    seen: Seen | None = None
    edition: Edition | None = None

    @property
    def today(self) -> date:
        """Today where the reader is."""
        return timezone.localdate(self.at)

    @property
    def query(self) -> str:
        """The filter that narrows it; empty for all of it."""
        return self.seen.look.query if self.seen else ""


def exported(roadmap: Roadmap, member: Member, *, by: Actor, query: str | None = None) -> Exported:
    """The roadmap, whose workspace is loaded, as the member sees it; `query` narrows it for who may read the backlog, None: as they
    left it.

    Raises ValidationError for a query that cannot be read, Http404 where nothing is published yet for who sees no more than
    that. Eight statements at most and one for each kind of names in the query, for an edition one.
    """
    now = timezone.now()
    if not roadmap.shows_now_to(by):
        edition = published_editions(roadmap).defer(None).first()
        if edition is None:
            raise Http404
        return Exported(roadmap=roadmap, by=by, document=edition.document, at=now, edition=edition)
    plan = plan_of(roadmap, with_goals=True)
    seen = see(plan, member, "timeline", by=by, today=timezone.localdate(now), query=query)
    if seen.mistake:
        raise ValidationError(str(seen.mistake))
    return Exported(roadmap=roadmap, by=by, document=document_of(seen.plan), at=now, seen=seen)
