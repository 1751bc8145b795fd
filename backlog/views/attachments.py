"""Files at an item: added, opened, removed."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Attachment
from backlog.queries.attachments import attachments_in
from backlog.services.attachments import add_attachment, remove_attachment
from backlog.views.answers import done, refused
from backlog.views.common import item_or_404
from core.served import served

MOST_AT_ONCE = 20


@workspace_view(Right.READ_BACKLOG)
@require_POST
def attach(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Keep the files of `file`, all or none; an editor asks with `?as=markdown` for the words that lead to them."""
    item = item_or_404(request, key)
    files = request.FILES.getlist("file")
    try:
        if not 0 < len(files) <= MOST_AT_ONCE:
            raise ValidationError(_("Choose between 1 and %(most)d files.") % {"most": MOST_AT_ONCE})
        with transaction.atomic():
            added = [add_attachment(item, by=request.actor, file=file) for file in files]
    except ValidationError as error:
        if "as" in request.GET:
            return HttpResponse(" ".join(error.messages), status=422, content_type="text/plain")
        return refused(request, item, "file", error)
    if "as" in request.GET:
        words = "\n".join(_markdown(request, one) for one in added)
        return HttpResponse(words, content_type="text/plain")
    said = ngettext("%(name)s added.", "%(count)d files added.", len(added))
    return done(request, item, said % {"name": added[0].name, "count": len(added)})


@workspace_view(Right.READ_BACKLOG)
@require_POST
def remove_file(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take a file away; Undo brings it back."""
    attachment = _attachment(request, pk)
    remove_attachment(attachment, by=request.actor)
    return done(request, attachment.item, _("%(name)s removed.") % {"name": attachment.name})


@workspace_view(Right.READ_BACKLOG)
@require_safe
def file(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The file itself: an image on the page, anything else to be saved."""
    found = _attachment(request, pk)
    answer: HttpResponse = served(found.file, name=found.name, media_type=found.media_type)
    return answer


def _attachment(request: WorkspaceRequest, pk: UUID) -> Attachment:
    rows = attachments_in(request.workspace.pk).select_related("item__product", "item__workspace")
    return get_object_or_404(rows, pk=pk)


def _markdown(request: WorkspaceRequest, attachment: Attachment) -> str:
    """An image, or a link, as a text names it; signs that would end its name are left out."""
    name = "".join(sign for sign in attachment.name if sign not in "[]()\\<>`")
    where = reverse("backlog:file", kwargs={"slug": request.workspace.slug, "pk": attachment.pk})
    return f"{'!' if attachment.is_image else ''}[{name}]({where})"
