"""Settings of a worker that a test starts on its own database."""

import os

from config.test_settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
