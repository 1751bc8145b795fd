"""Entries and objectives as something that people comment on; named in the setting COMMENT_TARGETS."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, require
from activity.actors import Actor
from backlog.targets import Subject
from core.errors import Conflict
from roadmap.models import Entry, Objective, Roadmap
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


class Objectives:
    """Comments of an objective are for whoever may read goals."""

    field = "objective"

    def readable(self, actor: Actor) -> Q:
        living = Q(objective__isnull=False, objective__deleted_at=None)
        return living if may(actor, Right.READ_ROADMAPS) else Q(pk__in=[])

    def subject(self, row: Objective, actor: Actor) -> Subject:
        """One statement."""
        require(actor, Right.READ_ROADMAPS)
        found = Objective.objects.filter(workspace=actor.workspace_id, pk=row.pk).first()
        if found is None:
            raise Conflict(_("The objective has been deleted."))
        near = {"on": str(found.pk), "objective": str(found.pk)}
        return Subject(found.name, {**near, "key": "", "title": found.name})

    def named(self, name: str, actor: Actor) -> Objective:
        require(actor, Right.READ_ROADMAPS)
        try:
            return Objective.objects.get(workspace=actor.workspace_id, pk=UUID(name))
        except (ValueError, Objective.DoesNotExist):
            raise Http404(_("There is no objective with this id.")) from None
