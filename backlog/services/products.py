"""Products and their workflow."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Team, Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Category, Item, Product, ProductTeam, Status
from backlog.services.places import put_at
from backlog.services.scoring import use_preset
from core.errors import Conflict, ErrorAt, check_version

Steps = Sequence[tuple[str, str]]


def default_workflow() -> Steps:
    """What a new product starts with: a name and a category for each step, in order."""
    return (
        (_("Backlog"), Category.BACKLOG),
        (_("Ready"), Category.READY),
        (_("In progress"), Category.ACTIVE),
        (_("In review"), Category.ACTIVE),
        (_("Done"), Category.DONE),
        (_("Dropped"), Category.DROPPED),
    )


@transaction.atomic
def create_product(
    workspace: Workspace, *, by: Actor, key: str, name: str, vision: str = "",
    workflow: Steps | None = None, preset: str = "rice", teams: Sequence[Team] = (),
) -> Product:  # fmt: skip
    """A new product with its workflow and a scoring model from a preset. Raises ValidationError by field."""
    require(by, Right.MANAGE_PLANS)
    product = Product(workspace=workspace, key=key.strip().upper(), name=name.strip(), vision=vision)
    product.clean_fields(exclude=["workspace"])
    if Product.objects.filter(workspace=workspace, key=product.key).exists():
        raise ValidationError({"key": _("Another product has this key.")})
    _require_names_once(workflow or ())
    product.save()
    Status.objects.bulk_create(
        Status(workspace=workspace, product=product, name=step, category=category, position=position)
        for position, (step, category) in enumerate(workflow or default_workflow())
    )
    set_product_teams(product, teams)
    record("product.created", product, by=by, data={"key": product.key})
    use_preset(product, preset, by=by)
    return product


@transaction.atomic
def update_product(
    product: Product, *, by: Actor, expected_version: int | None = None, **fields: Any
) -> Product:
    """Change a product's name, vision or teams. Its key stays: people have it in their heads and links."""
    require(by, Right.MANAGE_PLANS)
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    check_version(product, expected_version, name=product.name)
    teams = fields.pop("teams", None)
    changes = {
        name: [getattr(product, name), value]
        for name, value in fields.items()
        if getattr(product, name) != value
    }
    for name, (_before, after) in changes.items():
        setattr(product, name, after)
    product.clean_fields(exclude=["workspace", "key"])
    if teams is not None:
        changes |= _team_changes(product, teams)
    if changes:
        product.version += 1
        product.save(update_fields=["name", "vision", "version", "updated_at"])
        record("product.updated", product, by=by, changes=changes, data={"key": product.key})
    return product


def _team_changes(product: Product, teams: Sequence[Team]) -> dict[str, list[Any]]:
    """Make these the product's teams; the change in ids, and in names for those who read of it."""
    before = list(product.teams.order_by("name"))
    if not set_product_teams(product, teams):
        return {}
    after = sorted(teams, key=lambda team: team.name)
    return {
        "teams": [[team.name for team in rows] for rows in (before, after)],
        "team_ids": [sorted(str(team.pk) for team in rows) for rows in (before, after)],
    }


def set_product_teams(product: Product, teams: Sequence[Team]) -> bool:
    """Make these the teams that work on the product; returns whether anything changed."""
    wanted = {team.pk for team in teams}
    current = set(ProductTeam.objects.filter(product=product).values_list("team_id", flat=True))
    ProductTeam.objects.filter(product=product, team_id__in=current - wanted).delete()
    ProductTeam.objects.bulk_create(
        ProductTeam(workspace_id=product.workspace_id, product=product, team_id=pk) for pk in wanted - current
    )
    return wanted != current


