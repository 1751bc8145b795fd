"""`/api/v1/docs/`: the API's description to read and try, drawn by Swagger UI under the strict policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page; its script reads the address of the description from the page and runs nothing inline."""
    return render(request, "core/api_docs.html")
