"""`make messages`: collect every word a person reads from Python and templates, and bring each language up to date."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SKIP = {"tests", "scripts", "node_modules"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, bytes]]:
    """Each file with words in it, as Python that Babel can read; a template is turned into such, line by line."""
    for file in sorted((*ROOT.glob("*/**/*.py"), *ROOT.glob("*/**/*.html"), *ROOT.glob("*/**/*.txt"))):
        path = file.relative_to(ROOT)
        if path.parts[0] in SKIP or path.parts[0].startswith("."):
            continue
        if file.suffix == ".py":
            yield path, file.read_bytes()
        elif "templates" in path.parts:
            lines = templatize(file.read_text()).splitlines()
            yield path, "\n".join(line.strip() for line in lines).encode()


def collect() -> Catalog:
    """All messages of the project with the places they come from."""
    catalog = Catalog(project="Throughline", charset="utf-8")
    for path, source in sources():
        for line, message, comments, context in extract(
            "python", BytesIO(source), KEYWORDS, ["Translators:"]
        ):
            catalog.add(message, None, [(str(path), line)], auto_comments=comments, context=context)
    return catalog


def main() -> None:
    """Write `locale/django.pot` and merge it into `locale/<language>/LC_MESSAGES/django.po`."""
    template = collect()
    (ROOT / "locale").mkdir(exist_ok=True)
    with (ROOT / "locale" / "django.pot").open("wb") as file:
        write_po(file, template, width=110, include_lineno=False)
    for target in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        with target.open("rb") as file:
            catalog = read_po(file, locale=target.parent.parent.name)
        catalog.update(template)
        with target.open("wb") as file:
            write_po(file, catalog, width=110, include_lineno=False)
        missing = sum(1 for message in catalog if message.id and not message.string)
        print(f"{target.relative_to(ROOT)}: {len(catalog)} messages, {missing} without a translation")


if __name__ == "__main__":
    main()
