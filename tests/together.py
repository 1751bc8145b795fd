"""Several at once, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection

from core.errors import Conflict


def together(*works: Callable[[], object]) -> list[Exception]:
    """Do these at the same time; returns what went wrong but for conflicts, which say that somebody was faster."""
    failed: list[Exception] = []

    def done(work: Callable[[], object]) -> None:
        try:
            work()
        except Conflict:
            pass
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=done, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
