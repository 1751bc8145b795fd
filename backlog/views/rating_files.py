"""Ratings as a file: what one would do, doing it, and the file of a list."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import MOST as MOST_UNDONE
from backlog.models import Product
from backlog.rating_file import MOST_BYTES, MOST_ROWS, RatingFile, rating_lines, read_rating_file
from backlog.services.rating import rate_many
from backlog.views.common import product_or_404, undo_url
from core.numbers import written
from core.query import QueryError

MOST_SHOWN = 100  # rows that a preview lists


class RatingFileForm(forms.Form):
    """The file, and what an empty cell means."""

    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"})
    )
    empties = forms.BooleanField(label=gettext_lazy("Empty cells take a number away"), required=False)

    def clean_file(self) -> Any:
        """Raises ValidationError for a file that is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024}
            )
        return file


@workspace_view(Right.GROOM)
@require_safe
def rating_file(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Choose a file."""
    return _page(request, product_or_404(request, product_key), RatingFileForm())


@workspace_view(Right.GROOM)
@require_POST
def preview_ratings(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """What the file would do; nothing is written, and the file itself is not kept: the page carries it."""
    product = product_or_404(request, product_key)
    form = RatingFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, product, form, status=422)
    empties = form.cleaned_data["empties"]
    try:
        data = form.cleaned_data["file"].read()
        read = read_rating_file(product, data, by=request.actor, empties=empties)
    except ValidationError as error:
        form.add_error("file", error.messages)
        return _page(request, product, form, status=422)
    return _preview(request, product, read, empties)


@workspace_view(Right.GROOM)
@require_POST
def import_ratings(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Do it: all rows but those that are refused, in one act."""
    product = product_or_404(request, product_key)
    data, empties = request.POST.get("text", "").encode(), "empties" in request.POST
    if len(data) > 2 * MOST_BYTES:
        raise ValidationError(_("The file is too large."))
    read = read_rating_file(product, data, by=request.actor, empties=empties)
    rated = rate_many(read.given, by=request.actor)
    count = len(rated.changes)
    said = ngettext(
        "The numbers of %(count)d item changed.", "The numbers of %(count)d items changed.", count
    )
    undo = undo_url(request) if 0 < count <= MOST_UNDONE else ""
    messages.success(request, said % {"count": count}, extra_tags=undo)
    return redirect("backlog:scoring", slug=request.workspace.slug, product_key=product.key)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def export_ratings(request: WorkspaceRequest, product_key: str) -> Any:
    """The numbers of the list that `?q=` describes, as a CSV file that can be imported again; sent as it is read."""
    product = product_or_404(request, product_key)
    query, today = request.GET.get("q", "").strip(), timezone.localdate()
    try:
        lines = rating_lines(product, actor=request.actor, query=query, today=today)
    except QueryError as error:
        raise ValidationError(str(error)) from error
    answer = StreamingHttpResponse(_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{product.key}-ratings.csv"'
    return answer


def _csv(lines: Iterable[list[str]]) -> Iterable[str]:
    """The rows as text, some at a time."""
    buffer = StringIO("\ufeff")
    buffer.seek(0, 2)
    writer = csv.writer(buffer)
    for line in lines:
        writer.writerow(line)
        if buffer.tell() > 1 << 14:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _page(
    request: WorkspaceRequest, product: Product, form: RatingFileForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "product": product, "form": form, "slug": request.workspace.slug, "most": MOST_BYTES // 1024 // 1024,
        "rows": written(MOST_ROWS), "criteria": product.criteria.all(),
    }  # fmt: skip
    return render(request, "backlog/scoring/file.html", context, status=status)


def _preview(request: WorkspaceRequest, product: Product, read: RatingFile, empties: bool) -> HttpResponse:
    context = {
        "product": product, "file": read, "empties": empties, "slug": request.workspace.slug,
        "changed": read.changed[:MOST_SHOWN], "refused": read.refused[:MOST_SHOWN], "shown": MOST_SHOWN,
        "too_many": len(read.changed) > MOST_UNDONE, "most_undone": MOST_UNDONE,
    }  # fmt: skip
    return render(request, "backlog/scoring/file_preview.html", context)
