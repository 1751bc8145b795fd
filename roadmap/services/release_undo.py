"""Taking back what was done to releases and what is in them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.changes import former
from activity.models import Event
from backlog.models import Item
from core.errors import Conflict
from roadmap.models import Release, ReleaseItem
from roadmap.services.places_undo import PlacesUndo
from roadmap.services.release_items import add_items, remove_items
from roadmap.services.releases import (
    delete_release,
    mark_released,
    mark_unreleased,
    restore_release,
    update_release,
)


class ReleaseUndo(PlacesUndo):
    """Reverses everything about releases."""

    field = "release"
    container, place = Release.objects, ReleaseItem.objects
    gone = gettext_lazy("The release is no longer there.")
    added, removed = "release.item_added", "release.item_removed"
    verbs = frozenset({
        "release.created", "release.updated", "release.released", "release.unreleased", "release.deleted",
        "release.restored", added, removed,
    })  # fmt: skip

    def put(self, container: Release, items: Sequence[Item], *, is_primary: bool, by: Actor) -> None:
        add_items(container, items, by=by)

    def take(self, container: Release, items: Sequence[Item], *, by: Actor) -> None:
        remove_items(container, items, by=by)

    def back(self, event: Event, *, by: Actor) -> None:
        release = Release.all_objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
        if release is None or (release.deleted_at is not None and event.verb != "release.deleted"):
            raise Conflict(str(self.gone))
        match event.verb:
            case "release.created" | "release.restored":
                if event.verb == "release.created" and release.steps.exists():
                    raise Conflict(_("Someone has changed it since."))
                if release.places.exists():
                    raise Conflict(_("Items have been put into it since."))
                delete_release(release, by=by)
            case "release.deleted":
                restore_release(release, by=by)
            case "release.updated":
                update_release(release, by=by, fields=former(release, event))
            case "release.released":
                former(release, event)
                mark_unreleased(release, by=by)
            case _:
                mark_released(release, by=by, at=former(release, event)["released_at"])
