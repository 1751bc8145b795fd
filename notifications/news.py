"""What a batch of events says about whom: everything it names, looked up at once."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Member
from accounts.permissions import ROLE_RIGHTS, Right, Role, roles_with
from activity.models import Event
from backlog.models import Comment, Item, RatingRound, Status, Watcher
from backlog.models.products import Category
from backlog.queries.raters import raters_of
from notifications.services.inbox import Line
from roadmap.models import Edition, Entry, Objective, ReadersSee, Roadmap


@dataclass(frozen=True)
class News:
    """The rows that a batch of one workspace's events is about: items for `readers` of the backlog, entries of roadmaps
    for those of `people` who may read these, objectives for all of them.
    """

    people: Mapping[UUID, Member]
    readers: Mapping[UUID, Member]
    names: Mapping[UUID, str]
    items: Mapping[UUID, Item]
    watchers: Mapping[UUID, Collection[UUID]]
    done: Collection[str]
    comments: Mapping[UUID, str]
    editions: Mapping[UUID, Edition]
    entries: Mapping[UUID, Entry]
    objectives: Mapping[UUID, Objective]
    talkers: Mapping[UUID, Collection[UUID]]
    rounds: Mapping[UUID, RatingRound]
    raters: Mapping[UUID, set[UUID]]

    @classmethod
    def of(cls, events: Sequence[Event]) -> "News":
        """At most eleven statements: members, items, watchers, statuses, comments, editions, entries and objectives and who
        has said something there, rounds of ratings, each where it is named; one more for each product of such rounds.
        """
        workspace_id = events[0].workspace_id
        entries, objectives = _entries(events), _objectives(events)
        rounds = _rounds(events)
        item_ids = {pk for event in events if (pk := _item_id(event))}
        members = list(Member.objects.active().filter(workspace_id=workspace_id))
        backlog_roles = roles_with(Right.READ_BACKLOG)
        return cls(
            people={m.pk: m for m in members if m.user_id},
            readers={m.pk: m for m in members if m.role in backlog_roles and m.user_id},
            names={m.pk: m.name for m in members},
            items=Item.objects.in_bulk(item_ids) if item_ids else {},
            watchers=_watchers({*item_ids, *(entry.item_id for entry in entries.values())}),
            done=_done(events),
            comments=_comments(events),
            editions=_editions(events),
            entries=entries,
            objectives=objectives,
            talkers={**_talkers("entry_id", entries), **_talkers("objective_id", objectives)},
            rounds=rounds,
            raters={
                one.product_id: set(raters_of(one.product).values_list("pk", flat=True))
                for one in rounds.values()
            },
        )

    def line(self, event: Event, member_id: UUID, kind: str, data: Mapping[str, Any]) -> Line:
        """What one member's inbox says of the event."""
        shown = {
            "by": self._actor(event),
            **{name: event.data.get(name, "") for name in ("key", "title")},
            **{
                name: event.data[name]
                for name in ("roadmap", "entry", "objective")
                if name in event.data and (_entry_id(event) or _objective_id(event))
            },
            **data,
        }
        pk = _item_id(event)
        return Line(member_id, kind, f"{event.verb}:{event.pk}", shown, pk if pk in self.items else None)

    def audience(self, event: Event) -> set[UUID]:
        """Whom an item's news concern: its watchers and its assignee, as far as they may read it.

        What is said about an entry concerns also who owns its roadmap and who has said something there before; what is
        said about an objective its owner (who plans, where it has none) and who has said something there before.
        """
        objective = self.objectives.get(_objective_id(event) or event.object_id)
        if objective is not None:
            near = {objective.owner_id} if objective.owner_id in self.people else self._planners()
            return self.people.keys() & {*near, *self.talkers.get(objective.pk, ())}
        entry = self.entries.get(_entry_id(event) or event.object_id)
        if entry is not None:
            near = {entry.item.assignee_id, entry.roadmap.owner_id, *self.talkers.get(entry.pk, ())}
            return self.readers_of(event) & {*near, *self.watchers.get(entry.item_id, ())}
        item = self.items.get(_item_id(event) or event.object_id)
        if item is None:
            return set()
        return self.readers.keys() & {*self.watchers.get(item.pk, ()), item.assignee_id}

    def new_assignee(self, event: Event) -> UUID | None:
        """Whom the event gave the item to, unless they took it themselves or have lost it since."""
        change = event.changes.get("assignee")
        item = self.items.get(event.object_id)
        if not change or item is None or str(item.assignee_id) != change[1]:
            return None
        return (
            item.assignee_id
            if item.assignee_id in self.readers and item.assignee_id != event.actor_id
            else None
        )

    def finished_for(self, event: Event) -> set[UUID]:
        """Who is told that the item is done; empty where the event did not finish it."""
        before, after = event.changes.get("status", (None, None))
        if event.verb == "item.created" or after not in self.done or before in self.done:
            return set()
        return self.audience(event) - {event.actor_id}

    def comment_text(self, event: Event) -> str | None:
        """The comment as it is now; None where it or what it is about is gone."""
        is_there = (
            _item_id(event) in self.items
            or _entry_id(event) in self.entries
            or _objective_id(event) in self.objectives
        )
        return self.comments.get(event.object_id) if is_there else None

    def readers_of(self, event: Event) -> set[UUID]:
        """Who may read what a comment is about."""
        if _objective_id(event):
            return set(self.people)
        entry = self.entries.get(_entry_id(event) or event.object_id)
        if entry is None:
            return set(self.readers)
        if entry.roadmap.visibility == Roadmap.Visibility.PRIVATE:
            return self.people.keys() & {entry.roadmap.owner_id}
        return set(self.people if entry.roadmap.readers_see == ReadersSee.LIVE else self.readers)

    def named_in(self, event: Event, text: str) -> set[UUID]:
        """Readers of what a comment is about whom its text names: `@Ada Lovelace`, or `@Ada` where only one is called so."""
        if "@" not in text:
            return set()
        readers = {pk: self.people[pk] for pk in self.readers_of(event)}
        firsts: dict[str, list[UUID]] = defaultdict(list)
        for member in readers.values():
            firsts[member.name.split()[0].casefold() if member.name.strip() else ""].append(member.pk)
        full = {pk for pk, member in readers.items() if _names(text, member.name)}
        alone = {pks[0] for first, pks in firsts.items() if len(pks) == 1 and _names(text, first)}
        return full | alone

    def roadmap_of(self, event: Event) -> dict[str, str]:
        """What a line about an edition shows and leads to."""
        edition = self.editions[event.object_id]
        return {"roadmap": str(edition.roadmap_id), "title": edition.roadmap.name}

    def planners_of(self, event: Event) -> set[UUID]:
        """Who keeps an eye on the roadmap of a published edition; nobody for an automatic one."""
        edition = self.editions.get(event.object_id)
        if edition is None or edition.is_automatic or edition.roadmap.deleted_at:
            return set()
        managers = {pk for pk, member in self.readers.items() if member.role == Role.PRODUCT_MANAGER}
        shared = edition.roadmap.visibility == "workspace"
        return ({edition.roadmap.owner_id} & self.readers.keys()) | (managers if shared else set())

    def sharers_of(self, event: Event) -> set[UUID]:
        """Who plans the roadmap that the event is about, as far as they may read it."""
        planners = self._planners()
        is_private = event.data["visibility"] == Roadmap.Visibility.PRIVATE
        return planners & {UUID(event.data["owner"])} if is_private else planners

    def _planners(self) -> set[UUID]:
        return {pk for pk, member in self.people.items() if Right.MANAGE_PLANS in ROLE_RIGHTS[member.role]}

    def _actor(self, event: Event) -> str:
        return self.names.get(event.actor_id, "") if event.actor_id else ""


