"""Taking back what was said, what was put under it, files, and who is told."""

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.models import Attachment, Comment, Item
from backlog.services.attachments import remove_attachment, restore_attachment
from backlog.services.discussion import delete_comment, edit_comment, restore_comment
from backlog.services.reactions import react
from backlog.services.undo.rows import there
from backlog.services.watching import unwatch, watch


class CommentUndo:
    """Reverses saying, rewording, deleting, bringing back, and reactions."""

    verbs = frozenset(
        {"comment.created", "comment.updated", "comment.deleted", "comment.restored", "comment.reacted"}
    )

    def undo(self, event: Event, *, by: Actor) -> None:
        comment = there(Comment, event.object_id, by)
        match event.verb:
            case "comment.created" | "comment.restored":
                delete_comment(comment, by=by)
            case "comment.deleted":
                restore_comment(comment, by=by)
            case "comment.updated":
                edit_comment(comment, by=by, text=holding(event, lambda _name: comment.text)["text"])
            case _:
                before, after = event.changes["reaction"]
                react(comment, by=by, sign=before or after, on=after is None)


class AttachmentUndo:
    """Reverses adding, removing and bringing back a file, as long as it is kept."""

    verbs = frozenset({"attachment.added", "attachment.removed", "attachment.restored"})

    def undo(self, event: Event, *, by: Actor) -> None:
        attachment = there(Attachment, event.data["attachment"], by, item__deleted_at=None)
        if event.verb == "attachment.removed":
            restore_attachment(attachment, by=by)
        else:
            remove_attachment(attachment, by=by)


class WatchUndo:
    """Reverses having somebody told of an item, and no longer."""

    verbs = frozenset({"watcher.added", "watcher.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        item = there(Item, event.data["on"], by)
        member = there(Member, event.data["member"], by)
        turn = unwatch if event.verb == "watcher.added" else watch
        turn(item, by=by, member=member)
