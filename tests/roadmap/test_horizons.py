from datetime import date

from django.template.loader import render_to_string

from roadmap.chart import BarSpec, LaneSpec
from roadmap.horizons import HorizonsView, present_horizons

TODAY = date(2026, 11, 23)
COLUMNS = [("now", "Now"), ("next", "Next"), ("later", "Later")]
LANES = [LaneSpec("a", "Faster payment"), LaneSpec("b", "Trust")]


def entry(id: str, lane: str, horizon: str) -> tuple[BarSpec, str]:
    return BarSpec(
        id=id, key=f"WEB-{id}", title=f"Title {id}", lane_id=lane, move_url=f"/move/{id}/"
    ), horizon


def view(*entries: tuple[BarSpec, str], can_edit: bool = True) -> HorizonsView:
    return present_horizons(COLUMNS, LANES, entries, today=TODAY, url="/horizons/", can_edit=can_edit)


def ids(view: HorizonsView, row: int, column: int) -> list[str]:
    return [card.spec.id for card in view.rows[row].cells[column].cards]


def test_cards_stand_in_their_cell_in_order() -> None:
    shown = view(entry("2", "a", "now"), entry("1", "a", "now"), entry("3", "b", "later"))
    assert ids(shown, 0, 0) == ["2", "1"]
    assert ids(shown, 1, 2) == ["3"]


def test_columns_count_their_cards_over_all_lanes() -> None:
    shown = view(entry("1", "a", "now"), entry("2", "b", "now"))
    assert [column.count for column in shown.columns] == [2, 0, 0]


def test_an_entry_without_a_lane_gets_a_row_of_its_own() -> None:
    shown = view(entry("1", "gone", "next"))
    assert [row.name for row in shown.rows] == ["Faster payment", "Trust", "No lane"]
    assert ids(shown, 2, 1) == ["1"]


def test_an_unknown_horizon_is_the_last_one() -> None:
    assert ids(view(entry("1", "a", "someday")), 0, 2) == ["1"]


def test_the_page_says_where_a_card_may_be_sent() -> None:
    page = " ".join(
        render_to_string("roadmap/_horizons.html", {"horizons": view(entry("1", "a", "now"))}).split()
    )
    assert 'data-move-url="/move/1/"' in page
    assert 'data-lane="a" data-horizon="now"' in page
    assert "style=" not in page


def test_a_reader_gets_nothing_to_drag() -> None:
    page = render_to_string("roadmap/_horizons.html", {"horizons": view(can_edit=False)})
    assert "data-editable" not in page
