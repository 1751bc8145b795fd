"""Entries as something that people comment on; named in the setting COMMENT_TARGETS."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.targets import Subject
from core.errors import Conflict
from roadmap.models import Entry, Roadmap
from roadmap.queries import entry_of


class Entries:
    """Comments of an entry are for whoever may read its roadmap."""

    field = "entry"

    def readable(self, actor: Actor) -> Q:
        living = Q(entry__isnull=False, entry__deleted_at=None, entry__item__deleted_at=None)
        return living & Q(entry__roadmap__in=Roadmap.objects.live_to(actor))

    def subject(self, row: Entry, actor: Actor) -> Subject:
        """One statement. The title is the one that every reader of the roadmap sees."""
        try:
            entry = entry_of(actor, row.roadmap_id, row.pk)
        except Http404:
            raise Conflict(_("It is no longer on the roadmap.")) from None
        near = {"roadmap": str(entry.roadmap_id), "on": str(entry.roadmap_id), "entry": str(entry.pk)}
        title = entry.public_title or entry.item.title
        return Subject(entry.item.key, {**near, "key": entry.item.key, "title": title})

    def named(self, name: str, actor: Actor) -> Entry:
        living = Entry.objects.filter(roadmap__in=Roadmap.objects.live_to(actor), item__deleted_at=None)
        try:
            return living.get(pk=UUID(name))
        except (ValueError, Entry.DoesNotExist):
            raise Http404(_("There is no entry with this id.")) from None
