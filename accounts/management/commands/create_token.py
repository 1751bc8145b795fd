"""`manage.py create_token`: an API token from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import Member, Token, Workspace
from accounts.services import create_token
from activity.actors import system_actor
from core.db import tenant


class Command(BaseCommand):
    help = "Make an API token for a member of a workspace and print it, alone."
    requires_system_checks = []  # they load every page, for a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--email", required=True)
        parser.add_argument("--scope", required=True, choices=Token.Scope.values)
        parser.add_argument("--name", default=_("Command line"), help="what it is for")

    def handle(self, *args: Any, workspace: str, email: str, scope: str, name: str, **options: Any) -> None:
        here = Workspace.objects.filter(slug=workspace).first()
        if here is None:
            raise CommandError(_("There is no workspace %(slug)s.") % {"slug": workspace})
        with tenant(here.pk):
            member = Member.objects.active().filter(workspace=here, user__email__iexact=email.strip()).first()
            if member is None:
                raise CommandError(
                    _("Nobody with the address %(email)s is a member there.") % {"email": email}
                )
            try:
                _token, secret = create_token(member, name=name, scope=scope, by=system_actor(here.pk))
            except (PermissionDenied, ValidationError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(secret)
