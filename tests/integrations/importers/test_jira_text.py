"""Wiki markup becomes Markdown, whatever the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.importers.jira.text import to_markdown

MARKS = [
    "{code}",
    "{code:java}",
    "{noformat}",
    "{quote}",
    "{panel:title=x}",
    "{color:red}",
    "h1.",
    "bq.",
    "||",
    "|",
    "*",
    "#",
    "-",
    "----",
    "[",
    "]",
    "[a|b]",
    "[~x]",
    "!",
    "{{",
    "}}",
    "??",
    "\\\\",
    "```",
    "`",
    ">",
    "\ue000",
    "\ue001",
    "0",
    "a",
    "b",
]


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        ("h2. Why", "## Why"),
        ("*bold* and _italic_", "**bold** and _italic_"),
        ("a -gone- +new+ ??said??", "a ~~gone~~ new _said_"),
        ("{*}bold{*}: un{_}believ{_}able", "**bold**: un*believ*able"),
        ("a{-}gone{-} {+}new{+}.", "a~~gone~~ new."),
        ("{*}see [docs|https://e.com]{*}", "**see [docs](https://e.com)**"),
        ("{*}never closed", "{*}never closed"),
        ("2 * 3 * 4 and a-b-c", "2 * 3 * 4 and a-b-c"),
        ("* one\n** two\n# three", "- one\n  - two\n1. three"),
        ("- one\n- two", "- one\n- two"),
        ("[design|https://example.com/d]", "[design](https://example.com/d)"),
        ("[https://example.com/d_-a-_b]", "<https://example.com/d_-a-_b>"),
        ("[x|javascript:alert(1)]", "x"),
        ("[a|https://e.com/x_(y)]", "[a](<https://e.com/x_(y)>)"),
        ("{{code_here}}", "`code_here`"),
        ("!shot.png|thumbnail!", "📎 shot.png"),
        ("!https://e.com/a/b.png!", "[b.png](https://e.com/a/b.png)"),
        ("Stop! Really!", "Stop! Really!"),
        ("bq. so", "> so"),
        ("a\n----\nb", "a\n\n---\nb"),
        ("a\n---", "a\n\\---"),
        ("{color:red}hot{color}", "hot"),
        ("{quote}one\ntwo{quote}\nafter", "> one  \n> two\n\nafter"),
        ("a {quote} alone", "a  \nalone"),
        ("one\r\ntwo\n\nthree", "one  \ntwo\n\nthree"),
        ("||A||B||\n|1|2|\nafter", "| A | B |\n| --- | --- |\n| 1 | 2 |\n\nafter"),
        ("|[a|https://e.com]|2|", "|  |  |\n| --- | --- |\n| [a](https://e.com) | 2 |"),
        ("{code:python}\n# *no*\n{code}", "```python\n# *no*\n```"),
        ("{noformat}a ``` b{noformat}", "````\na ``` b\n````"),
        ("{code}never closed *b*", "{code}never closed **b**"),
        ("{panel:title=Note}text{panel}", "**Note**  \ntext"),
        ("nul\0 here", "nul here"),
    ],
)
def test_markup(wiki: str, markdown: str) -> None:
    assert to_markdown(wiki) == markdown


def test_mentions_get_names() -> None:
    people = {"5f:1": "Maren Holbæk"}
    assert to_markdown("[~accountid:5f:1] and [~jsmith]", people) == "@Maren Holbæk and @jsmith"


@given(st.one_of(st.text(), st.lists(st.sampled_from([*MARKS, "\n", " "])).map("".join)))
def test_any_text_is_converted(wiki: str) -> None:
    markdown = to_markdown(wiki)
    assert not {"\0", "\ue000", "\ue001"} & set(markdown) or "\0" not in wiki


@given(st.text(alphabet="abc äöü,.()\n", min_size=1))
def test_plain_words_stay(text: str) -> None:
    assert to_markdown(text).split() == text.split()


@pytest.mark.parametrize(
    "mark",
    ["[", "*", "!a", "{code}", "{quote}", "-a", "||", "{{", "[~", "\\\\", "{panel:", "```\n", "{*}a", "{_}"],
)
def test_long_runs_of_marks_take_linear_time(mark: str) -> None:
    started = time.perf_counter()
    to_markdown(mark * 50_000)
    assert time.perf_counter() - started < 3
