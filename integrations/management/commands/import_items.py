"""`manage.py import_items`: another tool's export into a product, from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member, Workspace
from accounts.permissions import Via
from backlog.models import Product
from core.db import set_tenant
from integrations import services
from integrations.importers.rows import Options
from integrations.models import ImportJob
from integrations.services.jobs import READERS

WRONG = 2
COUNTS = {
    "created": "new",
    "updated": "updated",
    "unchanged": "unchanged",
    "kept_here": "kept as edited here",
    "skipped": "left out",
    "comments": "comments",
    "labels": "new labels",
    "people": "new people",
    "problems": "problems",
}


class Command(BaseCommand):
    help = "Import items from another tool's export; a second run of the same file changes only what changed there."
    requires_system_checks = []  # they load every page, for a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export; for Jira its CSV with all fields")
        parser.add_argument("--workspace", required=True, metavar="SLUG")
        parser.add_argument("--product", required=True, metavar="KEY")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the member in whose name it happens"
        )
        parser.add_argument("--format", default="jira", choices=sorted(READERS))
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would become of it; write nothing"
        )
        parser.add_argument(
            "--date-order",
            default="",
            choices=["day_first", "month_first", "year_first"],
            help="for dates that can be read in more than one way",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        product, member = self.place(options)
        try:
            job = self.job(product, member, options)
        except (ValidationError, PermissionDenied) as error:
            messages = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(" ".join(messages)) from error
        done = services.run_import(job, progress=self.progress)
        self.stderr.write("")
        try:
            self.result(done)
        finally:
            if options["dry_run"]:
                services.drop(done)

    def place(self, options: dict[str, Any]) -> tuple[Product, Member]:
        """The product and the member that the arguments name."""
        here = Workspace.objects.filter(slug=options["workspace"]).first()
        if here is None:
            raise CommandError(
                _("There is no workspace %(slug)s.") % {"slug": options["workspace"]}, returncode=WRONG
            )
        set_tenant(here.pk)
        product = Product.objects.filter(workspace=here, key=options["product"].upper()).first()
        if product is None:
            known = ", ".join(Product.objects.filter(workspace=here).values_list("key", flat=True)) or "–"
            words = {"key": options["product"], "known": known}
            raise CommandError(
                _("There is no product %(key)s; there are: %(known)s.") % words, returncode=WRONG
            )
        people = Member.objects.active().select_related("user").filter(workspace=here)
        member = people.filter(user__email__iexact=options["by"].strip()).first()
        if member is None:
            words = {"email": options["by"]}
            raise CommandError(
                _("Nobody with the address %(email)s is a member there.") % words, returncode=WRONG
            )
        return product, member

    def job(self, product: Product, member: Member, options: dict[str, Any]) -> ImportJob:
        """The job, ready to run in this process."""
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": file}, returncode=WRONG)
        by = member.actor(via=Via.IMPORT)
        chosen = Options(date_order=options["date_order"])
        keep = services.start_preview if options["dry_run"] else services.keep_file
        with transaction.atomic(), file.open("rb") as stream:
            set_tenant(product.workspace_id)
            job = keep(File(stream, name=file.name), product, by=by, format=options["format"], options=chosen)
            if options["dry_run"]:
                self.describe(services.look_at_file(job))
            return services.start_import(job, by=by, dry_run=options["dry_run"], queue=False)

    def describe(self, job: ImportJob) -> None:
        """What maps where."""
        if job.state == ImportJob.State.FAILED:
            raise CommandError(job.error)
        for column in job.preview["columns"]:
            if column["filled"]:
                target = column["target"] or "–"
                self.stdout.write(
                    f"{column['header'][:40]:40}  → {target:16} {column['filled']:>8}  {column['note']}"
                )
        steps = {str(step.pk): step.name for step in job.product.statuses.all()}
        for status in job.preview["statuses"]:
            self.stdout.write(
                f"{status['name'][:40]:40}  → {steps.get(status['suggested'], '–'):16} {status['count']:>8}"
            )
        for kind in job.preview["kinds"]:
            self.stdout.write(f"{kind['name'][:40]:40}  → {kind['kind']:16} {kind['count']:>8}")

    def progress(self, job: ImportJob) -> None:
        self.stderr.write(f"\r{job.done_rows:>9} / {job.total_rows}", ending="")

    def result(self, job: ImportJob) -> None:
        """The counts and the first problems; nothing imported is an error."""
        counts = job.preview.get("dry_run", {}) if job.options.get("dry_run") else job.counts
        for problem in job.problems.all()[:20]:
            field = f"{problem.field}: " if problem.field else ""
            value = f" ({problem.value})" if problem.value else ""
            self.stderr.write(f"line {problem.line}: {field}{problem.reason}{value}")
        if job.state == ImportJob.State.FAILED:
            raise CommandError(job.error)
        self.stdout.write(
            ", ".join(f"{counts[name]} {word}" for name, word in COUNTS.items() if counts.get(name))
        )
        if not any(counts.get(name) for name in ("created", "updated", "unchanged")):
            raise CommandError(_("Nothing could be imported."))
