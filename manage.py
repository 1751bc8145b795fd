#!/usr/bin/env python3
"""Django's commands, on the embedded PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL name others."""

import os
import secrets
import sys
from contextlib import AbstractContextManager, nullcontext

from config.places import NotPossible, data_folder, fill_environment, secret_key
from config.supervisor import StartFailed, StopRequested

USE_DATA = frozenset(
    {
        "create_token", "dbshell", "import_items", "migrate", "seed_demo", "set_up_code", "shell", "showmigrations",
    }
)  # fmt: skip


def main() -> None:
    """Run the command in sys.argv; the services it needs are started for it when they do not run yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        fill_environment()
        if not os.environ.get("SECRET_KEY"):
            lasting = command in USE_DATA | {"up"}
            os.environ["SECRET_KEY"] = secret_key(data_folder()) if lasting else secrets.token_urlsafe(50)
        with services(command):
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except (NotPossible, StartFailed) as error:
        raise SystemExit(str(error)) from None
    except (KeyboardInterrupt, StopRequested):
        raise SystemExit(130) from None


def services(command: str) -> AbstractContextManager[None]:
    """What has to run beside the command."""
    if command not in USE_DATA:
        return nullcontext()
    from config.standalone import services_for_command

    return services_for_command()


if __name__ == "__main__":
    main()
