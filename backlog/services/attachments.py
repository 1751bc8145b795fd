"""Files at items: taken in, taken away, brought back, forgotten."""

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.models import Event
from activity.services import record
from backlog.models import Attachment, Item
from backlog.permissions import may_remove_attachment, require_restore
from backlog.targets import subject_of
from core.errors import check_version
from core.files import save_with_row
from core.filetypes import kind_of

MOST_OF_ITEM = 100
LONGEST_NAME = 200
KINDS = gettext_lazy("images, PDF, Office and OpenDocument files, text, ZIP, MP4 and WebM")


@transaction.atomic
def add_attachment(item: Item, *, by: Actor, file: "UploadedFile[Any]") -> Attachment:
    """Keep a file with the item, for everyone who may read the backlog; whoever may comment may.

    What it is is found out from its content. Raises ValidationError for one that is empty, too large, of a kind that
    is not taken, or for which the workspace has no room left; PermissionDenied, Conflict.
    """
    subject_of(item, by)
    kind = _checked(item, file)
    row = Attachment(
        workspace_id=item.workspace_id, item=item, name=_name(file), media_type=kind, size=file.size or 0,
        uploaded_by_id=by.member_id,
    )  # fmt: skip
    save_with_row(row.file, "", file)
    row.save(force_insert=True)
    _tell("attachment.added", row, by, [None, row.name])
    return row


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide a file; for 30 days it can be brought back. Twice is once. Raises PermissionDenied, OutOfDate, Conflict."""
    attachment = _locked(attachment, by)
    check_version(attachment, expected_version, name=attachment.name)
    if attachment.deleted_at is None:
        _set_deleted(attachment, True)
        _tell("attachment.removed", attachment, by, [attachment.name, None])


@transaction.atomic
def restore_attachment(attachment: Attachment, *, by: Actor) -> None:
    """Bring a file back: one's own that one took away oneself, or for who grooms any. Twice is once."""
    attachment = _locked(attachment, by)
    if attachment.deleted_at is not None:
        require_restore(by, deleted_by=lambda: _remover(attachment))
        _set_deleted(attachment, False)
        _tell("attachment.restored", attachment, by, [None, attachment.name])


def forget_attachments(rows: "QuerySet[Attachment]") -> None:
    """Remove rows and, once that is committed, their files."""
    files = [(row.file.storage, str(row.file.name)) for row in rows]
    rows.delete()
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name), robust=True)


def _checked(item: Item, file: "UploadedFile[Any]") -> str:
    """The kind of a file that may come in. Two statements."""
    size, most = file.size or 0, settings.ATTACHMENT_MOST_BYTES
    if not size:
        raise ValidationError({"file": _("“%(name)s” is empty.") % {"name": _name(file)}})
    if size > most:
        said = _("“%(name)s” has %(size)s; a file may have at most %(most)s.")
        raise ValidationError({"file": said % {"name": _name(file), **_sizes(size=size, most=most)}})
    kind = kind_of(file.file)  # type: ignore[arg-type]
    if kind is None:
        said = _("“%(name)s” is of a kind that is not taken. These are: %(kinds)s.")
        raise ValidationError({"file": said % {"name": _name(file), "kinds": KINDS}})
    _check_room(item, size)
    return kind


def _check_room(item: Item, size: int) -> None:
    if item.attachments.filter(deleted_at=None).count() >= MOST_OF_ITEM:
        said = _("An item has at most %(most)d files.") % {"most": MOST_OF_ITEM}
        raise ValidationError({"file": said})
    kept, room = kept_bytes(item.workspace_id), settings.ATTACHMENTS_MOST_BYTES
    if kept + size > room:
        said = _(
            "The workspace keeps %(kept)s of files and has room for %(room)s. Deleted files go after 30 days."
        )
        raise ValidationError({"file": said % _sizes(kept=kept, room=room)})


def kept_bytes(workspace_id: Any) -> int:
    """What the workspace's files take, deleted ones included, since these are still kept. One statement."""
    total = Attachment.objects.filter(workspace_id=workspace_id).aggregate(total=Sum("size"))["total"]
    return int(total or 0)


def _sizes(**sizes: int) -> dict[str, str]:
    return {name: filesizeformat(size) for name, size in sizes.items()}


def _name(file: "UploadedFile[Any]") -> str:
    """What people call it, on one line; the end of a long one says what it is and stays."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in file.name or "").split())
    return name[-LONGEST_NAME:] or _("File")


def _locked(attachment: Attachment, by: Actor) -> Attachment:
    """The row as it is now, held until commit, for one who may take it away or bring it back."""
    rows = Attachment.objects.select_related("item__product").select_for_update(of=("self",), no_key=True)
    attachment = rows.get(pk=attachment.pk)
    subject_of(attachment.item, by)
    if not may_remove_attachment(attachment, by):
        raise PermissionDenied(
            _("Only who added a file, or a product owner or above, may remove it or bring it back.")
        )
    return attachment


def _remover(attachment: Attachment) -> UUID | None:
    """Who took the file away last; events of files are the item's."""
    done = Event.objects.filter(object_id=attachment.item_id, verb="attachment.removed")
    mine = done.filter(data__attachment=str(attachment.pk)).order_by("-id")
    return mine.values_list("actor_id", flat=True).first()


def _set_deleted(attachment: Attachment, deleted: bool) -> None:
    attachment.deleted_at = timezone.now() if deleted else None
    attachment.version += 1
    attachment.save(update_fields=["deleted_at", "version", "updated_at"])


def _tell(verb: str, attachment: Attachment, by: Actor, change: list[str | None]) -> None:
    item = attachment.item
    data = {
        "product": str(item.product_id),
        "key": item.key,
        "title": item.title,
        "attachment": str(attachment.pk),
    }
    record(verb, item, by=by, label=attachment.name, changes={"attachments": change}, data=data)
