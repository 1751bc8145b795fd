"""Editions: what was published, as it was."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor, system_actor
from activity.services import record
from roadmap.document import SCHEMA, document
from roadmap.models import Edition, Roadmap
from roadmap.services.roadmaps import about, locked


def publish(roadmap: Roadmap, *, by: Actor, note: str = "") -> Edition:
    """The edition of `published`, whether it had to be made or not."""
    return published(roadmap, by=by, note=note)[0]


@transaction.atomic
def published(roadmap: Roadmap, *, by: Actor, note: str = "") -> tuple[Edition, bool]:
    """Keep the roadmap as it is now as the next edition, which share links show from now on; and whether it is new.

    `note` says what changed. Numbers have no gaps (the roadmap's row is locked). With nothing changed and no note
    it is the last edition, and nothing was made. Raises ValidationError, PermissionDenied. Cost: 7 statements, and the document.
    """
    roadmap = locked(roadmap, by=by)
    last = roadmap.editions.first()
    made = document(roadmap)
    if last is not None and not last.is_automatic and not note.strip() and last.document == made:
        return last, False
    edition = Edition(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        number=last.number + 1 if last else 1,
        schema=SCHEMA,
        document=made,
        note=note.strip(),
        is_automatic=False,
        published_by_id=by.member_id,
        published_at=timezone.now(),
    )
    edition.clean_fields(exclude=["workspace", "roadmap", "published_by", "document"])
    edition.save(force_insert=True)
    data = {**about(roadmap), "number": edition.number, "note": edition.note}
    record("edition.published", edition, by=by, label=_edition_label(roadmap, edition), data=data)
    return edition, True


@transaction.atomic
def keep_edition_of_the_night(roadmap: Roadmap) -> Edition | None:
    """Keep an automatic edition if the document changed since the last one; readers do not see it, "since" does.

    Twice in a night is once.
    """
    roadmap = locked(roadmap, by=system_actor(roadmap.workspace_id))
    last = roadmap.editions.first()
    made = document(roadmap)
    if last is not None and last.document == made:
        return None
    return Edition.objects.create(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        number=last.number + 1 if last else 1,
        schema=SCHEMA,
        document=made,
        is_automatic=True,
        published_at=timezone.now(),
    )


def _edition_label(roadmap: Roadmap, edition: Edition) -> str:
    return _("%(roadmap)s, edition %(number)d") % {"roadmap": roadmap.name, "number": edition.number}
