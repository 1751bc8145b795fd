"""Every write of integrations."""

from integrations.services.jobs import (
    cancel_import,
    choose,
    drop,
    forget_files,
    keep_file,
    look_at_file,
    start_import,
    start_preview,
)
from integrations.services.running import resume_imports, run_import

__all__ = [
    "cancel_import",
    "choose",
    "drop",
    "forget_files",
    "keep_file",
    "look_at_file",
    "resume_imports",
    "run_import",
    "start_import",
    "start_preview",
]
