"""How allauth behaves here."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmationMixin
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from uuid_utils.compat import uuid7


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation or by the one-time set-up page, so nobody signs up by themselves.

    Mails name BASE_URL, never the host that a request claims to have asked.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.BASE_URL}{path.replace('UID-KEY', key)}"

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationMixin
    ) -> str:
        return f"{settings.BASE_URL}{reverse('account_confirm_email', args=[emailconfirmation.key])}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail down for the worker: a mail server that is slow or away must not say, by a pause or an error,
        whose address is known here.
        """
        here = SimpleNamespace(name="Throughline", domain=settings.BASE_URL)
        shared = {**context, "email": email, "current_site": here, "base_url": settings.BASE_URL}
        letter = self.render_mail(template_prefix, email, shared)
        html = next(
            (str(body) for body, kind in getattr(letter, "alternatives", ()) if kind == "text/html"), ""
        )
        write_mail = import_string(settings.WRITE_MAIL)
        write_mail(f"account:{uuid7()}", to=email, subject=letter.subject, text=letter.body, html=html)