def _item_id(event: Event) -> UUID | None:
    if event.object_type == "item":
        return event.object_id
    found = event.data.get("item") if event.object_type == "comment" else None
    return UUID(found) if found else None


def _entry_id(event: Event) -> UUID | None:
    """The entry of a roadmap that a comment is about."""
    found = event.data.get("entry") if event.object_type == "comment" else None
    return UUID(found) if found else None


def _objective_id(event: Event) -> UUID | None:
    """The objective that a comment is about."""
    found = event.data.get("objective") if event.object_type == "comment" else None
    return UUID(found) if found else None


def _watchers(item_ids: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if item_ids:
        for item_id, member_id in Watcher.objects.filter(item_id__in=item_ids).values_list(
            "item_id", "member_id"
        ):
            found[item_id].add(member_id)
    return found


def _done(events: Sequence[Event]) -> Collection[str]:
    """Which of the statuses that the events name mean done; as text, since events keep them so."""
    ids = {
        pk for event in events for pk in event.changes.get("status", ()) if pk and event.object_type == "item"
    }
    rows = Status.objects.filter(pk__in=ids, category=Category.DONE) if ids else Status.objects.none()
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def _comments(events: Sequence[Event]) -> Mapping[UUID, str]:
    ids = [event.object_id for event in events if event.object_type == "comment"]
    return dict(Comment.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "text")) if ids else {}


def _editions(events: Sequence[Event]) -> Mapping[UUID, Edition]:
    """Without their documents, which may be large."""
    ids = [event.object_id for event in events if event.object_type == "edition"]
    rows = Edition.objects.select_related("roadmap").defer("document")
    return rows.in_bulk(ids) if ids else {}


def _entries(events: Sequence[Event]) -> Mapping[UUID, Entry]:
    """Those that are still there for the readers of their roadmap."""
    ids = {pk for event in events if (pk := _entry_id(event))}
    rows = Entry.objects.filter(roadmap__deleted_at=None, item__deleted_at=None)
    return rows.select_related("roadmap", "item").in_bulk(ids) if ids else {}


def _objectives(events: Sequence[Event]) -> Mapping[UUID, Objective]:
    ids = {pk for event in events if (pk := _objective_id(event))}
    return Objective.objects.in_bulk(ids) if ids else {}


def _rounds(events: Sequence[Event]) -> Mapping[UUID, RatingRound]:
    ids = [event.object_id for event in events if event.verb == "rating_round.opened"]
    return RatingRound.objects.select_related("product").in_bulk(ids) if ids else {}


def _talkers(about: str, ids: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    """Who has said something about each of these; `about` is the column of comments that names them."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    if ids:
        said = Comment.objects.filter(deleted_at=None, author__isnull=False, **{f"{about}__in": list(ids)})
        for pk, author_id in said.order_by().values_list(about, "author_id").distinct():
            found[pk].add(author_id)
    return found


def _names(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
