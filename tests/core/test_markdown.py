"""Markdown: what it can do, and what it never lets through."""

import html.parser
import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core.markdown import MAX_LENGTH, keys_in, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<div style='position:fixed' id=main hx-get=/x onclick=alert(1)>x</div>",
    "<form action=//evil.example><input name=password></form>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//evil.example>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](<javascript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "![x](https://evil.example/pixel.png)",
    "![x](/w/acme/sign-out/)",
    "[![x](https://evil.example/pixel.png)](javascript:alert(1))",
    '![x" onerror="alert(1)](https://evil.example/a.png)',
    '[x](https://evil.example "t\\" onclick=\\"alert(1)")',
    "[x](https://evil.example/'onmouseover='alert(1))",
    '```" onload="alert(1)\nx\n```',
    "```js id=main\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "- [ ] <input autofocus onfocus=alert(1)>",
    "| a |\n|:-:|\n| <img src=x onerror=alert(1)> |",
    "# <h1 id=x>y</h1> {#main}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\ud800\x00<script>",
    "http://x.example/<script>alert(1)</script>",
    "[WEB-1](javascript:alert(1)) WEB-1",
]
ALLOWED: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "class"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start"},
    **{tag: {"class"} for tag in ("ul", "li", "th", "td")},
    **{tag: set() for tag in ("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "label")},
    **{tag: set() for tag in ("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr")},
}


class Inspector(html.parser.HTMLParser):
    """Fails on any tag, attribute or address that is not expected."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        given = dict(attrs)
        assert set(given) <= ALLOWED[tag], given
        if tag == "a":
            assert given["rel"] == "nofollow noopener noreferrer"
            assert re.match(r"https?:|mailto:|(?![a-zA-Z][\w+.-]*:)", given.get("href") or ""), given


def inspect(rendered: str) -> None:
    Inspector(convert_charrefs=True).feed(rendered)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("frame", ["{}", "> {}", "- {}", "**{}**", "# {}", "| a |\n|---|\n| {} |"])
def test_lets_no_attack_through(attack: str, frame: str) -> None:
    inspect(render(frame.format(attack), link_keys={"WEB-1": "javascript:alert(1)"}))


PIECES = st.sampled_from(
    [*"[]()<>!`*_~#|-:\"'\\\n &", "javascript:", "<script>", "[ ] ", "![a](b)", "http://a.b", "WEB-1"]
)


@given(st.lists(PIECES | st.characters(), max_size=60).map("".join))
def test_any_text_becomes_safe_html(text: str) -> None:
    inspect(render(text, link_keys=lambda keys: dict.fromkeys(keys, "/i/")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**a** _b_ ~~c~~ `d`", "<strong>a</strong> <em>b</em> <s>c</s> <code>d</code>"),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
        ("see https://example.com/x.", '<a href="https://example.com/x" rel="nofollow noopener noreferrer">'),
        ("main.py and node.js", "<p>main.py and node.js</p>"),
        (
            "![plan](https://e.example/p.png)",
            '<a href="https://e.example/p.png" rel="nofollow noopener noreferrer">plan</a>',
        ),
        ("![](p.png)", ">p.png</a>"),
        (
            "[![in](a.png)](https://e.example)",
            '<a href="https://e.example" rel="nofollow noopener noreferrer">in</a>',
        ),
        ("- [x] done", '<label><input checked="checked" disabled="disabled" type="checkbox"> done</label>'),
        ("|a|\n|-:|\n|1|", '<td class="align-right">1</td>'),
        ("3. three", '<ol start="3">'),
        ("[a](/w/acme/)", '<a href="/w/acme/"'),
    ],
)
def test_renders(text: str, expected: str) -> None:
    assert expected in render(text)


@pytest.mark.parametrize("text", [None, ""])
def test_nothing_is_nothing(text: str | None) -> None:
    assert render(text) == ""


def test_headings_start_under_the_page_and_skip_no_level() -> None:
    levels = re.findall(r"<h(\d)>", render("## a\n\n# b\n\n#### c\n\n##### d\n\n###### e\n\n###### f\n\n# g"))
    assert levels == list("3345663")


def test_text_over_the_limit_is_shown_as_typed() -> None:
    rendered = render("<b>" + "*a*" * MAX_LENGTH)
    assert rendered.startswith("<pre>&lt;b&gt;*a*")


def test_no_bare_addresses_in_an_endless_word() -> None:
    assert "<a" not in render("http://a.b/" * 1000)
    assert "<a" in render("[x](/y) " + "http://a.b/" * 1000)


def test_keys_become_links_where_the_item_exists() -> None:
    asked: list[frozenset[str]] = []

    def link_keys(keys: frozenset[str]) -> dict[str, str]:
        asked.append(keys)
        return {"WEB-12": "/w/acme/items/WEB-12/"}

    rendered = render("#WEB-12, (WEB-12) APP-3\n\n- WEB-12", link_keys=link_keys)
    assert rendered.count('<a href="/w/acme/items/WEB-12/" class="item-key"') == 3
    assert ">#WEB-12</a>, (" in rendered
    assert asked == [frozenset({"WEB-12", "APP-3"})]


@pytest.mark.parametrize(
    "text",
    [
        "`WEB-12`",
        "    WEB-12",
        "[WEB-12](/x)",
        "https://e.example/WEB-12",
        "xWEB-12",
        "WEB-12-b",
        "WEB-012",
        "WEB-12x",
        "a/WEB-12",
    ],
)
def test_no_key_inside_code_links_and_words(text: str) -> None:
    assert "item-key" not in render(text, link_keys={"WEB-12": "/i/"})


def test_keys_of_many_texts_at_once() -> None:
    assert keys_in(["a WEB-1 #APP-22", None, "web-3 WEB-1"]) == {"WEB-1", "APP-22"}


def test_the_template_filter() -> None:
    template = Template("{% load markdown %}{{ text|markdown }}{{ text|markdown:addresses }}")
    page = template.render(Context({"text": "<b>WEB-1", "addresses": {"WEB-1": "/i/"}}))
    assert page.startswith("<p>&lt;b&gt;WEB-1</p>")
    assert '<a href="/i/" class="item-key"' in page
