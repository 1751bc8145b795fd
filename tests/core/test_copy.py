"""Rows go into a table by COPY exactly as they are, whatever their texts hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import Event
from activity.services import Record, record_many
from backlog.models import Label
from core.db import copy_lines, copy_rows, json_cell, text_cell
from tests.factories import make_member, make_workspace

pytestmark = pytest.mark.django_db
HARD = "a\tb\nc\rd\\ne\\\\N \\. “ü” 😀 \u2028 '\""
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
COLUMNS = ("id", "workspace_id", "version", "created_at", "updated_at", "name", "hue")


@pytest.mark.parametrize("text", [HARD, "tab\tonly", "line\nonly"])
def test_a_ready_line_keeps_its_text(text: str) -> None:
    here = make_workspace()
    label = Label(workspace=here)
    line = f"{label.pk}\t{here.pk}\t1\t2026-01-02\t2026-01-02\t{text_cell(text)}\t7"
    assert copy_lines(Label, COLUMNS, iter([line])) == 1
    assert Label.objects.get(pk=label.pk).name == text


def test_a_nul_is_left_out() -> None:
    assert text_cell("a\0b") == "ab"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_rows_keep_their_texts(texts: list[str]) -> None:
    here = make_workspace()
    rows = [
        (Label().pk, here.pk, 1, "2026-01-02", "2026-01-02", f"{n}{text}", n) for n, text in enumerate(texts)
    ]
    copy_rows(Label, COLUMNS, rows)
    assert set(Label.objects.filter(workspace=here).values_list("name", flat=True)) == {
        row[5] for row in rows
    }


def test_events_keep_their_texts_and_changes() -> None:
    member = make_member()
    record = Record("x.done", "x", member.pk, HARD, {"title": [None, HARD]}, {"deep": {"text": HARD}})
    assert record_many([record], by=member.actor()) == 1
    event = Event.objects.get(verb="x.done")
    assert (event.object_label, event.changes, event.data) == (
        HARD, {"title": [None, HARD]}, {"deep": {"text": HARD}},
    )  # fmt: skip
    assert (event.actor_id, event.via, event.actor_kind) == (member.pk, "html", "member")


def test_json_has_no_character_that_ends_a_cell() -> None:
    assert not {"\t", "\n", "\r", "\0"} & set(json_cell({HARD: [HARD]}))
