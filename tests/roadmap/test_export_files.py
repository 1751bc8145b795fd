"""Workbooks, slides, print and pictures of a roadmap, opened and looked into."""

from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE
from pypdf import PdfReader

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from backlog.services.links import link_items
from roadmap.document import document
from roadmap.exports import FORMATS
from roadmap.exports.fonts import WEIGHTS, font_files
from roadmap.exports.pictures import PAGES
from roadmap.exports.reading import Exported
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import add_entries, update_entry
from roadmap.services.milestones import add_milestone
from roadmap.services.roadmaps import keep_look
from tests.factories import make_item
from tests.roadmap.opened import chunks_of, shapes_of, sheets_of, words_in
from tests.roadmap.test_exports import SVG
from tests.roadmap.test_pages import at


@pytest.fixture
def made(manager: Client, roadmap: Roadmap, entries: list[Entry]) -> Any:
    """The content of a file by its format."""
    return lambda form: manager.get(at("export", roadmap.pk), {"format": form, "q": ""}).content


def test_a_workbook_counts_with_days_and_shares(made: Any, entries: list[Entry], by: Actor) -> None:
    changes = {"due_on": date(2027, 3, 31), "due_precision": "quarter"}
    update_item(entries[0].item, by=by, fields=changes)
    head, first, *_rest = sheets_of(made("xlsx"))["Entries"]
    told = dict(zip(head, first, strict=True))
    assert [f"{told[name]:%Y-%m-%d}" for name in ("First day", "Last day")] == ["2026-12-01", "2027-03-31"]
    assert (told["Title"], told["Lane"], told["Progress"]) == ("Pay by bank transfer", "Faster payment", 0)
    assert "Q1 2027" in told["Dates"]


def test_a_workbook_says_what_it_is(made: Any, roadmap: Roadmap, by: Actor) -> None:
    add_milestone(roadmap, by=by, name="Spring fair", on=date(2027, 3, 12))
    sheets = sheets_of(made("xlsx"))
    assert list(sheets) == ["Entries", "Milestones", "About"]
    assert sheets["Milestones"][1][0] == "Spring fair"
    assert sheets["About"][:2] == [["Roadmap", "Checkout"], ["Purpose", "What customers will notice."]]


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@A1", "a\x0bb"])
def test_a_workbook_has_no_formulas(made: Any, entries: list[Entry], title: str) -> None:
    Entry.objects.filter(pk=entries[0].pk).update(public_title=title)
    head, first, *_rest = sheets_of(made("xlsx"))["Entries"]
    assert first[head.index("Title")] == title.replace("\x0b", "")
    assert "<f>" not in words_in(made("xlsx"), "xlsx")


def test_slides_have_a_shape_for_each_bar(made: Any) -> None:
    bars = [shape for shape in shapes_of(made("pptx")) if shape.name in ("Pay by bank transfer", "Apple Pay")]
    assert [shape.auto_shape_type for shape in bars] == [MSO_SHAPE.ROUNDED_RECTANGLE] * 2
    first, second = sorted(bars, key=lambda shape: shape.left)
    assert first.text_frame.text.startswith("▌ Pay by bank")
    assert first.left + first.width <= second.left
    assert "Dec" in first._element.nvSpPr.cNvPr.get("descr")


def test_slides_join_bars_that_depend_on_each_other(made: Any, items: list[Item], by: Actor) -> None:
    link_items(items[1], target=items[0], kind="blocks", by=by)
    shapes = shapes_of(made("pptx"))
    ids = {shape.name: shape.shape_id for shape in shapes}
    joined = [
        shape for shape in shapes if "waits for" in (shape._element.xpath(".//p:cNvPr")[0].get("descr") or "")
    ]
    ends = joined[0]._element.nvCxnSpPr.cNvCxnSpPr
    assert [ends.stCxn.id, ends.endCxn.id] == [ids["Apple Pay"], ids["Pay by bank transfer"]]


def test_print_is_one_landscape_page(made: Any) -> None:
    pages = PdfReader(BytesIO(made("pdf"))).pages
    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages] == [(842, 595)]


@pytest.mark.parametrize(
    "title", ["Größe für ß", "Łódź i Đorđe", "Платёж и Їжак", "Πληρωμή Ἀθῆναι", "Tiếng Việt"]
)
def test_print_has_the_letters_of_europe(made: Any, entries: list[Entry], by: Actor, title: str) -> None:
    update_entry(entries[0], by=by, fields={"public_title": title})
    page = PdfReader(BytesIO(made("pdf"))).pages[0]
    assert title in page.extract_text()


@pytest.mark.parametrize("form", ["pdf", "pptx"])
def test_what_nobody_could_read_goes_on_over_pages(
    made: Any, roadmap: Roadmap, items: list[Item], by: Actor, form: str
) -> None:
    more = [
        make_item(items[0].product, f"More {n}", start_on=date(2026, 12, 1), due_on=date(2027, 1, 5))
        for n in range(70)
    ]
    add_entries(roadmap, more, by=by)
    content = made(form)
    if form == "pdf":
        pages = PdfReader(BytesIO(content)).pages
        assert [page.extract_text().splitlines()[-1] for page in pages] == ["1 / 3", "2 / 3", "3 / 3"]
        return
    assert len({shape.part.slide.slide_id for shape in shapes_of(content)}) == 5
    assert sorted(shape.name for shape in shapes_of(content) if shape.name.startswith("More")) == sorted(
        item.title for item in more
    )


