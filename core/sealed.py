"""Secrets that have to be shown again: kept encrypted, found by their hash."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

TOKEN_BYTES = 18  # 144 bits


def new_secret() -> str:
    """An unguessable word for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(secret: str) -> str:
    """What it is found by: SHA-256 as hex. Its own 144 bits make salt and stretching needless."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seal(secret: str, purpose: str) -> str:
    """The secret, encrypted for that purpose alone."""
    return _cipher(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """The secret; empty where SECRET_KEY has changed since."""
    try:
        return _cipher(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _cipher(purpose: str) -> MultiFernet:
    """Fernet keys from SECRET_KEY, the current one first."""
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"{purpose}:{secret}".encode()).digest() for secret in known)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
