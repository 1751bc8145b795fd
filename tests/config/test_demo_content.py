"""The demo company holds together: four hundred items, and every reference leads somewhere."""

import zlib
from collections import Counter
from decimal import Decimal

import pytest

from backlog.formula.presets import PRESETS
from config.demo import grooming
from config.demo.catalog import all_changes, all_items, ranked
from config.demo.company import PEOPLE, PRODUCTS, TEAMS, WEB
from config.demo.notation import parse
from config.demo.roadmaps import ROADMAPS
from config.demo.shape import picture
from config.demo.types import DemoDate, DemoItem, DemoProduct, DemoRoadmap

ITEMS = {item.ref: item for item in all_items()}
PRODUCT = {product.key: product for product in PRODUCTS}
PERSON = {person.key: person for person in PEOPLE}
TEAM_KEYS = {team.key for team in TEAMS}


def insiders(*keys: str | None) -> bool:
    """Whether these are people who may read a backlog; nobody is allowed, too."""
    return all(key is None or PERSON[key].role != "stakeholder" for key in keys)


def in_scale(item: DemoItem, key: str, value: float) -> bool:
    criteria = {criterion.key: criterion for criterion in PRESETS[PRODUCT[item.product].preset].criteria}
    allowed = [each.value for each in criteria[key].values]
    number = Decimal(str(value))
    return number in allowed if allowed else criteria[key].minimum <= number <= criteria[key].maximum


def test_company_has_the_promised_size() -> None:
    assert (len(PRODUCTS), len(TEAMS), len(PEOPLE), len(ROADMAPS)) == (3, 4, 12, 3)
    assert len(all_items()) == len(ITEMS) == 400
    roles = Counter(person.role for person in PEOPLE)
    assert sorted(roles.values()) == [1, 2, 2, 2, 5]


def test_titles_and_keys_are_unique() -> None:
    assert len({item.title for item in all_items()}) == 400
    assert len({item.key for item in all_items()}) == 400


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.key)
def test_numbers_have_no_gap_and_every_item_a_rank(product: DemoProduct) -> None:
    numbers = sorted(item.number for item in all_items() if PRODUCT[item.product] is product)
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(item.number for item in ranked(product)) == numbers


def test_parents_come_before_their_children() -> None:
    seen: set[str] = set()
    for item in all_items():
        assert item.parent is None or item.parent in seen, item.title
        assert item.parent is None or ITEMS[item.parent].created <= item.created
        seen.add(item.ref)


def test_items_name_only_what_exists() -> None:
    for item in all_items():
        product = PRODUCT[item.product]
        assert product.category(item.status)
        assert set(item.labels) <= {label.name for label in product.labels}, item.title
        assert item.team in TEAM_KEYS
        assert set(item.blocks) <= ITEMS.keys(), item.title
        assert insiders(item.assignee, item.creator, *item.watchers), item.title
        assert insiders(*(comment.by for comment in item.comments)), item.title


def test_ratings_are_within_the_scale_of_their_preset() -> None:
    wrong = [
        (item.title, key, value)
        for item in all_items()
        for key, value in item.ratings.items()
        if not in_scale(item, key, value)
    ]
    assert wrong == []


def test_dates_are_in_order() -> None:
    for item in all_items():
        assert not (item.start and item.due) or item.start.offset <= item.due.offset, item.title
        assert not item.start or item.start.offset > item.created or item.start.offset > 0, item.title
        assert all(item.created < comment.offset <= 0 for comment in item.comments), item.title
        assert [c.offset for c in item.comments] == sorted(c.offset for c in item.comments), item.title


def test_history_leads_from_the_first_status_to_the_present_one() -> None:
    now = {ref: PRODUCT[item.product].statuses[0].key for ref, item in ITEMS.items()}
    for change in all_changes():
        assert ITEMS[change.ref].created <= change.offset < 0
        assert insiders(change.by)
        if change.field == "status":
            assert now[change.ref] == change.before, change
            now[change.ref] = str(change.after)
    assert now == {ref: item.status for ref, item in ITEMS.items()}


def test_written_changes_end_at_the_present_value() -> None:
    last = {(change.ref, change.field): change.after for change in all_changes()}
    for (ref, field), after in last.items():
        item = ITEMS[ref]
        due, start = item.due or DemoDate(0), item.start or DemoDate(0)
        present = {
            "status": item.status, "title": item.title, "assignee": item.assignee,
            "estimate": f"{item.estimate:g}" if item.estimate else None,
            "due_on": str(due.offset), "start_on": str(start.offset),
        }  # fmt: skip
        assert present[field] == after, (ref, field)


@pytest.mark.parametrize("roadmap", ROADMAPS, ids=lambda roadmap: roadmap.key)
def test_roadmap_entries_name_items_lanes_and_people(roadmap: DemoRoadmap) -> None:
    lanes = {lane.key for lane in roadmap.lanes}
    refs = [entry.ref for entry in roadmap.entries]
    assert len(set(refs)) == len(refs) >= 15
    for entry in roadmap.entries:
        assert entry.ref in ITEMS, entry
        assert entry.lane in lanes
        assert entry.horizon in ("now", "next", "later")
        assert all(comment.by in PERSON for comment in entry.comments)


def test_the_grooming_desk_names_items_and_insiders() -> None:
    refs = {*grooming.VALUES, *grooming.ANSWERED, grooming.OPEN_ROUND[0], grooming.TURNED_ROUND[0]}
    refs |= {end for source, _kind, target, _who in grooming.LINKS for end in (source, target)}
    refs |= {row[0] for row in (*grooming.FILES, *grooming.REACTIONS, *grooming.WATCHERS)}
    assert refs <= ITEMS.keys()
    assert insiders(*(key for _market, _n, people, *_rest in grooming.VALUES.values() for key in people))
    choices = next(one.choices for one in grooming.FIELDS if one.key == "market")
    assert {values[0] for values in grooming.VALUES.values()} <= set(choices)


def test_the_drawn_picture_is_a_png_of_its_size() -> None:
    content = picture(3)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert content[16:24] == (640).to_bytes(4) + (200).to_bytes(4)
    assert len(zlib.decompress(content[41 : content.index(b"IEND") - 8])) == 200 * (1 + 640 * 3)


def test_notation_names_the_line_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="wibble"):
        parse(WEB, "story | Fine\nwibble")


def test_notation_joins_the_lines_of_a_paragraph_and_keeps_lists() -> None:
    (item,) = parse(WEB, "story | A\n> one\n> two\n>\n> - x\n> - y\n>   z")
    assert item.description == "one two\n\n- x\n- y z"
