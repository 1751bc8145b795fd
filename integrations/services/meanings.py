"""What a file's words mean here: its statuses in the product's workflow, its people among the members, its labels."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import Member
from accounts.permissions import Role
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Category, Label, Product, Status
from backlog.services.products import add_status
from integrations.importers.rows import Person
from integrations.models import ImportJob

NEW = "new"
NOBODY = ""
NOTHING = "\\N"
"""Null, as COPY reads it."""


class Workflow:
    """The product's steps as they are in this transaction, held until its end."""

    def __init__(self, product: Product, choices: Mapping[str, str], by: Actor) -> None:
        self.product, self.choices, self.by = product, choices, by
        self.load()

    def load(self) -> None:
        """Read the steps, locked so that none is removed meanwhile. Cost: one statement."""
        rows = self.product.statuses.select_for_update(no_key=True).order_by("position", "id")
        self.steps: list[Status] = list(rows)
        self.known: dict[tuple[str, str], Status] = {}

    def status(self, name: str, category: str) -> Status:
        """The step for a status of the source: the one chosen, of the same name, or the first of its category."""
        key = name, category
        if key not in self.known:
            self.known[key] = self._find(name, category)
        return self.known[key]

    def _find(self, name: str, category: str) -> Status:
        choice = self.choices.get(name, "")
        for step in self.steps:
            if str(step.pk) == choice:
                return step
        called = suggested(self.steps, name, "" if choice == NEW else category)
        if called is None and choice == NEW:
            add_status(self.product, by=self.by, name=name[:40], category=category or Category.BACKLOG)
            self.load()
            return self._find(name, category)
        return called or self.steps[0]


def suggested(steps: Iterable[Status], name: str, category: str) -> Status | None:
    """The step of the same name in any case, else the first of the category, else None."""
    steps = list(steps)
    wanted = name[:40].strip().casefold()
    same = (step for step in steps if step.name.casefold() == wanted)
    return next(same, None) or next((step for step in steps if step.category == category), None)


class People:
    """Who is who: the person's choice, what earlier imports of the same site found, e-mail, name, else a new member.

    A new member has no user and cannot sign in; an invitation to the e-mail address claims it.
    """

    def __init__(self, job: ImportJob, by: Actor) -> None:
        self.by, self.workspace_id = by, job.workspace_id
        self.choices: dict[str, str] = job.options.get("people", {})
        self.remembered = remembered(job)
        members = list(
            Member.objects.filter(workspace_id=job.workspace_id)
            .order_by("deactivated_at", "id")
            .values_list("pk", "name", "email", "user__email")
        )
        self.ids = {str(row[0]) for row in members}
        self.by_email = {email.lower(): pk for pk, _name, *both in members for email in both if email}
        self.by_name: dict[str, UUID] = {}
        for pk, name, *_rest in members:
            self.by_name.setdefault(name.casefold(), pk)
        self.found: dict[str, UUID | None] = {}
        self.cells: dict[str, str] = {}
        self.taken = {UUID(value) for value in self.remembered.values() if value in self.ids}

    def match(self, person: Person) -> UUID | None:
        """An existing member who is this person, or None; two people of one name do not become one."""
        known = self.remembered.get(person.identity, "")
        if known in self.ids:
            return UUID(known)
        if person.email and (pk := self.by_email.get(person.email.lower())):
            return pk
        pk = self.by_name.get(person.name.casefold()) if person.name else None
        return pk if pk not in self.taken else None

    def meet(self, people: Iterable[Person]) -> list[str]:
        """See to it that `member` knows all of them; returns the identities of those who became new members.

        Cost: nothing for known ones; two statements for new members.
        """
        new: dict[str, Person] = {}
        for person in people:
            identity = person.identity
            if identity in self.found or identity in new:
                continue
            choice = self.choices.get(identity)
            if choice == NOBODY or (choice in self.ids):
                self._note(identity, UUID(choice) if choice else None)
            elif choice != NEW and (pk := self.match(person)):
                self._note(identity, pk)
            elif person.name or person.email:
                new[identity] = person
            else:
                self._note(identity, None)
        if new:
            self._make(new)
        return list(new)

    def member(self, person: Person | None) -> UUID | None:
        """The member for a person met before."""
        return self.found[person.identity] if person else None

    def cell(self, person: Person | None) -> str:
        """`member` as a cell for COPY."""
        return self.cells[person.identity] if person else NOTHING

    def resolved(self) -> dict[str, str]:
        """Everyone found so far, as the job keeps it: identity → member id, or "" for nobody."""
        return self.choices | {identity: str(pk or "") for identity, pk in self.found.items()}

    def _note(self, identity: str, pk: UUID | None) -> None:
        self.found[identity] = pk
        self.cells[identity] = str(pk) if pk else NOTHING
        if pk is not None:
            self.taken.add(pk)

    def _make(self, new: Mapping[str, Person]) -> None:
        rows = []
        for identity, person in new.items():
            email = person.email.lower() if _is_address(person.email) else ""
            email = "" if email in self.by_email else email
            name = (person.name or person.email)[:120]
            member = Member(workspace_id=self.workspace_id, name=name, email=email, role=Role.CONTRIBUTOR)
            rows.append(member)
            self._note(identity, member.pk)
            self.ids.add(str(member.pk))
            if email:
                self.by_email[email] = member.pk
        Member.objects.bulk_create(rows)
        record_many(
            (Record("member.imported", "member", member.pk, member.name) for member in rows), by=self.by
        )


def remembered(job: ImportJob) -> dict[str, str]:
    """Who was found in earlier imports of the same site: identity → member id."""
    earlier = ImportJob.objects.filter(
        workspace_id=job.workspace_id, format=job.format, site=job.site, done_rows__gt=0
    ).exclude(pk=job.pk)
    found: dict[str, str] = {}
    for options in earlier.order_by("id").values_list("options__people", flat=True):
        found |= {identity: pk for identity, pk in (options or {}).items() if pk not in (NEW, NOBODY)}
    return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def labels_named(
    workspace_id: UUID, names: Iterable[str], *, by: Actor
) -> tuple[dict[str, Label], list[str]]:
    """The workspace's labels by lower-case name, made where missing, held until commit; and which of them were made.

    Cost: one statement, three where some are new.
    """
    wanted = {name.lower(): name for name in names}
    found = _labels(workspace_id, list(wanted))
    missing = [name for lower, name in wanted.items() if lower not in found]
    if not missing:
        return found, []
    Label.objects.bulk_create(
        (
            Label(workspace_id=workspace_id, name=name, hue=sum(name.lower().encode()) * 47 % 360)
            for name in missing
        ),
        ignore_conflicts=True,
    )
    found = _labels(workspace_id, list(wanted))
    made = [found[name.lower()] for name in missing if name.lower() in found]
    record_many((Record("label.created", "label", label.pk, label.name) for label in made), by=by)
    return found, [label.name.lower() for label in made]


def _labels(workspace_id: UUID, lower: list[str]) -> dict[str, Label]:
    rows: list[Any] = []
    if lower:
        rows = list(
            Label.objects.raw(
                "SELECT * FROM backlog_label WHERE workspace_id = %s AND lower(name) = ANY(%s) FOR KEY SHARE",
                [workspace_id, lower],
            )
        )
    return {label.name.lower(): label for label in rows}
