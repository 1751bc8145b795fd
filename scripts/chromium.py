"""The Chromium that tests and screenshots drive, and how it is started."""

import os
import shutil
import subprocess
import sys

# The build without a window draws the same and takes a third less of the processor.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", PROGRAMS[0]]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--process-per-site",
]  # fmt: skip


def program() -> str:
    """The path of the first of PROGRAMS that is there; "" for none."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), "")


def need() -> None:
    """Install it where we may and any is missing; say which command does, and stop with exit code 2, where we may not."""
    if not program() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], INSTALL):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if not program():
        print(f"The browser tests need Chromium: apt-get update && {' '.join(INSTALL)}", file=sys.stderr)
        raise SystemExit(2)
