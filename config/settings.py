"""Settings, all from the environment; docs/operations.md lists every variable."""

from datetime import timedelta
from logging import DEBUG as DEBUG_LEVEL
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from kombu import Queue

from config.logs import logging_config
from config.rates import rate
from config.registered import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("THROUGHLINE_DATA", str(BASE_DIR / ".data")))
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")  # Django refuses to start without; `manage.py up` makes and keeps one
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "core",
    "activity",
    "accounts",
    "backlog",
    "sprints",
    "roadmap",
    "notifications",
    "integrations",
    "config",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.staticfiles.ProjectStaticFilesConfig",
    "django.contrib.postgres",
    "django_htmx",
    "django_structlog",
    "lucide",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.RequestLog",
    "core.middleware.machines_go_straight",
    "core.nul.without_nul",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.refuse_in_words",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "core.context_processors.page",
                "backlog.context_processors.shell",
            ],
            "builtins": ["core.templatetags.throughline"],
        },
    }
]

# Database, cache, broker: what DATABASE_URL and REDIS_URL name, else the embedded ones below DATA_DIR.
DATABASES = {
    "default": {
        **env.db("DATABASE_URL", f"postgres://throughline@/{DATA_DIR}/s/throughline"),
        "ENGINE": "core.postgres",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
    }
}
# A pooler that lends a connection for one transaction only (PgBouncer's "transaction") cannot keep statements.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", f"unix://{DATA_DIR}/valkey.sock?db=0")
CACHES = {
    "default": {
        "BACKEND": "core.cache.PatientRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "tl",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 0.5},
    }
}

