"""The tree of objectives: at most MOST_LEVELS deep, without a ring, each with a place among its siblings."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activity.actors import Actor
from roadmap.models import Objective

MOST_LEVELS = 5
MOST_OBJECTIVES = 500

Tree = Mapping[UUID, Objective]


def locked_tree(by: Actor) -> Tree:
    """All objectives of the workspace in their order, held until commit, so that two moves cannot close a ring. One statement."""
    rows = Objective.objects.filter(workspace_id=by.workspace_id).order_by("pk")
    held = sorted(rows.select_for_update(no_key=True), key=lambda row: (row.position, row.pk))
    return {row.pk: row for row in held}


def siblings(tree: Tree, parent_id: UUID | None, *, but: UUID | None = None) -> list[Objective]:
    """The objectives directly below one (None: at the top), in their order."""
    return [row for row in tree.values() if row.parent_id == parent_id and row.pk != but]


def above_in(order: Sequence[Objective], pk: UUID) -> str | None:
    """The id of the sibling directly above one, as events keep it; None for the first."""
    ids = [row.pk for row in order]
    at = ids.index(pk)
    return str(ids[at - 1]) if at else None


def next_position(tree: Tree, parent_id: UUID | None) -> int:
    """The place below the last one."""
    return max((row.position for row in siblings(tree, parent_id)), default=-1) + 1


def check_place(tree: Tree, objective: Objective, parent_id: UUID | None) -> None:
    """Raise ValidationError where the objective cannot stand below that one: it is not there, a ring, too deep."""
    if parent_id is None:
        return
    if parent_id not in tree:
        raise ValidationError({"parent": _("There is no such objective.")})
    above = list(_upwards(tree, parent_id))
    if objective.pk in above:
        words = {"parent": tree[parent_id].name, "objective": objective.name}
        raise ValidationError(
            {"parent": _("“%(parent)s” is “%(objective)s” itself or stands below it.") % words}
        )
    if len(above) + _height(tree, objective.pk) > MOST_LEVELS:
        said = _("A tree of objectives is at most %(most)d levels deep.") % {"most": MOST_LEVELS}
        raise ValidationError({"parent": said})


def _upwards(tree: Tree, pk: UUID | None) -> Iterator[UUID]:
    while pk is not None and pk in tree:
        yield pk
        pk = tree[pk].parent_id


def _height(tree: Tree, pk: UUID) -> int:
    return 1 + max((_height(tree, row.pk) for row in siblings(tree, pk)), default=0)
