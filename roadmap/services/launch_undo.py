"""Taking back what was done to launch checklists, their templates and the changelog."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.changes import former
from activity.models import Event
from activity.undo import holding
from backlog.models import Product
from core.errors import Conflict
from roadmap.models import Changelog, LaunchStep, Release
from roadmap.services.changelog import publish_release, set_changelog, unpublish_release
from roadmap.services.launch_steps import add_step, remove_step, tick_step, update_step
from roadmap.services.launch_templates import set_template, template_of


class StepUndo:
    """Reverses what was done to the steps of a launch checklist."""

    verbs = frozenset({
        "release.step_added", "release.step_updated", "release.step_ticked", "release.step_unticked",
        "release.step_removed",
    })  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        release = _release(event, by)
        if event.verb == "release.step_removed":
            add_step(release, by=by, pk=UUID(event.data["step"]), **_was(event.data))
            return
        step = LaunchStep.objects.filter(pk=event.data["step"], release=release).first()
        if step is None:
            raise Conflict(_("It is no longer there."))
        match event.verb:
            case "release.step_added":
                if step.version > 1:
                    raise Conflict(_("Someone has changed it since."))
                remove_step(step, by=by)
            case "release.step_updated":
                update_step(step, by=by, fields=former(step, event))
            case _:
                former(step, event)
                tick_step(step, by=by, is_done=event.verb == "release.step_unticked")


class ChangelogUndo:
    """Reverses putting releases onto the changelog, and opening and closing it."""

    verbs = frozenset({
        "release.published", "release.unpublished", "changelog.opened", "changelog.closed", "launch_template.set",
    })  # fmt: skip

    def undo(self, event: Event, *, by: Actor) -> None:
        """Raises Conflict, ValidationError, PermissionDenied with the reason."""
        match event.verb:
            case "release.published" | "release.unpublished":
                release = _release(event, by)
                former(release, event)
                act = unpublish_release if event.verb == "release.published" else publish_release
                act(release, by=by)
            case "launch_template.set":
                product = Product.objects.get(pk=event.object_id, workspace_id=by.workspace_id)
                was = holding(event, lambda _name: template_of(product))
                set_template(product, was["steps"], by=by)
            case _:
                row = Changelog.objects.get(pk=event.object_id, workspace_id=by.workspace_id)
                set_changelog(by.workspace_id, by=by, is_open=former(row, event)["is_open"])


def _release(event: Event, by: Actor) -> Release:
    found = Release.objects.filter(pk=event.object_id, workspace_id=by.workspace_id).first()
    if found is None:
        raise Conflict(_("The release is no longer there."))
    return found


def _was(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": data["text"],
        "owner": UUID(data["owner"]) if data["owner"] else None,
        "due_on": date.fromisoformat(data["due_on"]) if data["due_on"] else None,
        "done_at": datetime.fromisoformat(data["done_at"]) if data["done_at"] else None,
    }
