"""`make lock`: resolve the requirements anew into hashed locks for every platform, and the front-end packages."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.bootstrap import NPM, index_settings

ROOT = Path(__file__).resolve().parent.parent
RESOLVE = [
    "-m",
    "uv",
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
]


def main() -> None:
    """Write every lock in its order: later files are constrained by earlier ones. Raises CalledProcessError."""
    environment = {**os.environ, **index_settings()}
    for name in ("requirements", "requirements-embedded", "requirements-dev"):
        command = [sys.executable, *RESOLVE, "--upgrade", f"{name}.in", "-o", f"{name}.txt"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    npm = [
        sys.executable,
        "-c",
        NPM,
        "install",
        "--package-lock-only",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]
    subprocess.run(npm, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
