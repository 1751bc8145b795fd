"""Builds 10,000 and 100,000 items (BENCH=full: 1,000,000 too), measures, prints one table.

Services are throw-away ones, as durable as the real ones, unless DATABASE_URL and REDIS_URL are set.
"""

import logging
import os
import secrets
from contextlib import ExitStack

from config.supervisor import StartFailed
from scripts.test import environment
from tests.benchmarks import UNTHROTTLED


def main() -> None:
    with ExitStack() as stack:
        os.environ.update(environment(stack, fast=False))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": secrets.token_urlsafe(50),
            **UNTHROTTLED,
        }
        measure()


def measure() -> None:
    """All cases in turn, with Django set up on the services in the environment."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.INFO)  # of this process; the servers log as they do
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from tests.benchmarks import background, ground, requests, scoring
    from tests.benchmarks.table import show

    counts = [10_000, 100_000] + ([1_000_000] if os.environ.get("BENCH") == "full" else [])
    print(
        f"Building {', '.join(f'{count:,}' for count in counts)} items. Set for the run: {UNTHROTTLED}",
        flush=True,
    )
    sizes = [ground.build(count) for count in counts]
    rows = requests.api_rows(sizes[:2])
    for size in sizes:
        rows += requests.page_rows(size)
    for size in sizes[1:]:
        rows += scoring.recompute_rows(size)
        rows += scoring.worker_rows(size)
    rows += background.import_rows(sizes)
    rows += background.demo_rows()
    print(show(rows), flush=True)


if __name__ == "__main__":
    try:
        main()
    except StartFailed as error:
        raise SystemExit(str(error)) from None
