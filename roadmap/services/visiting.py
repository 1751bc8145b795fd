"""What visitors of a share link do: come in by a password, and be counted. Nobody knows who they are."""

import re
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from roadmap.models import ShareLink

PASS_SECONDS = 12 * 60 * 60
_ROBOT = re.compile(
    r"bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|slack|embedly|curl|wget|python|java/|go-http|monitor",
    re.IGNORECASE,
)


def pass_for(link: ShareLink, password: str) -> str:
    """What lets a visitor in for PASS_SECONDS: empty for a wrong password. Costs one check of a slow hash either way."""
    return _signer().sign(_stamp(link)) if check_password(password, link.password_hash) else ""


def lets_in(link: ShareLink, shown: str) -> bool:
    """True where no password is asked, or `shown` is a pass that the present password gave and that has not run out."""
    if not link.password_hash:
        return True
    try:
        return constant_time_compare(_signer().unsign(shown, max_age=PASS_SECONDS), _stamp(link))
    except BadSignature:
        return False


def is_opening(meta: Any) -> bool:
    """True where a request's headers tell of somebody who opens the page: no robot, no prefetch, no step from view to view."""
    agent = meta.get("HTTP_USER_AGENT", "")
    within = meta.get("HTTP_SEC_FETCH_SITE") == "same-origin"
    ahead = "prefetch" in meta.get("HTTP_SEC_PURPOSE", "")
    return bool(
        meta.get("REQUEST_METHOD") == "GET" and agent and not (within or ahead or _ROBOT.search(agent))
    )


def count_opening(link: ShareLink) -> None:
    """One more visit, without a word of who it was; no event, and the link's version stays. One statement."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=timezone.now())


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="share-link")


def _stamp(link: ShareLink) -> str:
    """What only this link with this password has."""
    return salted_hmac("share-link", f"{link.token_hash}{link.password_hash}").hexdigest()
