"""A thousand rows of a file in one transaction: matched, compared, written."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import uuid_utils
from django.db import connection
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item, Product, Watcher
from core import rank
from integrations.importers.rows import RowProblem, SourceComment, SourceRow
from integrations.models import ImportJob
from integrations.services.fields import comment_keys, fit, people_of
from integrations.services.known import Known, Update, Wanted, compare, find_known
from integrations.services.meanings import People, Workflow, labels_named
from integrations.services.tree import REFUSED, parents_of_new
from integrations.services.writing import (
    New,
    take_numbers,
    write_changes,
    write_comments,
    write_new,
    write_problems,
    write_seen,
)


@dataclass
class Batch:
    """What one transaction takes over.

    `place_of` gives a line's rank and the following one; `room` is how many problems are still kept. The product's row
    must be locked.
    """

    job: ImportJob
    product: Product
    people: People
    place_of: Callable[[int], tuple[str, str | None]]
    by: Actor
    room: int = 10_000
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)

    def take(self, rows: Sequence[SourceRow], problems: Sequence[RowProblem]) -> None:
        """Write these rows with everything that belongs to them; all or nothing is the caller's transaction."""
        self.problems += problems
        fitted = [fit(row) for row in rows]
        self.problems += [problem for one in fitted for problem in one.problems]
        whole = [one.row for one in fitted if one.row is not None]
        known = find_known(self.job, whole)
        self.prepare(whole)
        self.create([row for row in whole if row.line not in known])
        self.update([(known[row.line], row) for row in whole if row.line in known])
        self.counts["skipped"] += sum(problem.skipped for problem in self.problems)
        self.counts["problems"] += len(self.problems)
        write_problems(self.job, self.problems[: self.room])

    def prepare(self, rows: Sequence[SourceRow]) -> None:
        """Learn what the rows' people, labels and statuses are here."""
        made = self.people.made
        self.people.meet(person for row in rows for person in people_of(row))
        self.counts["people"] += self.people.made - made
        names = {label for row in rows for label in row.labels}
        found, new = labels_named(self.product.workspace_id, names, by=self.by)
        named = ((name, found.get(name.lower())) for name in names)
        self.labels = {name: (str(label.pk), label) for name, label in named if label}
        self.counts["labels"] += new
        self.workflow = Workflow(self.product, self.job.options.get("statuses", {}), self.by)

    def wanted(self, row: SourceRow, parent: str | None = None) -> Wanted:
        return Wanted(
            status=self.workflow.status(row.status, row.status_category),
            assignee_id=self.people.member(row.assignee),
            assignee_name=row.assignee.name if row.assignee else "",
            labels=dict(self.labels[name] for name in row.labels if name in self.labels),
            parent=parent,
        )

    def create(self, rows: Sequence[SourceRow]) -> None:
        if not rows:
            return
        ids = {row.line: str(uuid_utils.uuid7()) for row in rows}
        parents, refused = parents_of_new(self.job, rows, ids)
        first = take_numbers(self.product, len(rows))
        places = self.places([row.line for row in rows])
        new = []
        for number, row in enumerate(rows, first):
            if row.line in refused and row.parent:
                key = row.parent.key or row.parent.external_id
                self.problems.append(RowProblem(row.line, "parent", key, str(REFUSED), False, row.key))
            wanted = self.wanted(row, parents.get(row.line))
            new.append(New(row, wanted, ids[row.line], number, places[row.line], row.line in refused))
        write_new(self.job, self.product, new, self.people, by=self.by)
        self.counts["created"] += len(new)
        self.counts["comments"] += sum(len(row.comments) for row in rows)

    def places(self, lines: Sequence[int]) -> dict[int, str]:
        """A rank for each line; one that somebody's drag has taken meanwhile gives way to a place right behind it."""
        places = {line: self.place_of(line) for line in lines}
        wanted = [place for place, _following in places.values()]
        with connection.cursor() as cursor:
            statement = "SELECT rank FROM backlog_item WHERE product_id = %s AND rank = ANY(%s)"
            cursor.execute(statement, [self.product.pk, wanted])
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
        fresh: list[tuple[UUID, SourceRow, SourceComment]] = []
        joined: list[tuple[UUID, UUID]] = []
        for update in updates:
            values, row, item = update.values, update.row, update.known.item
            if row.comments:
                before = set(values.get("comments", ()))
                found = dict(comment_keys(row))
                fresh += [(item.pk, row, comment) for key, comment in found.items() if key not in before]
                values["comments"] = [
                    *values.get("comments", ()),
                    *(key for key in found if key not in before),
                ]
            if row.watchers:
                before = set(values.get("watchers", ()))
                new = [self.people.member(who) for who in row.watchers if who.identity not in before]
                joined += [(item.pk, member) for member in new if member]
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
