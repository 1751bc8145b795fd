"""Some thousand rows of a file in one transaction: matched, compared, written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import uuid_utils
from django.db import connection
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item, Label, Product, Status, Watcher
from core import rank
from integrations.importers.rows import Person, RowProblem, SourceRow
from integrations.models import ImportJob
from integrations.services.fields import as_json, comment_keys
from integrations.services.known import Known, Update, Wanted, compare, find_known
from integrations.services.meanings import People, Workflow, labels_named
from integrations.services.ready import Ready, comment_cells
from integrations.services.rehearsal import Rehearsal, stands_in
from integrations.services.tree import REFUSED, Parents, parents_of_new
from integrations.services.writing import (
    New,
    take_numbers,
    write_changes,
    write_comments,
    write_new,
    write_problems,
    write_seen,
)

# One probe of one index for each rank, as in `known._FIND`.
_TAKEN = """
    SELECT wanted.rank FROM json_array_elements_text(%s) AS wanted (rank), LATERAL (
        SELECT 1 FROM backlog_item WHERE product_id = %s AND rank BETWEEN wanted.rank AND wanted.rank
         ORDER BY rank OFFSET 0) AS taken
"""


@dataclass
class Batch:
    """What one transaction takes over.

    `place_of` gives a line's rank and the following one; `go_on` is called when the next rows may be read (`Ahead`);
    `room` is how many problems are still kept; `rehearsal` is what a dry run would have written before. The product's
    row must be locked.
    """

    job: ImportJob
    product: Product
    people: People
    place_of: Callable[[int], tuple[str, str | None]]
    go_on: Callable[[], None]
    by: Actor
    room: int = 10_000
    rehearsal: Rehearsal | None = None
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    parents: Parents = field(default_factory=Parents)
    moves: list[Update] = field(default_factory=list)

    def take(self, rows: Sequence[Ready], problems: Sequence[RowProblem]) -> None:
        """Write these rows with everything that belongs to them; all or nothing is the caller's transaction."""
        self.problems += problems
        known = find_known(self.job, [one.row for one in rows])
        if known:  # comparing is work for us, not for PostgreSQL
            self.go_on()
        self.prepare(rows)
        self.create([one for one in rows if one.row.line not in known])
        self.update([(known[one.row.line], one.row) for one in rows if one.row.line in known])
        self.counts["skipped"] += sum(problem.skipped for problem in self.problems)
        self.counts["problems"] += len(self.problems)
        write_problems(self.job, self.problems[: self.room])

    def prepare(self, rows: Sequence[Ready]) -> None:
        """Learn what the rows' people, labels and statuses are here."""
        people: dict[str, Person] = {}
        for one in rows:
            people.update(one.people)
        new_people = self.people.meet(people.values())
        names = {label for one in rows for label in one.row.labels}
        found, new_labels = labels_named(self.product.workspace_id, names, by=self.by)
        named = ((name, found.get(name.lower())) for name in names)
        self.labels = {name: (str(label.pk), label) for name, label in named if label}
        self.made = (new_people, new_labels)
        self.counts["people"] += len(new_people)
        self.counts["labels"] += len(new_labels)
        self.workflow = Workflow(self.product, self.job.options.get("statuses", {}), self.by)

    def rehearsed(self, rehearsal: Rehearsal, rows: Iterable[Ready]) -> None:
        """Keep what later batches of a dry run are to find of this one, and count what it is not the first to make."""
        new = [one.row for one in rows if one.row.line in self.ids]
        parents = self.parents
        rehearsal.learn(new, self.ids, parents.granted, parents.refused, parents.depths)
        rehearsal.moved |= {one.known.imported.pk: one for one in self.moves}
        self.counts["people"], self.counts["labels"] = rehearsal.first_time(*self.made)

    def labels_of(self, row: SourceRow) -> dict[str, Label]:
        """The row's labels by their ids as text."""
        return dict(self.labels[name] for name in row.labels if name in self.labels)

    def wanted(self, row: SourceRow) -> Wanted:
        return Wanted(
            status=self.workflow.status(row.status, row.status_category),
            assignee_id=self.people.member(row.assignee),
            assignee_name=row.assignee.name if row.assignee else "",
            labels=self.labels_of(row),
        )

    def create(self, ready: Sequence[Ready]) -> None:
        if not ready:
            return
        rows = [one.row for one in ready]
        self.ids = {row.line: str(uuid_utils.uuid7()) for row in rows}
        self.parents = parents_of_new(self.job, rows, self.ids, self.rehearsal)
        statuses = {(row.status, row.status_category) for row in rows}
        steps = {one: self.workflow.status(*one) for one in statuses}
        first = take_numbers(self.product, len(rows))
        places = self.places([row.line for row in rows])
        self.go_on()
        write_new(self.job, self.product, self.new(ready, first, places, steps), self.people, by=self.by)
        self.counts["created"] += len(rows)
        self.counts["comments"] += sum(len(row.comments) for row in rows)

    def new(
        self,
        ready: Sequence[Ready],
        first: int,
        places: Mapping[int, str],
        steps: Mapping[tuple[str, str], Status],
    ) -> Iterator[New]:
        """The rows with what was found out for them, numbered from `first`; asks the database nothing."""
        granted, refused, labels = self.parents.granted, self.parents.refused, self.labels
        for number, one in enumerate(ready, first):
            row, line = one.row, one.row.line
            if line in refused and row.parent:
                key = row.parent.key or row.parent.external_id
                self.problems.append(RowProblem(line, "parent", key, str(REFUSED), False, row.key))
            parent = granted.get(line)
            if self.rehearsal and parent and stands_in(parent):
                parent = None
            named = dict.fromkeys([labels[name][0] for name in row.labels if name in labels])
            status = steps[row.status, row.status_category]
            yield New(one, self.ids[line], number, places[line], status, named, parent, line in refused)

    def places(self, lines: Sequence[int]) -> dict[int, str]:
        """A rank for each line; one that somebody's drag has taken meanwhile gives way to a place right behind it."""
        places = {line: self.place_of(line) for line in lines}
        wanted = [place for place, _following in places.values()]
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN, [as_json(wanted), self.product.pk])
            taken = {place for (place,) in cursor.fetchall()}
        found = {}
        for line, (place, following) in places.items():
            while place in taken:
                place = rank.between(place, following)
                if Item.all_objects.filter(product=self.product, rank=place).exists():
                    taken.add(place)
            found[line] = place
        return found

    def update(self, pairs: Sequence[tuple[Known, SourceRow]]) -> None:
        if not pairs:
            return
        mine = [pair for pair in pairs if self.belongs(*pair)]
        updates = [compare(known, row, self.wanted(row)) for known, row in mine]
        for one in updates:
            if one.moves:
                self.moves.append(one)
                one.values["waits"] = {"job": str(self.job.pk), "line": one.row.line, "moved": True}
        self.follow(updates)
        write_changes(updates, by=self.by)
        write_seen(self.job, updates)
        for one in updates:
            self.problems += one.kept
            self.counts["kept_here"] += bool(one.kept)
            self.counts["updated" if one.changes or one.moves else "unchanged"] += 1

    def belongs(self, known: Known, row: SourceRow) -> bool:
        """Whether the item is still in this product; if not, say where it went."""
        if known.item.deleted_at is not None:
            reason = _("%(key)s was deleted here; it stays deleted.") % {"key": known.item.key}
        elif known.item.product_id != self.product.pk:
            reason = _("It is %(key)s in another product already; nothing was changed there.") % {
                "key": known.item.key
            }
        else:
            return True
        self.problems.append(RowProblem(row.line, "key", row.key, reason, True, row.key))
        return False

    def follow(self, updates: Sequence[Update]) -> None:
        """Add comments and watchers that are new in the source since."""
        fresh: list[tuple[UUID, Person | None, str]] = []
        joined: list[tuple[UUID, UUID]] = []
        for update in updates:
            values, row, item = update.values, update.row, update.known.item
            if row.comments:
                before = set(values.get("comments", ()))
                found = dict(comment_keys(row))
                new = [comment for key, comment in found.items() if key not in before]
                fresh += [(item.pk, comment.author, comment_cells(row, comment)) for comment in new]
                values["comments"] = [
                    *values.get("comments", ()),
                    *(key for key in found if key not in before),
                ]
            if row.watchers:
                before = set(values.get("watchers", ()))
                members = [self.people.member(who) for who in row.watchers if who.identity not in before]
                joined += [(item.pk, member) for member in members if member]
                values["watchers"] = [who.identity for who in row.watchers]
        write_comments(self.job.workspace_id, fresh, self.people)
        self.counts["comments"] += len(fresh)
        Watcher.objects.bulk_create(
            (
                Watcher(workspace_id=self.job.workspace_id, item_id=item, member_id=who)
                for item, who in joined
            ),
            ignore_conflicts=True,
        )
