"""What other apps ask of the log."""

from uuid import UUID

from activity.models import Event


def last_actor(object_id: UUID, verb: str) -> UUID | None:
    """The member who did this to the object last; None where nobody did, or no member. One statement, by index."""
    done = Event.objects.filter(object_id=object_id, verb=verb).order_by("-id")
    return done.values_list("actor_id", flat=True).first()