# Background work. Task arguments are ids; results are not kept.
_scheme, _, _rest = REDIS_URL.partition("://")
CELERY_BROKER_URL = (
    f"redis+socket://{_rest.replace('?db=', '?virtual_host=')}" if _scheme == "unix" else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = [Queue("interactive"), Queue("default"), Queue("bulk")]
CELERY_TASK_ROUTES = {
    "activity.tasks.drain": {"queue": "interactive"},
    "backlog.tasks.recompute": {"queue": "interactive"},
    "integrations.tasks.*": {"queue": "bulk"},
    "roadmap.tasks.make_file": {"queue": "bulk"},
}
CELERY_BEAT_SCHEDULE = {
    "sweep-outbox": {"task": "activity.tasks.sweep", "schedule": timedelta(seconds=30)},
    "sweep-scores": {
        "task": "backlog.tasks.sweep_scores",
        "schedule": timedelta(minutes=1),
    },
    "refresh-scores": {"task": "backlog.tasks.refresh_scores", "schedule": crontab(minute="*/15")},
    "find-missed-scores": {
        "task": "backlog.tasks.find_missed_scores",
        "schedule": crontab(hour="3", minute="50"),
    },
    "respace-ranks": {
        "task": "backlog.tasks.respace_long_ranks",
        "schedule": timedelta(minutes=10),
    },
    "purge-deleted": {
        "task": "backlog.tasks.purge_deleted",
        "schedule": crontab(hour="3", minute="10"),
    },
    "purge-roadmaps": {"task": "roadmap.tasks.purge_deleted", "schedule": crontab(hour="3", minute="15")},
    "forget-sessions": {"task": "core.tasks.forget_sessions", "schedule": crontab(hour="3", minute="30")},
    "remind": {
        "task": "notifications.tasks.remind",
        "schedule": crontab(minute="*/15"),
    },
    "send-digests": {"task": "notifications.tasks.send_digests", "schedule": crontab(minute="*/15")},
    "send-mail": {
        "task": "notifications.tasks.send_waiting",
        "schedule": timedelta(minutes=1),
    },
    "resume-imports": {
        "task": "integrations.tasks.resume_imports",
        "schedule": timedelta(minutes=1),
    },
    "forget-import-files": {
        "task": "integrations.tasks.forget_files",
        "schedule": crontab(hour="3", minute="40"),
    },
    "edition-of-the-night": {
        "task": "roadmap.tasks.publish_nightly",
        "schedule": crontab(minute="20"),
    },
    "sweep-roadmap-files": {"task": "roadmap.tasks.sweep_files", "schedule": timedelta(minutes=1)},
    "follow-queries": {"task": "roadmap.tasks.follow_all", "schedule": crontab(minute="5")},
    "forget-answers": {"task": "accounts.tasks.forget_answers", "schedule": crontab(minute="50")},
    "heartbeat": {"task": "core.tasks.heartbeat", "schedule": timedelta(seconds=30)},
}

# Accounts: sign in by e-mail; new people come by invitation (or the one-time set-up page).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's wish is no reason to write to a stranger
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# E-mail.
vars().update(env.email("EMAIL_URL", "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Throughline <throughline@localhost>")
EMAIL_TIMEOUT = 10

# REST API.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.WorkspaceSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.authentication.HasRight"],
    "DEFAULT_RENDERER_CLASSES": ["drf_orjson_renderer.renderers.ORJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["drf_orjson_renderer.parsers.ORJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "core.api.throttling.MemberThrottle",
        "core.api.throttling.WriteThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "read": rate(env, "API_READ_RATE", "1200/min"),
        "write": rate(env, "API_WRITE_RATE", "600/min"),
        "public": rate(env, "PUBLIC_RATE", "300/min"),
        "file": rate(env, "FILE_RATE", "60/hour"),
        "password": rate(env, "PASSWORD_RATE", "10/hour"),
        "passwords": rate(env, "PASSWORDS_RATE", "100/hour"),
        "comment": rate(env, "COMMENT_RATE", "10/hour"),
        "comments": rate(env, "COMMENTS_RATE", "60/hour"),
    },
    "EXCEPTION_HANDLER": "core.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Throughline API",
    "DESCRIPTION": "Roadmaps, backlog items, scores. Guide: docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "GET_LIB_DOC_EXCLUDES": "core.api.schema.undescribed",
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "backlog.models.Kind",
        "LinkKindEnum": "backlog.serializers.links.LINKS",
        "ObjectiveStateEnum": "roadmap.models.Objective.State",
        "RoundStateEnum": "backlog.models.RatingRound.State",
        "PrecisionEnum": "backlog.models.items.PRECISIONS",
        "ResultConfidenceEnum": "roadmap.models.Confidence",
        "LaneSourceEnum": "roadmap.models.LaneSource",
        "ReadersSeeEnum": "roadmap.models.ReadersSee",
        "EntryConfidenceEnum": "roadmap.models.Entry.Confidence",
        "VisitorCommentStateEnum": "roadmap.models.VisitorComment.State",
    },
}

# Language and time. Dates are shown in each person's own zone.
LANGUAGE_CODE = "en"
# English is what the words are written in; the two differ in how dates and weeks are shown.
LANGUAGES = [("en", "English (US)"), ("en-gb", "English (UK)")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Static files: our own, and only the needed folders of the locked npm packages.
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/sortablejs", NODE_MODULES / "sortablejs" / "modular"),
    ("vendor/inter", NODE_MODULES / "@fontsource-variable" / "inter" / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE",
            "config.minified.MinifiedStaticFilesStorage",
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(DATA_DIR / "media")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Where fonts lie for letters that the page's typeface lacks, in pictures and print.
EXPORT_FONTS = env.str("EXPORT_FONTS", "/usr/share/fonts")
# Files at items: one of them, and all of a workspace.
ATTACHMENT_MOST_BYTES = env.int("ATTACHMENT_MOST_MB", 25) << 20
ATTACHMENTS_MOST_BYTES = env.int("ATTACHMENTS_MOST_MB", 10_240) << 20
# Rows of an import that come in one transaction: while it runs, the product gives no other numbers.
IMPORT_BATCH = 2000

# Security.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", SECURE)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose address is throttled: the one that our own proxies saw. What a visitor writes into X-Forwarded-For counts nothing.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if BEHIND_PROXY else 0)
REST_FRAMEWORK["NUM_PROXIES"] = ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# One line a request, when it is finished: its beginning says nothing that its end does not.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = DEBUG_LEVEL
LOGGING = logging_config(json=not DEBUG and not env.bool("LOG_HUMAN", False))
