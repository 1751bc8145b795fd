"""Settings for tests: the real ones, on throw-away services, with cheap passwords."""

import os
import re

os.environ.setdefault("SECRET_KEY", "known-to-everybody-and-only-for-tests-0123456789")

from config.settings import *  # noqa: F403

DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What one process' test empties, sessions and counts of calls, must not be another's: each has a database of its own.
_process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
REDIS_URL = re.sub(r"\d+$", lambda db: str(int(db[0]) + _process), REDIS_URL)  # noqa: F405
CACHES["default"]["LOCATION"] = REDIS_URL  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT = None  # type: ignore[assignment]  # nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
INSTALLED_APPS += ["zeal"]  # noqa: F405
IMPORT_BATCH = 200  # two batches are soon there
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
