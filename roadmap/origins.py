"""Sites that may show a shared page in a frame: as people write them, and as a browser is told."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_SITES = 20
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_PORT = {"https": 443, "http": 80}


def origin_of(text: str) -> str:
    """The origin (`https://wiki.example.com`, with a port where it is not the usual one) of a site or of any page of it.

    Without a scheme it is https. Raises ValidationError for what is no address of a site: a pattern, credentials, another scheme.
    """
    wrong = ValidationError(
        _("“%(text)s” is not the address of a site, such as https://wiki.example.com.")
        % {"text": text.strip()[:100]}
    )
    try:
        parts = urlsplit(text.strip() if "//" in text else f"https://{text.strip()}")
        host = (parts.hostname or "").encode("idna").decode().lower()
        port = parts.port
    except ValueError:  # idna's error is one
        raise wrong from None
    if (
        len(text.split()) != 1
        or parts.scheme not in _PORT
        or "@" in parts.netloc
        or not _HOST.fullmatch(host)
    ):
        raise wrong
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _PORT[parts.scheme]) else "")


def origins_of(texts: list[str]) -> list[str]:
    """The origins of these sites in their order, each once. Raises ValidationError, also for more than MOST_SITES."""
    found = list(dict.fromkeys(origin_of(text) for text in texts if text.strip()))
    if len(found) > MOST_SITES:
        raise ValidationError(_("Name %(most)d sites at most.") % {"most": MOST_SITES})
    return found
