"""The page's typeface as font files for pictures and print: Inter of the front-end packages, one static file for each weight.

The browser's files are variable, compressed, and one for each script. Joined they hold Latin, Greek and Cyrillic with their
extensions, and Vietnamese.
"""

import os
from functools import lru_cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

FAMILY = "Inter"
WEIGHTS = (400, 500, 600, 700)
SCRIPTS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese")
# Layout rules of one script name glyphs of that script alone, and cannot be joined.
_UNJOINED = ("GSUB", "GPOS", "GDEF", "STAT")


@lru_cache(maxsize=1)
def font_files() -> dict[int, Path]:
    """The files by weight, made when they are asked for the first time (about a second of work each) and kept in the data folder.

    Raises OSError where the front-end packages are not there.
    """
    scripts = [_script(f"vendor/inter/inter-{script}-wght-normal.woff2") for script in SCRIPTS]
    name = blake2b(b"".join(scripts), digest_size=8).hexdigest()
    folder = Path(settings.DATA_DIR) / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    found = {weight: folder / f"inter-{name}-{weight}.ttf" for weight in WEIGHTS}
    for weight, path in found.items():
        if not path.exists():
            _keep(path, _joined(scripts, weight))
    return found


def _script(address: str) -> bytes:
    """One of the browser's files, from the packages, or from where static files were collected to."""
    found = finders.find(address)
    if isinstance(found, str):
        return Path(found).read_bytes()
    with staticfiles_storage.open(staticfiles_storage.stored_name(address)) as file:  # type: ignore[attr-defined]
        content: bytes = file.read()
    return content


def _joined(scripts: list[bytes], weight: int) -> bytes:
    """All scripts of one weight in one font."""
    from fontTools.merge import Merger

    joined = Merger().merge([_static(content, weight) for content in scripts])
    out = BytesIO()
    joined.save(out)
    return out.getvalue()


def _static(content: bytes, weight: int) -> BytesIO:
    """One script of a weight as an uncompressed font."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(BytesIO(content))
    for table in _UNJOINED:
        if table in font:
            del font[table]
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    out = BytesIO()
    font.save(out)
    out.seek(0)
    return out


def _keep(path: Path, content: bytes) -> None:
    """Written whole or not at all, whoever else does the same."""
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.stem}")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
