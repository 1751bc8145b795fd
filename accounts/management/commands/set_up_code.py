"""`manage.py set_up_code`: what the first visitor types."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.services import set_up_code


class Command(BaseCommand):
    help = "Print the one-time code of the set-up page while nobody has an account; nothing afterwards."

    def handle(self, *args: Any, **options: Any) -> None:
        if not User.objects.exists():
            address = f"{settings.BASE_URL}/"
            self.stdout.write(
                f"Nobody has an account yet. Open {address} and type this code: {set_up_code()}"
            )
