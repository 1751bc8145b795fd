"""Jira's wiki markup as Markdown. Total (any text gives some text) and linear in the text's length.

What Markdown cannot say (colours, underlining) becomes plain text; what would be unsafe (script links) too. The result
is still to be sanitised where it is shown.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

# Characters of the private use area stand for finished pieces while the rest of a line is converted.
_HOLD, _RELEASE = "\ue000", "\ue001"
_HELD = re.compile(f"{_HOLD}(\\d+){_RELEASE}")
_STRIP = (_HOLD, _RELEASE, "\0")

_ANY = re.compile(r"[{\[!*\-+?|\\#=`]|^\s|\bh[1-6]\.|\bbq\.", re.MULTILINE)
_RAW = re.compile(r"\{(code|noformat)(?::([^{}\n]{0,200}))?\}|^```([^\n`]{0,40})\n", re.MULTILINE)
_DROPPED = re.compile(r"\{(?:color|anchor|toc|adf|expand|section|column)(?::[^{}\n]*)?\}")
_PANEL = re.compile(r"\{(?:panel|info|note|tip|warning)(?::([^{}\n]*))?\}")
_TITLE = re.compile(r"(?:^|\|)title=([^|]+)")
_HEADING = re.compile(r"h([1-6])\.\s+(\S.*)")
_LIST = re.compile(r"([*#]{1,8}|-)\s+(\S.*)")
_RULER = re.compile(r"-{4,}\s*$")
_UNDERLINE = re.compile(r"(?:-+|=+)\s*$")

_TOKEN = re.compile(
    r"\{\{(?P<mono>[^{}\n]+)\}\}"
    r"|\[~(?:accountid:)?(?P<mention>[^\[\]\n|]+)\]"
    r"|\[(?P<label>[^\[\]|\n]*)\|(?P<target>[^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]"
    r"|\[(?P<bare>(?:https?://|mailto:|\^)[^\[\]|\n]+)(?:\|[^\[\]\n]*)?\]"
    r"|!(?P<image>[^!|\n\s][^!|\n]{0,500})(?:\|[^!\n]{0,200})?!(?!\w)"
    r"|(?P<url>https?://[^\s|\[\]{}]+)"
)
_INLINE = re.compile(r"[{\[!*+\\]|(?<![\w\-])-[^\s\-]|\?\?|https?://")
_OPENING = "hb-=#*|{"
"""What a line may begin with that is more than running text."""
_IMAGE = re.compile(
    r"(?:https?://\S+|.*\.(?:png|jpe?g|gif|svg|webp|bmp|heic|tiff?|mp4|mov|pdf))$", re.IGNORECASE
)
_STYLES = (
    ("{*}", re.compile(r"\{\*\}(?=[^\s{}])([^{}\n]*[^\s{}])\{\*\}"), r"**\1**"),
    ("{-}", re.compile(r"\{-\}(?=[^\s{}])([^{}\n]*[^\s{}])\{-\}"), r"~~\1~~"),
    ("{+}", re.compile(r"\{\+\}([^{}\n]+)\{\+\}"), r"\1"),
    ("*", re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^*\s])\*(?![\w*])"), r"**\1**"),
    ("-", re.compile(r"(?<![\w\-])-(?=[^\s\-])([^\-\n]*[^\-\s])-(?![\w\-])"), r"~~\1~~"),
    ("+", re.compile(r"(?<![\w+])\+(?=[^\s+])([^+\n]*[^+\s])\+(?![\w+])"), r"\1"),
    ("??", re.compile(r"\?\?([^?\n]+)\?\?"), r"_\1_"),
    ("{_}", re.compile(r"\{_\}(?=[^\s{}])([^{}\n]*[^\s{}])\{_\}"), r"*\1*"),
)
"""In this order: what stands in braces first (Jira writes so next to a letter or a full stop), and *…* never again."""


def to_markdown(text: str, people: Mapping[str, str] | None = None) -> str:
    """Convert wiki markup to Markdown; `people` gives names for the ids in mentions.

    A single line break, which Jira shows as one, becomes a hard break (two spaces at the line's end).
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in _STRIP:
        if mark in text:
            text = text.replace(mark, "")
    if "\n" not in text and not _ANY.search(text):
        return text.strip()
    return _Writer(people or {}).convert(text).strip()


def _pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """(text, None) for markup and (text, language) for what stands between code marks; an unclosed mark is text."""
    place = start = 0
    if "{code" not in text and "{noformat" not in text and "```" not in text:
        place = len(text)
    unclosed: set[str] = set()
    while found := _RAW.search(text, place):
        close = "{" + found[1] + "}" if found[1] else "\n```"
        end = -1 if close in unclosed else text.find(close, found.end() - (0 if found[1] else 1))
        place = found.end()
        if end < 0:
            unclosed.add(close)
            continue
        yield text[start : found.start()], None
        yield text[found.end() : end], _language(found[2] or found[3] or "")
        place = start = max(end + len(close), found.end())
    yield text[start:], None


def _language(parameters: str) -> str:
    first = parameters.split("|")[0].strip()
    return first if re.fullmatch(r"[\w+#.-]{1,20}", first) else ""


class _Writer:
    """Collects Markdown lines; knows whether a quotation or a table is open."""

    def __init__(self, people: Mapping[str, str]) -> None:
        self.people = people
        self.lines: list[str] = []
        self.quoting = False
        self.quotes_left = 0
        self.columns = 0
        self.flowing = False

    def convert(self, text: str) -> str:
        pieces = list(_pieces(text)) if "{" in text or "```" in text else [(text, None)]
        if "{quote}" in text:
            marks = sum(piece.count("{quote}") for piece, language in pieces if language is None)
            self.quotes_left = marks - marks % 2
        for piece, language in pieces:
            if language is None:
                self.markup(piece)
            else:
                self.code(piece, language)
        whole = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", whole) if "\n\n\n" in whole else whole

    def put(self, line: str) -> None:
        self.lines.append(f"> {line}".rstrip() if self.quoting else line)
        self.flowing = False

    def gap(self) -> None:
        if self.lines and self.lines[-1] not in ("", ">"):
            self.put("")

    def code(self, text: str, language: str) -> None:
        runs = re.findall(r"`{3,}", text)
        fence = "`" * (max(map(len, runs)) + 1 if runs else 3)
        self.end_table()
        self.gap()
        for line in (fence + language, *text.strip("\n").split("\n"), fence):
            self.put(line)
        self.gap()

    def markup(self, text: str) -> None:
        if "{" in text:
            text = _PANEL.sub(_panel, _DROPPED.sub("", text)).replace("{quote}", "\n{quote}\n")
        for line in map(str.strip, text.split("\n")):
            if line and not self.columns and line[0] not in _OPENING:
                self.flow(self.inline(line))
            else:
                self.line(line)

    def flow(self, line: str) -> None:
        """Add a line of running text, after a hard break when it follows another."""
        if self.flowing:
            self.lines[-1] += "  "
        self.lines.append(f"> {line}" if self.quoting else line)
        self.flowing = True

    def line(self, line: str) -> None:
        if line == "{quote}":
            self.toggle_quote()
        elif line.startswith("|") and len(line) > 1:
            self.row(line)
        else:
            if self.columns:
                self.end_table()
            self.paragraph(line)

    def paragraph(self, line: str) -> None:
        if not line:
            self.put("")
        elif line[0] in "*#-" and (found := _LIST.match(line)):
            self.put(_bullet(found[1]) + self.inline(found[2]))
            self.flowing = True
        elif (block := self.block(line)) is not None:
            self.put(block)
        else:
            self.flow(self.inline(line))

    def toggle_quote(self) -> None:
        self.end_table()
        if self.quotes_left:
            self.quotes_left -= 1
            self.quoting = False
            self.gap()
            self.quoting = self.quotes_left % 2 == 1

    def block(self, line: str) -> str | None:
        """The line as a heading, a rule or a quotation; None when it is running text."""
        first = line[0]
        if first == "h" and (found := _HEADING.match(line)):
            return f"{'#' * int(found[1])} {self.inline(found[2])}"
        if first == "b" and line.startswith("bq. "):
            return f"> {self.inline(line[4:])}"
        if first == "-" and _RULER.match(line):
            self.gap()
            return "---"
        if first in "-=" and _UNDERLINE.match(line):
            return "\\" + line
        return None

    def row(self, line: str) -> None:
        cells = self.inline(line).replace("\\\n", " ").strip("|").replace("||", "|").split("|")
        if not self.columns:
            self.gap()
            self.columns = len(cells)
            if not line.startswith("||"):
                self.put("|" + "  |" * self.columns)
                self.put("|" + " --- |" * self.columns)
        first = self.lines[-1:] in ([""], [">"], []) and line.startswith("||")
        cells = (cells + [""] * self.columns)[: max(self.columns, 1)]
        self.put("| " + " | ".join(cell.strip() for cell in cells) + " |")
        if first:
            self.put("|" + " --- |" * self.columns)

    def end_table(self) -> None:
        if self.columns:
            self.columns = 0
            self.put("")

    def inline(self, text: str) -> str:
        if not _INLINE.search(text):
            return text
        held: list[str] = []

        def hold(found: re.Match[str]) -> str:
            held.append(self.token(found))
            return f"{_HOLD}{len(held) - 1}{_RELEASE}"

        if "{{" in text or "[" in text or "!" in text or "://" in text:
            text = _TOKEN.sub(hold, text)
        if "\\\\" in text:
            text = (text.rstrip("\\") if text.endswith("\\\\") else text).replace("\\\\", "\\\n")
        for mark, pattern, replacement in _STYLES:
            if mark in text:
                text = pattern.sub(replacement, text)
        return _HELD.sub(lambda found: held[int(found[1])], text) if held else text

    def token(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        value = (found[kind] if kind else "").strip()
        if kind == "mono":
            return f"``{value}``" if "`" in value else f"`{value}`"
        if kind == "mention":
            return "@" + self.people.get(value, value)
        if kind == "target":
            return _link(found["label"].strip(), value)
        if kind == "image":
            return _image(value, found[0])
        return _link("", value) if kind == "bare" else value


@lru_cache(64)
def _bullet(marks: str) -> str:
    """What stands before an item of a list, indented by the lists around it."""
    indent = "".join("   " if mark == "#" else "  " for mark in marks[:-1])
    return f"{indent}{'1.' if marks[-1] == '#' else '-'} "


def _panel(found: re.Match[str]) -> str:
    title = _TITLE.search(found[1] or "")
    return f"\n*{title[1].strip()}*\n" if title else "\n"


def _link(label: str, target: str) -> str:
    if re.match(r"(?:https?://|mailto:)\S+$", target) and "<" not in target and ">" not in target:
        shown = target.removeprefix("mailto:")
        if label in ("", target, shown):
            return f"<{shown}>"
        return f"[{label}](<{target}>)" if re.search(r"[()]", target) else f"[{label}]({target})"
    return label or target.lstrip("^#")


def _image(name: str, whole: str) -> str:
    if not _IMAGE.match(name):
        return whole
    if name.startswith(("http://", "https://")):
        return _link(name.rstrip("/").rsplit("/", 1)[-1][:80], name)
    return f"📎 {name}"
