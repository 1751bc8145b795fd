"""Who may do what: the permission table as code, one `Right` a row. Pure: no queries.

Every page and API class names the one right it needs; what is not named is closed.
"""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.actors import Actor


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    PRODUCT_MANAGER = "product_manager", _("Product manager")
    PRODUCT_OWNER = "product_owner", _("Product owner")
    CONTRIBUTOR = "contributor", _("Contributor")
    STAKEHOLDER = "stakeholder", _("Stakeholder")


class Via(models.TextChoices):
    HTML = "html"
    API = "api"
    MCP = "mcp"
    IMPORT = "import"
    WORKER = "worker"


class Right(models.TextChoices):
    """One row of the permission table; the label ends the sentence "Only … may"."""

    MANAGE_WORKSPACE = (
        "manage_workspace",
        _("manage members, roles and workspace settings"),
    )
    MANAGE_PLANS = (
        "manage_plans",
        _("manage products, scoring models, goals, roadmaps, releases and share links"),
    )
    MANAGE_TEAMS = "manage_teams", _("manage teams")
    GROOM = "groom", _("rank, rate, estimate and edit every item")
    IMPORT = "import", _("import items")
    CONTRIBUTE = "contribute", _("create items and edit their own")
    READ_BACKLOG = "read_backlog", _("read the backlog")
    USE_TOKENS = "use_tokens", _("make API tokens")
    READ_ROADMAPS = "read_roadmaps", _("read roadmaps, goals and releases")


_STAKEHOLDER = frozenset({Right.READ_ROADMAPS})
_CONTRIBUTOR = _STAKEHOLDER | {Right.READ_BACKLOG, Right.CONTRIBUTE, Right.USE_TOKENS}
_PRODUCT_OWNER = _CONTRIBUTOR | {Right.GROOM, Right.IMPORT}
_PRODUCT_MANAGER = _PRODUCT_OWNER | {Right.MANAGE_PLANS, Right.MANAGE_TEAMS}
ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    Role.STAKEHOLDER: _STAKEHOLDER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.PRODUCT_OWNER: _PRODUCT_OWNER,
    Role.PRODUCT_MANAGER: _PRODUCT_MANAGER,
    Role.OWNER: _PRODUCT_MANAGER | {Right.MANAGE_WORKSPACE},
}


def may(actor: Actor, right: Right) -> bool:
    """True where the actor's role has the right; the system and an import act with every right."""
    if actor.kind in ("system", "import"):
        return True
    return right in ROLE_RIGHTS.get(actor.role, frozenset())


def roles_with(right: Right) -> list[Role]:
    """The roles that have a right, the least first."""
    return [role for role in reversed(Role) if right in ROLE_RIGHTS[role]]


def refusal(right: Right) -> PermissionDenied:
    """The 403 whose sentence names the role that is needed."""
    needed = roles_with(right)[0]
    return PermissionDenied(
        _("Only a %(role)s or above may %(what)s.") % {"role": needed.label.lower(), "what": right.label}
        if needed != Role.OWNER
        else _("Only an owner may %(what)s.") % {"what": right.label}
    )


def require(actor: Actor, right: Right) -> None:
    """Raise `refusal(right)` unless the actor has the right."""
    if not may(actor, right):
        raise refusal(right)
