"""Whole files: what is read, what is reported, what is refused."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.csv_file import FileProblem
from integrations.importers.jira.reader import preview, read
from integrations.importers.rows import Options, ParentRef, Person, RowProblem, SourceRow
from tests.integrations.jira_files import LAYOUTS, Shape, jira_csv

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 1)
SAMPLE = Path(__file__).parents[1] / "files" / "jira-fernhill.csv"


def file_of(*rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> io.BytesIO:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return io.BytesIO(out.getvalue().encode(encoding))


def outcomes(stream: io.BytesIO, options: Options | None = None) -> list[SourceRow | RowProblem]:
    return list(read(stream, timezone=BERLIN, options=options, today=TODAY))


def rows_of(stream: io.BytesIO, options: Options | None = None) -> list[SourceRow]:
    return [outcome for outcome in outcomes(stream, options) if isinstance(outcome, SourceRow)]


def one(options: Options | None = None, /, **cells: str) -> SourceRow:
    cells = {"Summary": "A title", "Issue key": "WEB-1", "Issue id": "77"} | cells
    (row,) = rows_of(file_of(list(cells), list(cells.values())), options)
    return row


def one_of(pairs: list[tuple[str, str]]) -> SourceRow:
    pairs = [("Summary", "A title"), ("Issue key", "WEB-1"), *pairs]
    (row,) = rows_of(file_of([header for header, _cell in pairs], [cell for _header, cell in pairs]))
    return row


def problems_of(stream: io.BytesIO) -> list[RowProblem]:
    return [outcome for outcome in outcomes(stream) if isinstance(outcome, RowProblem)]


def test_the_sample_file_is_read() -> None:
    with SAMPLE.open("rb") as stream:
        found = preview(stream, timezone=BERLIN, today=TODAY)
    assert found.totals["rows"] == 301
    assert found.totals["items"] == 299
    assert (found.site, found.projects) == ("fernhill.atlassian.net", ("SHOP",))
    assert [problem.field for problem in found.problems] == ["title", "due_on", "estimate", "", "key"]
    assert {status.name: status.category for status in found.statuses}["Won't do"] == "dropped"


def test_the_sample_is_what_the_generator_writes() -> None:
    assert SAMPLE.read_bytes() == jira_csv(Shape(issues=300))


def test_preview_and_read_agree() -> None:
    stream = io.BytesIO(jira_csv(Shape(issues=60)))
    found = preview(stream, timezone=BERLIN, today=TODAY)
    rows = rows_of(stream, found.options)
    assert found.totals["items"] == len(rows)
    assert found.totals["comments"] == sum(len(row.comments) for row in rows)
    assert found.sample == tuple(rows[:10])


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_layouts_of_dates_give_the_same_rows(layout: str) -> None:
    usual = rows_of(io.BytesIO(jira_csv(Shape(issues=60))))
    rows = rows_of(io.BytesIO(jira_csv(Shape(issues=60, layout=layout))))
    assert [replace(row, extra={}) for row in rows] == [replace(row, extra={}) for row in usual]


@pytest.mark.parametrize(
    "shape",
    [
        Shape(issues=50, delimiter=";"),
        Shape(issues=50, delimiter="\t"),
        Shape(issues=50, encoding="utf-16"),
        Shape(issues=50, encoding="utf-16-le"),
        Shape(issues=50, bom=False),
    ],
)
def test_encodings_and_delimiters_give_the_same_rows(shape: Shape) -> None:
    assert rows_of(io.BytesIO(jira_csv(shape))) == rows_of(io.BytesIO(jira_csv(Shape(issues=50))))


def test_windows_1252_is_recognised() -> None:
    stream = file_of(["Summary", "Issue key"], ["Größe – „prüfen“", "A-1"], encoding="cp1252")
    assert rows_of(stream)[0].title == "Größe – „prüfen“"


def test_a_broken_byte_does_not_garble_a_utf8_file() -> None:
    stream = io.BytesIO("Summary,Issue key\nGrößen üben,A-1\n".encode() + b"bad \xff byte,A-2\n")
    assert [row.title for row in rows_of(stream)] == ["Größen üben", "bad � byte"]


def test_a_wide_file_keeps_comments_and_drops_work_logs() -> None:
    rows = rows_of(io.BytesIO(jira_csv(Shape(issues=40, wide=True))))
    assert sum(len(row.comments) for row in rows) > 20
    assert not any("Log Work" in row.extra for row in rows)


def test_spanish_file() -> None:
    header = [
        "Resumen",
        "Clave de incidencia",
        "Tipo de Incidencia",
        "Estado",
        "Prioridad",
        "Creada",
        "Clave principal",
    ]
    cells = ["Pagar en dos pasos", "TIE-7", "Historia", "En curso", "Alta", "10/nov/25 4:51 PM", "TIE-2"]
    (row,) = rows_of(file_of(header, cells))
    assert (row.kind, row.status_category, row.labels) == ("story", "active", ("priority:high",))
    assert row.created_at == datetime(2025, 11, 10, 15, 51, tzinfo=UTC)
    assert row.parent == ParentRef(key="TIE-2")


def test_people_have_name_and_id() -> None:
    row = one(Assignee="Jörg Säumel", **{"Assignee Id": "5f1"}, Reporter="ana@example.com")
    assert row.assignee == Person("Jörg Säumel", "5f1")
    assert row.reporter == Person("ana@example.com", "", "ana@example.com")


def test_comments_keep_their_semicolons_and_get_an_author() -> None:
    row = one(
        Assignee="Maren", **{"Assignee Id": "5f1"}, Comment="2/Jan/26 3:04 PM;5f1;at 9;30; [~accountid:5f1]"
    )
    (comment,) = row.comments
    assert (comment.text, comment.author) == ("at 9;30; @Maren", Person("Maren", "5f1"))
    assert comment.at == datetime(2026, 1, 2, 14, 4, tzinfo=UTC)


def test_a_comment_without_date_is_all_text() -> None:
    assert one(Comment="so; it is").comments[0].text == "so; it is"


def test_repeated_columns() -> None:
    pairs = [("Labels", "a"), ("Sprint", "One"), ("Labels", "b"), ("Sprint", "Two"), ("Sprint", "")]
    pairs += [("Watchers", "Ann"), ("Watchers", "Bo"), ("Watchers Id", "1"), ("Watchers Id", "2")]
    row = one_of(pairs)
    assert (row.labels, row.extra["Sprint"]) == (("a", "b"), "Two")
    assert row.watchers == (Person("Ann", "1"), Person("Bo", "2"))


@pytest.mark.parametrize(("cell", "points"), [("3.0", "3"), ("0", "0"), ("2,5", "2.5"), ("40", "40")])
def test_story_points(cell: str, points: str) -> None:
    assert one(**{"Custom field (Story Points)": cell}).estimate == Decimal(points)


def test_time_is_no_estimate() -> None:
    row = one(**{"Original estimate": "5400"})
    assert (row.estimate, row.extra["Original estimate"]) == (None, "1.5 h")


@pytest.mark.parametrize(
    ("cells", "parent"),
    [
        ({"Parent": "1001", "Parent key": "WEB-9"}, ParentRef("1001", "WEB-9")),
        ({"Parent": "WEB-9"}, ParentRef(key="WEB-9")),
        ({"Custom field (Epic Link)": "WEB-3"}, ParentRef(key="WEB-3")),
        ({"Parent key": "WEB-9", "Custom field (Epic Link)": "WEB-3"}, ParentRef(key="WEB-9")),
        ({"Parent": ""}, None),
    ],
)
def test_parent(cells: dict[str, str], parent: ParentRef | None) -> None:
    assert one(**cells).parent == parent


@pytest.mark.parametrize(
    ("status", "told", "category"),
    [
        ("Waiting for moon", "In Progress", "active"),
        ("Waiting for moon", "Fertig", "done"),
        ("Cancelled", "Done", "dropped"),
        ("Selected for Development", "To Do", "ready"),
        ("Erledigt", "", "done"),
        ("Waiting for moon", "", "backlog"),
    ],
)
def test_status_categories(status: str, told: str, category: str) -> None:
    assert one(Status=status, **{"Status Category": told}).status_category == category


def test_the_persons_choices_win() -> None:
    options = Options(kinds={"Task": "story"}, categories={"Parked": "ready"}, columns={"Priority": None})
    row = one(options, **{"Issue Type": "Task"}, Status="Parked", Priority="High")
    assert (row.kind, row.status_category, row.labels) == ("story", "ready", ())


def test_formula_guards_come_off() -> None:
    assert one(Summary="'=1+1").title == "=1+1"
    assert one(Summary="'quoted'").title == "'quoted'"


def test_rows_short_wide_and_blank() -> None:
    stream = file_of(
        ["Issue key", "Summary", "Status"], ["A-1", "short"], [], ["", "", ""], ["A-2", "wide", "Done", "x"]
    )
    found = outcomes(stream)
    assert [outcome.line for outcome in found] == [2, 5, 5]
    assert isinstance(found[1], RowProblem)
    assert not found[1].skipped


def test_line_numbers_are_of_the_first_line_of_a_record() -> None:
    stream = file_of(["Issue key", "Summary", "Description"], ["A-1", "a", "1\n2\n3"], ["A-2", "b", ""])
    assert [row.line for row in rows_of(stream)] == [2, 5]


def test_bad_rows_are_reported_and_the_rest_kept() -> None:
    header = ["Issue key", "Summary", "Created", "Custom field (Story Points)"]
    stream = file_of(
        header, ["A-1", "", "", ""], ["", "b", "", ""], ["A-2", "c", "soon", "many"], ["A-2", "d", "", ""]
    )
    assert [(problem.line, problem.field, problem.skipped) for problem in problems_of(stream)] == [
        (2, "title", True),
        (3, "key", True),
        (4, "estimate", False),
        (4, "created_at", False),
        (5, "key", True),
    ]


def test_start_after_due_and_being_ones_own_parent() -> None:
    cells = ["A-1", "a", "2/Jan/26", "1/Jan/26", "A-1"]
    stream = file_of(["Issue key", "Summary", "Start date", "Due date", "Parent key"], cells)
    assert [problem.field for problem in problems_of(stream)] == ["start_on", "parent"]


def test_a_quote_that_does_not_end_costs_only_the_rows_after_it() -> None:
    stream = io.BytesIO(b'Issue key,Summary\nA-1,fine\nA-2,"open\nA-3,lost\n')
    row, problem = outcomes(stream)
    assert isinstance(row, SourceRow)
    assert isinstance(problem, RowProblem)
    assert (problem.line, problem.skipped) == (3, True)


def test_huge_cells_and_nul_bytes() -> None:
    stream = io.BytesIO(b"Issue key,Summary,Description\nA-1,a\0b," + b"x" * 1_000_000 + b"\n")
    (row,) = rows_of(stream)
    assert (row.title, len(row.description)) == ("ab", 1_000_000)


def test_open_dates_are_asked_and_not_guessed() -> None:
    stream = file_of(
        ["Issue key", "Summary", "Created"], ["A-1", "a", "01/02/2026"], ["A-2", "b", "03/04/2026"]
    )
    found = preview(stream, timezone=BERLIN, today=TODAY)
    assert found.question is not None
    assert found.question.choices == ("day_first", "month_first")
    assert found.question.examples[0] == ("01/02/2026", ("2026-02-01", "2026-01-02"))
    with pytest.raises(FileProblem, match="day or the month"):
        outcomes(stream)


def test_the_answer_settles_open_dates() -> None:
    stream = file_of(["Issue key", "Summary", "Due date"], ["A-1", "a", "01/02/2026"])
    (row,) = rows_of(stream, Options(date_order="month_first"))
    assert row.due_on is not None
    assert row.due_on.day == date(2026, 1, 2)


def test_a_header_again_is_passed_over_and_another_one_refused() -> None:
    header = ["Issue key", "Summary"]
    assert len(rows_of(file_of(header, ["A-1", "a"], header, ["A-2", "b"]))) == 2
    with pytest.raises(FileProblem, match="Line 3"):
        outcomes(file_of(header, ["A-1", "a"], ["Issue key", "Status"], ["A-2", "Done"]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n", "empty"),
        (b"PK\x03\x04abc", "Excel"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"issues": []}', "JSON"),
        (b"Name,Age\nAnn,3\n", "Summary"),
        (b'Issue key,"Summ', "Line 1"),
    ],
)
def test_files_that_are_no_jira_csv_are_refused_with_a_remedy(content: bytes, words: str) -> None:
    with pytest.raises(FileProblem, match=words) as caught:
        outcomes(io.BytesIO(content))
    assert caught.value.remedy


def test_header_only_gives_nothing() -> None:
    found = preview(file_of(["Issue key", "Summary"]), timezone=BERLIN, today=TODAY)
    assert found.totals["rows"] == 0


def test_the_stream_stays_open_and_is_read_as_it_goes() -> None:
    stream = io.BytesIO(jira_csv(Shape(issues=5)))
    next(iter(read(stream, timezone=BERLIN, today=TODAY)))
    assert not stream.closed


HEADERS = st.sampled_from(
    [
        "Summary",
        "Issue key",
        "Issue id",
        "Created",
        "Due date",
        "Comment",
        "Labels",
        "Story Points",
        "Parent",
        "Watchers",
        "x",
    ]
)
CELLS = st.one_of(
    st.text(max_size=20), st.sampled_from(["2/Jan/26", "1/2/26", "A-1", "7", "'=1", "1e9", "a;b;c", '"'])
)


@given(st.lists(HEADERS, min_size=1, max_size=8), st.lists(st.lists(CELLS, max_size=10), max_size=6))
def test_any_table_is_read_or_refused(header: list[str], table: list[list[str]]) -> None:
    stream = file_of(["Issue key", "Summary", *header], *table)
    try:
        found = outcomes(stream)
    except FileProblem:
        return
    assert all("\0" not in str(outcome) for outcome in found)


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(content: bytes, headed: bool) -> None:
    stream = io.BytesIO((b"Issue key,Summary,Created\n" if headed else b"") + content)
    with suppress(FileProblem):
        assert preview(stream, timezone=BERLIN, today=TODAY).totals["rows"] >= 0
