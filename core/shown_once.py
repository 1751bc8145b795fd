"""A secret that a page shows once: from the POST that made it, over its redirect, to the next GET and no further."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

_FOR = 600  # seconds in which it must be asked for


def keep_secret(request: HttpRequest, name: str, secret: str) -> None:
    """Keep it in the person's session, encrypted: sessions lie in the database and in its backups."""
    request.session[_key(name)] = _cipher().encrypt(secret.encode()).decode()


def take_secret(request: HttpRequest, name: str) -> str:
    """What was kept under this name, which is then forgotten; empty where nothing was, or ten minutes ago."""
    sealed = request.session.pop(_key(name), "")
    try:
        return _cipher().decrypt(sealed.encode(), ttl=_FOR).decode()
    except InvalidToken:
        return ""


def _key(name: str) -> str:
    return f"shown_once:{name}"


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"shown-once:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
