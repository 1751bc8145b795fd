"""Lets a single command work on the embedded services while `manage.py up` is not running."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from config.embedded import AlreadyRunning, hold, start_postgres, start_valkey
from config.places import data_folder, places
from config.supervisor import Supervisor


@contextmanager
def services_for_command() -> Iterator[None]:
    """Start those of DATABASE_URL and REDIS_URL that are ours, for as long as the command runs; nothing when they run
    already. Raises NotPossible, supervisor.StartFailed, supervisor.StopRequested (a signal came).
    """
    here = places(data_folder())
    postgres = os.environ["DATABASE_URL"] == here.database_url
    valkey = os.environ["REDIS_URL"] == here.redis_url
    with ExitStack() as stack:
        if postgres or valkey:
            try:
                held = stack.enter_context(hold(here.data))
            except AlreadyRunning:
                pass  # then they answer
            else:
                supervisor = stack.enter_context(Supervisor())
                if postgres:
                    start_postgres(supervisor, here, held)
                if valkey:
                    start_valkey(supervisor, here, held)
        yield
