"""Which static files are collected."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class ProjectStaticFilesConfig(StaticFilesConfig):
    """Leaves out what nothing serves: REST framework's browsable pages, Redoc, htmx's editors and unminified copies."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",
        "redoc",
        "*.md",
        "editors",
        "scripts",
        "skills",
    ]
