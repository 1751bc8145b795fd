"""Settings of a worker that a test starts: the test's own database, and a handler that can be held up."""

import os

from config.test_settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
EVENT_HANDLERS = ["tests.activity.witness.held"]