@transaction.atomic
def add_status(
    product: Product,
    *,
    by: Actor,
    name: str,
    category: str,
    pk: UUID | None = None,
    position: int | None = None,
) -> Status:
    """A further step at the end of the steps of its category. Raises ValidationError by field.

    `pk` makes one again that was removed, at its `position` as far as that is among its category's still.
    """
    require(by, Right.MANAGE_PLANS)
    order = [choice.value for choice in Category]
    status = Status(workspace_id=product.workspace_id, product=product, name=name.strip(), category=category)
    if pk:
        status.pk = pk
    status.clean_fields(exclude=["workspace", "product"])
    steps = list(product.statuses.select_for_update())
    _require_free_name(steps, status)
    before = [order.index(step.category) - order.index(category) for step in steps]
    first, end = sum(step < 0 for step in before), sum(step <= 0 for step in before)
    status.position = end if position is None else max(first, min(position, end))
    product.statuses.filter(position__gte=status.position).update(position=F("position") + 1)
    status.save(force_insert=True)
    record("status.created", status, by=by, data={"product": str(product.pk)})
    return status


@transaction.atomic
def update_status(
    status: Status,
    *,
    by: Actor,
    name: str | None = None,
    position: int | None = None,
    expected_version: int | None = None,
) -> Status:
    """Call a step something else; give it another `position` (from 0) in the workflow, among the steps of its category.

    Items keep it. Raises ValidationError by field, OutOfDate. Cost: 3 statements, one more where it moves.
    """
    require(by, Right.MANAGE_PLANS)
    steps = list(Status.objects.filter(product=status.product_id).select_for_update(no_key=True))
    status = _among(steps, status)
    check_version(status, expected_version, name=status.name)
    before, status.name = status.name, (status.name if name is None else name.strip())
    status.clean_fields(exclude=["workspace", "product"])
    _require_free_name([step for step in steps if step.pk != status.pk], status)
    changes: dict[str, list[Any]] = {"name": [before, status.name]} if before != status.name else {}
    if position is not None and (moved := put_at(status, steps, _within_category(status, steps, position))):
        changes["position"] = moved
    if changes:
        status.version += 1
        status.save(update_fields=["name", "version", "updated_at"])
        record("status.updated", status, by=by, changes=changes)
    return status


def _among(steps: Sequence[Status], status: Status) -> Status:
    """The step as it is now. Raises DoesNotExist."""
    for step in steps:
        if step.pk == status.pk:
            return step
    raise Status.DoesNotExist


def _within_category(status: Status, steps: Sequence[Status], position: int) -> int:
    """The place nearest to `position` that leaves the workflow in the order of its categories."""
    order = [choice.value for choice in Category]
    own = order.index(status.category)
    others = [order.index(step.category) for step in steps if step.pk != status.pk]
    return max(sum(step < own for step in others), min(position, sum(step <= own for step in others)))


@transaction.atomic
def remove_status(status: Status, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a step out of the workflow; never while items are in it or it is the only step left.

    Raises Conflict, PermissionDenied, OutOfDate.
    """
    require(by, Right.MANAGE_PLANS)
    status = _locked(status)
    check_version(status, expected_version, name=status.name)
    if Item.all_objects.filter(status=status).exists():
        raise Conflict(_("Items are in this status. Move them to another one first."))
    if status.product.statuses.count() == 1:
        raise Conflict(_("A workflow needs at least one step. Add another one first."))
    data = {"product": str(status.product_id), "category": status.category, "position": status.position}
    record("status.removed", status, by=by, data=data)
    status.delete()


def _locked(status: Status) -> Status:
    rows = Status.objects.select_for_update(of=("self",), no_key=True).select_related("product")
    return rows.get(pk=status.pk)


def _require_names_once(workflow: Steps) -> None:
    names = [name.lower() for name, _category in workflow]
    for at, name in enumerate(names):
        if name in names[:at]:
            problem = _("Two steps of the workflow have the same name.")
            raise ValidationError({"workflow": ErrorAt(problem, at=(at, "name"))})


def _require_free_name(others: Any, status: Status) -> None:
    if any(other.name.lower() == status.name.lower() for other in others):
        raise ValidationError({"name": _("The workflow has a step of this name.")})
