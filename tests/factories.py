"""Typed makers of rows, for tests: real ones, through the services where there are some."""

from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Member, Team, TeamMember, User, Workspace
from accounts.permissions import Role, Via
from activity.actors import Actor, system_actor
from backlog.models import Attachment, CustomField, Item, Label, Product, ReadyRule, Status
from backlog.services.attachments import add_attachment
from backlog.services.custom_fields import create_field
from backlog.services.items import create_item
from backlog.services.products import create_product
from backlog.services.readiness import add_rule
from core.db import set_tenant
from roadmap.models import KeyResult, Objective, Release, Roadmap, Theme
from roadmap.services.key_results import create_key_result
from roadmap.services.objectives import create_objective
from roadmap.services.releases import create_release
from roadmap.services.themes import create_theme

_numbers = count(1)
PASSWORD = "a-quiet-morning-7"


def make_user(email: str = "", *, name: str = "", **fields: Any) -> User:
    """A user whose password is PASSWORD."""
    number = next(_numbers)
    name = name or f"Person {number}"
    return User.objects.create_user(email or f"person{number}@example.com", PASSWORD, name=name, **fields)


def make_workspace(name: str = "", *, slug: str = "", **fields: Any) -> Workspace:
    """A workspace without members."""
    number = next(_numbers)
    return Workspace.objects.create(
        name=name or f"Workspace {number}", slug=slug or f"workspace-{number}", **fields
    )


def make_member(
    workspace: Workspace | None = None,
    role: str = Role.PRODUCT_OWNER,
    *,
    user: User | None = None,
    **fields: Any,
) -> Member:
    """A member with a user; of a new workspace unless one is given."""
    user = user or make_user(name=fields.pop("name", ""))
    workspace = workspace or make_workspace()
    return Member.objects.create(
        workspace=workspace, user=user, role=role, **{"name": user.name, "email": user.email, **fields}
    )


def make_team(
    workspace: Workspace, name: str = "", *, members: list[Member] | None = None, **fields: Any
) -> Team:
    """A team with these members."""
    team = Team.objects.create(workspace=workspace, name=name or f"Team {next(_numbers)}", **fields)
    for member in members or []:
        TeamMember.objects.create(workspace=workspace, team=team, member=member)
    return team


def actor_in(workspace: Workspace) -> Actor:
    """One who may do everything there: the system."""
    set_tenant(workspace.pk)
    return system_actor(workspace.pk)


def make_product(workspace: Workspace | None = None, key: str = "", **fields: Any) -> Product:
    """A product with the default workflow and a RICE scoring model."""
    workspace = workspace or make_workspace()
    key = key or f"P{next(_numbers)}"
    return create_product(
        workspace, by=actor_in(workspace), key=key, name=fields.pop("name", f"Product {key}"), **fields
    )


def make_item(
    product: Product | None = None, title: str = "", *, by: Member | None = None, **fields: Any
) -> Item:
    """An item at the bottom of its product's backlog, created by `by` (else by the system)."""
    product = product or make_product()
    actor = by.actor(via=Via.HTML) if by else actor_in(product.workspace)
    return create_item(product, by=actor, title=title or f"Item {next(_numbers)}", **fields)


def make_label(workspace: Workspace, name: str = "", **fields: Any) -> Label:
    """A label of the workspace."""
    return Label.objects.create(workspace=workspace, name=name or f"label-{next(_numbers)}", **fields)


def make_status(product: Product, name: str, category: str = "active", **fields: Any) -> Status:
    """One more step of the product's workflow, at its end."""
    position = fields.pop("position", product.statuses.count())
    return Status.objects.create(
        workspace=product.workspace,
        product=product,
        name=name,
        category=category,
        position=position,
        **fields,
    )


def make_field(product: Product, name: str, form: str = "text", **fields: Any) -> CustomField:
    """A custom field of the product; `key`, `choices`, `formula` as the service takes them."""
    return create_field(product, by=actor_in(product.workspace), name=name, form=form, **fields)


def make_rule(product: Product, demands: str, **fields: Any) -> ReadyRule:
    """A rule of the product's definition of ready; `field` or `text` as the service takes them."""
    return add_rule(product, by=actor_in(product.workspace), demands=demands, **fields)


def make_roadmap(owner: Member, name: str = "", **fields: Any) -> Roadmap:
    """A roadmap without lanes, shared with the workspace unless told otherwise."""
    return Roadmap.objects.create(
        workspace=owner.workspace, owner=owner, name=name or f"Roadmap {next(_numbers)}", **fields
    )


def make_attachment(
    item: Item, *, by: Member, content: bytes = b"Hello", name: str = "notes.txt"
) -> Attachment:
    """A file at an item."""
    return add_attachment(item, by=by.actor(), file=SimpleUploadedFile(name, content))


def make_release(product: Product, name: str = "", **fields: Any) -> Release:
    """A release of the product that holds nothing yet; `date` as the service takes it."""
    name = name or f"Release {next(_numbers)}"
    return create_release(product, by=actor_in(product.workspace), name=name, **fields)


def make_objective(workspace: Workspace, name: str = "", **fields: Any) -> Objective:
    """An objective that nothing measures or serves; `parent`, `weight` … as the service takes them."""
    name = name or f"Objective {next(_numbers)}"
    return create_objective(workspace, by=actor_in(workspace), name=name, **fields)


def make_theme(workspace: Workspace, name: str = "", **fields: Any) -> Theme:
    """A theme that nothing belongs to."""
    return create_theme(workspace, by=actor_in(workspace), name=name or f"Theme {next(_numbers)}", **fields)


def make_key_result(
    objective: Objective, name: str = "", *, start: float = 0, target: float = 100, **fields: Any
) -> KeyResult:
    """A key result that nobody has checked in to."""
    return create_key_result(
        objective, by=actor_in(objective.workspace), name=name or f"Result {next(_numbers)}",
        start=Decimal(str(start)), target=Decimal(str(target)), **fields,
    )  # fmt: skip
