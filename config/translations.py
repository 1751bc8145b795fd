"""Compiles translations by Babel, so that no gettext tools are needed on the machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_stale(folder: Path) -> list[Path]:
    """Write `.mo` beside every `.po` below `folder` that is newer than it; returns what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalog = read_po(text, locale=source.parent.parent.name, domain=source.stem)
        part = target.with_suffix(".part")
        with part.open("wb") as compiled:
            write_mo(compiled, catalog)
        part.rename(target)
        written.append(target)
    return written
