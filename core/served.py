"""Files that people brought, given to other people's browsers."""

from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from core.filetypes import IMAGES, kind_of

# Whatever it holds, it runs nothing, loads nothing and is no page of ours.
LOCKED_UP = "default-src 'none'; sandbox"


def served(file: FieldFile, *, name: str, media_type: str, in_place: bool = True) -> Any:
    """The answer that holds the file, for whoever may have it: an image `in_place`, anything else to be saved.

    An image is looked at once more: one that is none is only to be saved. Raises Http404 where the storage has lost it.
    """
    try:
        content: Any = file.open("rb")
    except OSError:
        raise Http404 from None
    shown = in_place and media_type in IMAGES and kind_of(content) == media_type
    answer = FileResponse(content, as_attachment=not shown, filename=name, content_type=media_type)
    answer["Content-Security-Policy"] = LOCKED_UP
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
