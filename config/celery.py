"""The Celery application: `celery -A config worker|beat`."""

import os
import signal

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from config.supervisor import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("throughline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**kwargs: object) -> None:
    """Let the LOGGING setting stand: Celery would replace the handlers otherwise."""


@worker_process_init.connect
def end_with_the_worker(**kwargs: object) -> None:
    """A pool process must not live on, waiting for work, after its worker was killed."""
    die_with_parent(signal.SIGKILL, os.getppid())
