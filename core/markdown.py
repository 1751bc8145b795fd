"""Markdown that people type, as HTML that is safe on any page, public ones included.

Two walls: the parser makes no HTML from typed tags, and its output goes through an allow-list all the same.
Neither styles nor ids come through, so a text can neither break the Content-Security-Policy nor collide with
the page.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin

MAX_LENGTH = 50_000  # characters; longer text is shown as typed, so that one text cannot hold a worker
KEY = re.compile(r"(?<![\w/.#-])#?([A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8})(?![\w/]|-\w)")
# Looking for bare addresses takes time that grows with the square of the longest run without a space.
LONGEST_RUN = 5000
LinkKeys = Callable[[frozenset[str]], Mapping[str, str]] | Mapping[str, str]

# The page's own headings are levels 1 and 2.
FIRST_HEADING = 3

TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a"),
    *("h3", "h4", "h5", "h6", "ul", "ol", "li", "label", "input"),
    *("table", "thead", "tbody", "tr", "th", "td", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "input": {"checked", "disabled"},
    "img": {"src", "alt", "title"},
}
CLASSES = {
    "a": {"item-key"},
    "ul": {"contains-task-list"},
    "li": {"task-list-item"},
    "th": {"align-center", "align-right"},
    "td": {"align-center", "align-right"},
}
VALUES = {"input": {"type": {"checkbox"}}}


def render(text: str | None, *, link_keys: LinkKeys | None = None, own_files: str = "") -> SafeString:
    """Turn Markdown (GitHub's flavour with tables, task lists, bare addresses) into safe HTML; never raises
    on text.

    Images become links, but for those whose address is one id below `own_files` (`/w/acme/files/`). Headings start at level 3 and skip none. `link_keys` makes links of keys such as
    WEB-12 or #WEB-12 outside code and links: a mapping from key to address, or a function that is called once
    with all keys of the text and returns one; keys it leaves out stay text. A page with many texts asks
    `keys_in` once for all. Runs no query; takes under a second for the worst text that is parsed, some
    milliseconds for a usual one.
    """
    if not text:
        return SafeString("")
    storable = text.encode("utf-8", "replace").decode()
    if len(storable) > MAX_LENGTH:
        return mark_safe(f"<pre>{escape(storable)}</pre>")  # noqa: S308 - escaped in this line
    unbroken = any(len(run) > LONGEST_RUN for run in storable.split())
    parser = _plain_parser if unbroken else _parser
    unsafe = parser.render(storable, {"link_keys": link_keys, "own_files": own_files})
    return mark_safe(  # noqa: S308 - cleaned in this call
        nh3.clean(
            unsafe,
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes=CLASSES,
            attribute_filter=partial(_only_own, own_files),
            tag_attribute_values=VALUES,
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener noreferrer",
        )
    )


def keys_in(texts: Iterable[str | None]) -> frozenset[str]:
    """Every word of some texts that looks like an item's key, so that one query can look all of them up."""
    return frozenset(match[1] for text in texts if text for match in KEY.finditer(text))


def _settle(state: StateCore) -> None:
    """Make the parsed text fit the page: headings, cells, images, keys."""
    level = FIRST_HEADING - 1
    for token in state.tokens:
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + FIRST_HEADING - 1, level + 1, 6)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"
        elif token.type in ("th_open", "td_open"):
            _align(token)
    inlines = [token for token in state.tokens if token.type == "inline" and token.children]
    for token in inlines:
        token.children = list(_without_images(token.children or [], str(state.env.get("own_files", ""))))
    _link_keys(inlines, state.env)


def _align(cell: Token) -> None:
    """A class in place of the parser's style attribute."""
    side = str(cell.attrs.pop("style", "")).removeprefix("text-align:")
    if side in ("center", "right"):
        cell.attrSet("class", f"align-{side}")


def _is_own(address: str, own_files: str) -> bool:
    """Whether it is the address of a file of ours."""
    return bool(own_files) and re.fullmatch(f"{re.escape(own_files)}[0-9a-f-]{{36}}/", address) is not None


def _only_own(own_files: str, tag: str, attribute: str, value: str) -> str | None:
    """The second wall's rule of images."""
    return None if (tag, attribute) == ("img", "src") and not _is_own(value, own_files) else value


def _without_images(tokens: list[Token], own_files: str) -> Iterator[Token]:
    """The tokens with each image that is not ours as a link to it, or as its description where a link is open already."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        address = str(token.attrs.get("src", ""))
        if token.type != "image" or _is_own(address, own_files):
            yield token
            continue
        words = _text(token.content.strip() or address)
        yield from [words] if depth else _link(address, words)


def _link_keys(inlines: list[Token], env: Mapping[str, Any]) -> None:
    link_keys: LinkKeys | None = env.get("link_keys")
    if link_keys is None:
        return
    addresses = link_keys(keys_in(token.content for token in inlines)) if callable(link_keys) else link_keys
    for token in inlines:
        token.children = list(_with_links(token.children or [], addresses))


def _with_links(tokens: list[Token], addresses: Mapping[str, str]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if token.type != "text" or depth:
            yield token
            continue
        done = 0
        for match in KEY.finditer(token.content):
            if address := addresses.get(match[1]):
                yield _text(token.content[done : match.start()])
                yield from _link(address, _text(match[0]), css="item-key")
                done = match.end()
        yield _text(token.content[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str, words: Token, css: str = "") -> list[Token]:
    attributes: dict[str, str | int | float] = {"href": address}
    if css:
        attributes["class"] = css
    return [
        Token("link_open", "a", 1, attrs=attributes),
        words,
        Token("link_close", "a", -1),
    ]


def _make_parser(*, linkify: bool) -> MarkdownIt:
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": linkify}).use(tasklists_plugin, label=True)
    if parser.linkify:
        # "main.py" is a file here, not an address in Paraguay.
        parser.linkify.set({"fuzzy_link": False})
    parser.core.ruler.push("settle", _settle)
    return parser


# Parsing keeps its state apart from the parser, so that threads can share it.
_parser = _make_parser(linkify=True)
_plain_parser = _make_parser(linkify=False)
