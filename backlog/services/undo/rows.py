"""The rows that events are about."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from core.errors import Conflict


def there(model: Any, pk: UUID | str, by: Actor, *related: str, **more: Any) -> Any:
    """The workspace's row of that id, with what is `related`. Raises Conflict where it is gone. One statement."""
    row = model.objects.filter(pk=pk, workspace_id=by.workspace_id, **more).select_related(*related).first()
    if row is None:
        raise Conflict(_("It has been deleted."))
    return row


def refuse_again(model: Any, pk: UUID) -> None:
    """Raise Conflict where what was taken away is there again. One statement."""
    if model.objects.filter(pk=pk).exists():
        raise Conflict(_("It is there again already."))
