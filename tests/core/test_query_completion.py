"""What the search box offers at the caret; `|` stands for it in these queries."""

import pytest

from core.query import Choice, Field, QuerySchema, complete

SCHEMA = QuerySchema(
    {
        "status": Field("choice", values=lambda: ["ready", "in progress", "done"], words=("open",)),
        "sprint": Field("choice", words=("current", "none")),
        "score": Field("number", sortable=True),
        "due": Field("date", words=("none",), sortable=True),
        "assignee": Field(
            "person", values=lambda: ["ana", "ben"], words=("me",), offers=lambda _t: [Choice("Ana Lima", "a@x.example")]
        ),
        "title": Field("text"),
    }
)  # fmt: skip


def offered(marked: str) -> list[str]:
    """The whole query after each offer is taken."""
    caret = marked.index("|")
    text = marked.replace("|", "")
    done = complete(text, caret, SCHEMA)
    return [text[: done.start] + offer.text + text[done.end :] for offer in done.offers]


OFFERED = {
    "st|": ["status:"],
    "-st|": ["-status:"],
    "s|": ["status:", "sprint:", "score", "sort:"],
    "x st|": ["x status:"],
    "st|atus:ready": ["status:ready"],
    "score|": ["score:", "score<", "score<=", "score>", "score>="],
    "status:|": ["status:open", "status:ready", 'status:"in progress"', "status:done"],
    "status:pro|": ['status:"in progress"'],
    "status:ready,d|": ["status:ready,done"],
    "status:ready,d|,open": ["status:ready,done,open"],
    'status:"in p|': ['status:"in progress"'],
    'status:"in p|" x': ['status:"in progress" x'],
    "status:re|ady x": ["status:ready x"],
    "assignee:li|": ['assignee:"Ana Lima"'],
    "assignee:|": ["assignee:me", 'assignee:"Ana Lima"'],
    "due<1|": ["due<1w", "due<1m"],
    "sort:|": ["sort:score", "sort:-score", "sort:due", "sort:-due"],
    "sort:-d|": ["sort:-due"],
    "sort:score,d|": ["sort:score,due", "sort:score,-due"],
    "score>5|": [],
    "title:x|": [],
    '"sta|': [],
    "nofield:x|": [],
    "https://st|": [],
    "--st|": [],
}


@pytest.mark.parametrize("marked", OFFERED)
def test_offers(marked: str) -> None:
    assert offered(marked) == OFFERED[marked]


def test_an_empty_box_offers_every_field() -> None:
    assert offered("|") == ["status:", "sprint:", "score", "due", "assignee:", "title:", "sort:"]


@pytest.mark.parametrize(("text", "word"), [("score>", "number"), ("due<", "day"), ("title:", "Words")])
def test_says_what_no_list_can(text: str, word: str) -> None:
    assert word in complete(text, len(text), SCHEMA).hint


@pytest.mark.parametrize(
    "text", ["", ":", "a:b:c", '"', 'a:"x,y', "-", "--", "a:,,", "“ü„", "a>=\\", "\\\"'"]
)
def test_takes_anything_typed(text: str) -> None:
    for caret in range(-1, len(text) + 2):
        done = complete(text, caret, SCHEMA)
        assert 0 <= done.start <= done.end <= len(text)
