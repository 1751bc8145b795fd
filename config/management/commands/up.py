"""`manage.py up`: everything Throughline needs, in one terminal, until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connections

from config.embedded import AlreadyRunning, Held, hold, start_postgres, start_valkey
from config.places import Places, places
from config.running import application, fingerprint, next_free_port, port_is_free
from config.supervisor import Service, StartFailed, StopRequested, Supervisor
from config.translations import compile_stale


class Command(BaseCommand):
    """Services, migrations, static files, web, workers and beat; one process that ends all of them."""

    help = "Run Throughline: PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL are set, web, workers, beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="make a demo workspace if there is none")
        parser.add_argument(
            "--port", default=os.environ.get("PORT") or "8000", help="default: PORT, else 8000"
        )

    def handle(self, *args: Any, demo: bool, port: str, **options: Any) -> None:
        number = usable_port(port, "make demo" if demo else "make up")
        here = places(settings.DATA_DIR.absolute())
        # For the processes to come, and for this one, whose settings are read already.
        settings.BASE_URL = os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{number}")
        try:
            with hold(here.data) as held, Supervisor(self.say) as supervisor:
                try:
                    self.start_services(supervisor, here, held)
                    self.prepare(supervisor, here, demo)
                    self.start_application(supervisor, here, number)
                    self.greet(demo, here)
                    supervisor.watch()
                except StopRequested:
                    self.say("Stopping …")
        except AlreadyRunning as error:
            refuse(str(error))

    def say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def start_services(self, supervisor: Supervisor, here: Places, held: Held) -> None:
        """Start those services whose address in the environment is ours."""
        if os.environ["DATABASE_URL"] == here.database_url:
            start_postgres(supervisor, here, held)
            if here.home != here.data:
                self.say(
                    f"PostgreSQL keeps its files in {here.home}: its user cannot enter {here.data.parent}."
                )
        if os.environ["REDIS_URL"] == here.redis_url:
            start_valkey(supervisor, here, held)

    def prepare(self, supervisor: Supervisor, here: Places, demo: bool) -> None:
        """Bring database, translations and static files up to date; make the demo workspace once."""
        for folder in settings.LOCALE_PATHS:
            compile_stale(Path(folder))
        collect_static(here.data)
        try:
            call_command("migrate", interactive=False, verbosity=0)
            empty = not apps.get_model("accounts", "Workspace")._base_manager.exists()
        except OperationalError as error:
            raise StartFailed(f"The database does not answer: {error}") from None
        finally:
            connections.close_all()
        if demo and empty:
            self.say("Making the demo workspace …")
            supervisor.run(manage("seed_demo", here))

    def start_application(self, supervisor: Supervisor, here: Places, port: int) -> None:
        """Start web, then workers and beat; returns when the web server answers. One after the other, because the
        first page comes sooner when the rest does not load beside it.
        """
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        web, *background = application(port, root=settings.BASE_DIR, data=here.data, env=env)
        supervisor.start(web)
        supervisor.start(*background)

    def greet(self, demo: bool, here: Places) -> None:
        """Say where it runs, and how to come in: last, so that it is what one sees."""
        self.say(f"\nThroughline runs at {os.environ['BASE_URL']}/ (Ctrl-C stops it; logs in {here.logs})\n")
        if demo:
            call_command("seed_demo", show=True, stdout=self.stdout)
        else:
            call_command("set_up_code", stdout=self.stdout)
        self.stdout.flush()
        connections.close_all()


def refuse(sentence: str) -> NoReturn:
    """End before anything was started, in one sentence and with exit code 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def usable_port(text: str, command: str) -> int:
    """The port as a number. Ends with exit code 2 when it is none, or taken."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        refuse(f"{text!r} is not a port: a number from 1 to 65535 is.")
    if not port_is_free(int(text)):
        free = next_free_port(int(text))
        refuse(f"Port {text} is in use by another program. Try: PORT={free} {command}")
    return int(text)


def collect_static(data: Path) -> None:
    """Collect static files when something changed since the last time."""
    stamp, now = data / "static.stamp", fingerprint(settings.BASE_DIR)
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def manage(command: str, here: Places) -> Service:
    """A management command as a child of its own."""
    args = [sys.executable, str(settings.BASE_DIR / "manage.py"), command]
    return Service(command, args, stage=2, log=here.logs / f"{command}.log", cwd=str(settings.BASE_DIR))
