"""`manage.py seed_demo`: the demo company."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Member, Workspace
from accounts.permissions import Role
from config.demo import company
from config.demo.scale import grow
from config.demo.seed import seed
from roadmap.models import ShareLink
from roadmap.services.sharing import share_url

MOST = 1_000_000


class Command(BaseCommand):
    """Made once; a second run only prints the sign-ins, or adds what is missing to reach --items."""

    help = "Make the demo company Fernhill: 3 products, 4 teams, 12 people, 400 items, 3 roadmaps."
    requires_system_checks = []  # they load every page, for a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--items", type=int, default=0, help=f"grow to so many items in all, at most {MOST:,}"
        )
        parser.add_argument("--show", action="store_true", help="only print how to sign in")

    def handle(self, *args: Any, items: int, show: bool, **options: Any) -> None:
        if not 0 <= items <= MOST:
            raise CommandError(f"--items goes from 0 to {MOST:,}.")
        workspace = Workspace.objects.filter(slug=company.WORKSPACE_SLUG).first()
        if workspace is None and not show:
            workspace = seed()
        if workspace is None:
            return
        if items:
            grow(workspace, items)
        self.stdout.write(sign_ins(workspace))


def sign_ins(workspace: Workspace) -> str:
    """One person of each role, the password of all, and a share link."""
    lines = [
        f"Sign in to {settings.BASE_URL}/w/{workspace.slug}/ with the password {company.PASSWORD} as:",
        "",
    ]
    for role in Role:
        member = Member.objects.active().filter(workspace=workspace, role=role).order_by("id").first()
        if member is not None:
            lines.append(f"  {member.email:<28} {role.label}")
    link = ShareLink.objects.filter(workspace=workspace, revoked_at=None).order_by("id").first()
    if link is not None:
        lines += ["", f"A roadmap as a stakeholder without an account reads it: {share_url(link)}"]
    return "\n".join([*lines, ""])
