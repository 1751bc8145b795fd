"""The query language: what text means, where its mistakes are, and that it can be written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.query import MAX_LENGTH, Query, QueryError, SortKey, Term, Value, Word, parse, to_text


def term(field: str, operator: str, *values: str, negated: bool = False) -> Term:
    return Term(field, operator, tuple(Value(value) for value in values), negated)  # type: ignore[arg-type]


GOOD = {
    "": Query(),
    "   ": Query(),
    "login bug": Query((Word("login"), Word("bug"))),
    "-login": Query((Word("login", negated=True),)),
    '"card payment"': Query((Word("card payment", phrase=True),)),
    '-"card payment"': Query((Word("card payment", phrase=True, negated=True),)),
    "“card payment” x": Query((Word("card payment", phrase=True), Word("x"))),
    '""': Query(),
    "status:active,ready": Query((term("status", ":", "active", "ready"),)),
    "Status:Active": Query((term("status", ":", "Active"),)),
    "status:active,": Query((term("status", ":", "active"),)),
    "status:a,,b": Query((term("status", ":", "a", "b"),)),
    "-label:later": Query((term("label", ":", "later", negated=True),)),
    'label:"needs design",ui': Query((term("label", ":", "needs design", "ui"),)),
    'label:"say \\"hi\\", \\\\"': Query((term("label", ":", 'say "hi", \\'),)),
    "score>50": Query((term("score", ">", "50"),)),
    "score>=50": Query((term("score", ">=", "50"),)),
    "score:>50": Query((term("score", ">", "50"),)),
    "score<-5": Query((term("score", "<", "-5"),)),
    "score=50": Query((term("score", ":", "50"),)),
    "updated>-7d": Query((term("updated", ">", "-7d"),)),
    "score:1..5": Query((term("score", "..", "1", "5"),)),
    'label:"1..5"': Query((term("label", ":", "1..5"),)),
    "score:..5": Query((term("score", ":", "..5"),)),
    "parent:WEB-7": Query((term("parent", ":", "WEB-7"),)),
    "größe:5": Query((term("größe", ":", "5"),)),
    "sort:-score,due": Query(sort=(SortKey("score", True), SortKey("due"))),
    "sort:a x sort:b": Query((Word("x"),), (SortKey("a"), SortKey("b"))),
    "https://example.com/a?b=c": Query((Word("https://example.com/a?b=c"),)),
    "12:30": Query((Word("12:30"),)),
    "a->b": Query((Word("a->b"),)),
    "- --x -": Query((Word("-"), Word("--x"), Word("-"))),
    '5" screen': Query((Word('5"'), Word("screen"))),
}


@pytest.mark.parametrize("text", GOOD)
def test_reads(text: str) -> None:
    assert parse(text) == GOOD[text]


BAD = {
    "status:": (0, 7, None),
    "a status: active": (2, 9, "status:active"),
    "status:a, b": (0, 9, "status:a,b"),
    'x "card': (2, 7, '"card"'),
    'label:"a': (6, 8, '"a"'),
    'label:"a"b': (9, 10, " "),
    "score>5,6": (8, 9, None),
    "score:1..5,9": (6, 10, None),
    "-sort:score": (0, 11, "sort:-score"),
    "sort>score": (0, 10, "sort:score"),
    "sort:-": (5, 6, None),
    "a\x00b": (1, 2, ""),
    "a\ud800": (1, 2, ""),
}


@pytest.mark.parametrize("text", BAD)
def test_names_the_place_and_a_better_text(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.start, caught.value.end, caught.value.suggestion) == BAD[text]
    assert caught.value.message


def test_says_the_place_to_a_person() -> None:
    with pytest.raises(QueryError, match=r"needs a value directly after it. \(at character 3\)"):
        parse("a status:")


@pytest.mark.parametrize("text", ["x" * (MAX_LENGTH + 1), "x " * 51, "s:" + "a," * 51, "sort:" + "a," * 51])
def test_limits_have_a_message(text: str) -> None:
    with pytest.raises(QueryError, match="may have up to"):
        parse(text)


def test_every_part_knows_its_place() -> None:
    text = 'pay -label:"needs design",ui score:1..50 sort:due,-score'
    query = parse(text)
    _word, label, score = query.parts
    assert isinstance(label, Term)
    assert isinstance(score, Term)
    assert [text[part.start : part.end] for part in query.parts] == [
        "pay",
        '-label:"needs design",ui',
        "score:1..50",
    ]
    assert text[label.field_start : label.field_end] == "label"
    assert [text[v.start : v.end] for v in label.values + score.values] == ['"needs design"', "ui", "1", "50"]
    assert [text[key.start : key.end] for key in query.sort] == ["due", "-score"]


def attempt(text: str) -> Query | QueryError:
    try:
        return parse(text)
    except QueryError as error:
        return error


PIECES = st.sampled_from([*' \t"“”„\\-:<>=,.', "..", "sort:", "a", "Z", "é", "İ", "1", "//", "\xa0", "has:"])


@given(st.lists(PIECES | st.characters(), max_size=40).map("".join))
def test_any_text_is_read_or_refused_and_reads_the_same_again(text: str) -> None:
    query = attempt(text)
    if isinstance(query, QueryError):
        assert 0 <= query.start <= query.end <= len(text)
    else:
        assert parse(to_text(query)) == query


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12)
STRIPPED = TEXT.map(str.strip).filter(bool)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name != "sort")
LISTS = st.builds(
    lambda f, v, n: term(f, ":", *v, negated=n), NAMES, st.lists(STRIPPED, min_size=1), st.booleans()
)
SINGLE = st.builds(term, NAMES, st.sampled_from(["<", "<=", ">", ">="]), STRIPPED)
PHRASES = st.builds(Word, STRIPPED, st.just(True), st.booleans())


@given(st.builds(Query, st.lists(LISTS | SINGLE | PHRASES, max_size=8).map(tuple)))
def test_any_query_can_be_written_and_read(query: Query) -> None:
    again = attempt(to_text(query))
    assert again == query or "may have up to" in str(again)


@pytest.mark.parametrize("text", ["a:b", "-x", '"x', "two words", "x>1", "--x", "-"])
def test_a_word_that_would_be_misread_is_quoted(text: str) -> None:
    for negated in (False, True):
        (word,) = parse(to_text(Query((Word(text, negated=negated),)))).parts
        assert isinstance(word, Word)
        assert (word.text, word.negated) == (text, negated)
