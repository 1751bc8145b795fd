"""Reads the notation in which the demo items are written.

An item is a line `kind #ref | Title | properties`, indented two spaces below its parent. The ref may be left out.
Lines beneath it begin with a mark:

    |  more properties          >  description, Markdown
    ?  acceptance criterion     ?x the same, ticked
    !  -12 jonas: comment       :  the comment's next line

Properties are words in any order: a status, `@assignee`, `+label`, `~watcher`, `5` (estimate),
`=12000/2/.8/3` (ratings in the order of the product's criteria), `-20..40w` (start and due in days from today, each
with d, w, m, q or h for its precision), `team:payments`, `blocks:ref`, `parent:ref` (for a parent elsewhere).
A team is inherited from the parent; an item without labels takes the first label of its epic. Lines of one paragraph
are joined.
"""

import re
import unicodedata

from config.demo.types import DemoComment, DemoCriterion, DemoDate, DemoItem, DemoProduct

PRECISIONS = {"": "day", "d": "day", "w": "week", "m": "month", "q": "quarter", "h": "half"}
_HEAD = re.compile(
    r"^(?P<indent> *)(?P<kind>initiative|epic|feature|story|bug|chore|spike)"
    r"(?: #(?P<ref>[\w-]+))? \| (?P<rest>.+)$"
)
_BODY = re.compile(r"^ *(?P<mark>[|>!:]|\?x?)(?: (?P<text>.*))?$")
_COMMENT = re.compile(r"^(?P<offset>-\d+) (?P<by>\w+): (?P<body>.+)$")
_DATES = re.compile(r"^(?:(?P<start>-?\d+)(?P<from>[dwmqh]?))?\.\.(?:(?P<due>-?\d+)(?P<to>[dwmqh]?))?$")
_OWN_LINE = re.compile(r"- |\d+\. |\||$")
_NUMBER = re.compile(r"^\d*\.?\d+$")


def slug(title: str) -> str:
    """The title in lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def parse(product: DemoProduct, text: str) -> list[DemoItem]:
    """The items written in `text`, parents before children.

    Raises ValueError with the line it cannot read, KeyError for an unknown status.
    """
    items: list[DemoItem] = []
    open_items: list[DemoItem] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if head := _HEAD.match(line):
            depth = len(head["indent"]) // 2
            if depth > len(open_items):
                raise ValueError(f"indented too far: {line!r}")
            del open_items[depth:]
            item = _begin(product, head, open_items[-1] if open_items else None)
            open_items.append(item)
            items.append(item)
        elif (body := _BODY.match(line)) and items:
            _add(product, items[-1], body["mark"], body["text"] or "")
        else:
            raise ValueError(f"cannot read: {line!r}")
    _inherit_labels(items)
    return items


def _inherit_labels(items: list[DemoItem]) -> None:
    epics = {item.ref: item for item in items if item.kind == "epic"}
    for item in items:
        if not item.labels and item.parent in epics:
            item.labels = epics[item.parent].labels[:1]


def _begin(product: DemoProduct, head: re.Match[str], parent: DemoItem | None) -> DemoItem:
    title, _, words = head["rest"].partition(" | ")
    item = DemoItem(
        ref=head["ref"] or slug(title),
        product=product.key,
        kind=head["kind"],
        title=title.strip(),
        parent=parent.ref if parent else None,
        status=product.statuses[0].key,
        team=parent.team if parent else None,
    )
    _properties(product, item, words)
    return item


def _add(product: DemoProduct, item: DemoItem, mark: str, text: str) -> None:
    if mark == "|":
        _properties(product, item, text)
    elif mark == ">":
        item.description = _continued(item.description, text)
    elif mark in ("?", "?x"):
        item.criteria += (DemoCriterion(text, met=mark == "?x"),)
    elif mark == "!":
        if not (found := _COMMENT.match(text)):
            raise ValueError(f"not a comment: {text!r}")
        item.comments += (DemoComment(int(found["offset"]), found["by"], found["body"]),)
    else:
        last = item.comments[-1]
        item.comments = (*item.comments[:-1], DemoComment(last.offset, last.by, f"{last.body} {text}"))


def _continued(description: str, line: str) -> str:
    """The description with one more line: joined to its paragraph, or on its own where Markdown needs that."""
    last = description.rpartition("\n")[2]
    joined = bool(last) and not last.startswith("|") and not _OWN_LINE.match(line)
    return f"{description} {line.strip()}" if joined else f"{description}\n{line}".lstrip("\n")


def _properties(product: DemoProduct, item: DemoItem, words: str) -> None:
    for word in words.split():
        mark, rest = word[0], word[1:]
        if mark == "@":
            item.assignee = rest
        elif mark == "+":
            item.labels += (rest,)
        elif mark == "~":
            item.watchers += (rest,)
        elif mark == "=":
            item.ratings = dict(zip(product.criteria, map(float, rest.split("/")), strict=True))
        elif _NUMBER.match(word):
            item.estimate = float(word)
        elif dates := _DATES.match(word):
            item.start, item.due = _date(dates["start"], dates["from"]), _date(dates["due"], dates["to"])
        elif ":" in word:
            _named(item, *word.split(":", 1))
        else:
            product.category(word)
            item.status = word


def _date(offset: str | None, precision: str | None) -> DemoDate | None:
    return None if offset is None else DemoDate(int(offset), PRECISIONS[precision or ""])


def _named(item: DemoItem, name: str, value: str) -> None:
    if name == "team":
        item.team = value
    elif name == "blocks":
        item.blocks += (value,)
    elif name == "parent":
        item.parent = value
    else:
        raise ValueError(f"no property {name!r} at {item.title!r}")