def test_a_picture_is_of_twice_the_size_and_says_nothing_beside(made: Any) -> None:
    content = made("png")
    picture = Image.open(BytesIO(content))
    assert picture.width > 2000
    assert len(picture.convert("RGB").getcolors(1_000_000) or ()) > 50
    assert chunks_of(content) <= {"IHDR", "IDAT", "IEND", "pHYs"}


def test_the_typeface_is_made_once() -> None:
    first = {weight: path.stat().st_mtime_ns for weight, path in font_files().items()}
    font_files.cache_clear()
    assert {weight: path.stat().st_mtime_ns for weight, path in font_files().items()} == first
    assert list(first) == list(WEIGHTS)


@pytest.mark.parametrize("form", ["pdf", "png", "pptx", "xlsx"])
def test_it_is_saved_by_its_name(manager: Client, roadmap: Roadmap, entries: list[Entry], form: str) -> None:
    answer = manager.get(at("export", roadmap.pk), {"format": form})
    assert answer["Content-Type"] == FORMATS[form].media_type
    assert answer["Content-Disposition"] == f'attachment; filename="checkout.{form}"'


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_on_a_roadmap_breaks_a_file(roadmap: Roadmap, entries: list[Entry], form: str) -> None:
    Entry.objects.filter(pk=entries[0].pk).update(public_title="日本語 🎉 العربية \x0b" * 9)
    Item.objects.filter(pk=entries[0].item_id).update(start_on=date(1995, 1, 1), due_on=date(2090, 1, 1))
    for found in (document(roadmap), {**document(roadmap), "entries": [], "lanes": []}):
        assert FORMATS[form].write(Exported(roadmap=roadmap, document=found, at=timezone.now()))


@pytest.fixture
def long_list(roadmap: Roadmap, entries: list[Entry], items: list[Item], by: Actor) -> list[str]:
    """The titles of sixty entries more, some of which take two lines."""
    more = [
        make_item(items[0].product, f"More {n:02} {'of what takes the room of lines ' * (n % 3)}".strip())
        for n in range(60)
    ]
    add_entries(roadmap, more, by=by)
    return [item.title for item in more]


@pytest.fixture
def listed(manager: Client, roadmap: Roadmap) -> Any:
    """A file of that format in a view."""
    url = at("export", roadmap.pk)
    return lambda form, view="list": manager.get(url, {"format": form, "q": "", "view": view}).content


def test_a_printed_list_has_its_head_on_each_page(listed: Any, long_list: list[str]) -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(listed("pdf"))).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        lines = page.splitlines()
        assert [line.split()[:4] for line in lines if line.startswith("Key")] == [
            ["Key", "Title", "Status", "Dates"]
        ]
        assert (lines[-1], lines[0].split()[0]) == (f"{number} / {len(pages)}", "Checkout")
    assert all("continued" in page for page in pages[1:])


@pytest.mark.parametrize("view", PAGES)
def test_nothing_printed_is_cut_in_two(
    listed: Any, long_list: list[str], roadmap: Roadmap, view: str
) -> None:
    drawn = PAGES[view](Exported(roadmap=roadmap, document=document(roadmap), at=timezone.now()), 500, "")
    assert max(page.height for page in drawn) <= 500
    pages = [page.extract_text().replace("\n", " ") for page in PdfReader(BytesIO(listed("pdf", view))).pages]
    assert [sum(title in page for page in pages) for title in long_list] == [1] * len(long_list)


def test_horizons_are_columns_of_cards(listed: Any, entries: list[Entry]) -> None:
    words = {each.text: each for each in ElementTree.fromstring(listed("svg", "horizons")).iter(f"{SVG}text")}
    now, later = (float(words[name].attrib["x"]) for name in ("Now", "Later"))
    assert later - now > 400
    in_later = [entry.item.title for entry in entries if entry.horizon == "later"]
    assert [abs(float(words[title].attrib["x"]) - later) < 12 for title in in_later] == [True] * len(in_later)
    assert abs(float(words["Pay by bank transfer"].attrib["x"]) - now) < 12


def test_a_list_is_one_picture(listed: Any, long_list: list[str], roadmap: Roadmap, entries: Any) -> None:
    text = listed("svg").decode()
    assert (text.count(">Title<"), "continued" in text) == (1, False)
    assert all(title[:7] in text for title in long_list)
    assert Image.open(BytesIO(listed("png"))).height > 2000


def test_a_list_shows_the_fields_of_its_look(
    listed: Any, entries: list[Entry], roadmap: Roadmap, product_manager: Member
) -> None:
    look = {"colour": "lane", "fields": {"list": ["theme", "estimate"]}}
    keep_look(roadmap, product_manager, look=look)
    text = listed("svg").decode()
    found = [name for name in ("Key", "Theme", "Estimate", "Status", "Note") if f">{name}</text>" in text]
    assert found == ["Theme", "Estimate"]
    assert ">A</text>" in text
