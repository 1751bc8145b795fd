"""Taking back the adding and the removing of files."""

from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from backlog.models import Attachment
from backlog.services.attachments import remove_attachment, restore_attachment
from core.errors import Conflict


class AttachmentUndo:
    """Reverses adding and removing a file, as long as it is kept."""

    verbs = frozenset({"attachment.added", "attachment.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        files = Attachment.objects.filter(workspace_id=by.workspace_id, item__deleted_at=None)
        attachment = files.filter(pk=UUID(event.data["attachment"])).first()
        if attachment is None:
            raise Conflict(_("It has been deleted."))
        if event.verb == "attachment.added":
            remove_attachment(attachment, by=by)
        else:
            restore_attachment(attachment, by=by)
