"""Letters that the page's typeface lacks: drawn with other fonts of the machine, or told to be missing."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image
from pypdf import PdfReader

from roadmap.document import document
from roadmap.exports.letters import footnote, further_fonts, is_plain, with_stand_ins
from roadmap.exports.pdf import pdf_of
from roadmap.exports.pdf_words import pictured
from roadmap.exports.png import png_of
from roadmap.exports.reading import Exported
from roadmap.models import Entry, Roadmap


def font(path: Path, letters: str, width: int = 1000, name: str = "Own") -> None:
    """A font that draws a block for each of these letters."""
    pen = TTGlyphPen(None)
    for place, point in enumerate([(50, 0), (50, 800), (width - 50, 800), (width - 50, 0)]):
        (pen.lineTo if place else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "block"])
    builder.setupCharacterMap({ord(letter): "block" for letter in letters})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "block": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (width, 0), "block": (width, 50)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": path.stem, "styleName": "Regular"} | ({"psName": name} if name else {})
    )
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def fonts(tmp_path: Path, settings: Any) -> Path:
    settings.EXPORT_FONTS = str(tmp_path)
    return tmp_path


@pytest.fixture
def seen(roadmap: Roadmap, entries: list[Entry]) -> Any:
    """The roadmap whose first entry, which ends in its bar, is called so."""

    def called(title: str) -> Exported:
        Entry.objects.filter(pk=entries[1].pk).update(public_title=title)
        return Exported(roadmap=roadmap, document=document(roadmap), at=timezone.now())

    return called


def test_fonts_are_taken_for_what_they_have(fonts: Path) -> None:
    font(fonts / "Han.ttf", "漢字")
    font(fonts / "Han-Bold.ttf", "漢字語")
    font(fonts / "A-Serif.ttf", "漢")
    font(fonts / "Anonymous.ttf", "漢語", name="")
    (fonts / "Broken.ttf").write_bytes(b"none")
    assert further_fonts("Größe漢 \u200d\ufe0f") == ([str(fonts / "Han.ttf")], "")
    assert further_fonts("漢語") == ([str(fonts / "Han.ttf")], "語")


def test_no_folder_is_no_font(settings: Any) -> None:
    settings.EXPORT_FONTS = "/nowhere/at/all"
    assert further_fonts("漢") == ([], "漢")


@pytest.mark.parametrize(
    ("lacking", "told"), [("", ""), ("漢字", "(Chinese, Japanese)"), ("שא", "(Hebrew)"), ("🎉한", "(symbols, Hangul)")]
)  # fmt: skip
def test_what_is_missing_is_named(lacking: str, told: str) -> None:
    assert footnote(lacking)[-len(told) - 1 :] == (f"{told}." if told else "")


def test_a_stand_in_is_no_letter() -> None:
    assert with_stand_ins("a漢b\u05b0", "漢\u05b0") == "a•b"


@pytest.mark.parametrize(
    ("text", "plain"), [("Größe für Łódź", True), ("漢", False), ("שלום", False), ("q\u0323", False)]
)
def test_what_is_set_letter_by_letter(text: str, plain: bool) -> None:
    assert is_plain(text) is plain


def test_lines_run_from_right_to_left(fonts: Path) -> None:
    font(fonts / "Alef.ttf", "א", 200)
    font(fonts / "Bet.ttf", "ב", 1000)
    both, _lacking = further_fonts("אב")
    words = pictured("אב", {"font-size": "20"}, both)
    assert words
    left = words.image.crop((0, 0, words.image.width // 2, words.image.height)).getbbox()
    assert left == (0, 0, words.image.width // 2, words.image.height)  # the wide second letter


def test_print_shows_them_and_says_them(fonts: Path, seen: Any) -> None:
    font(fonts / "Han.ttf", "漢")
    pdf = PdfReader(BytesIO(pdf_of(seen("漢 Apple"))))
    objects: Any = (pdf.get_object(number) for number in range(1, int(str(pdf.trailer["/Size"]))))
    told = [each["/Alt"] for each in objects if isinstance(each, dict) and "/Alt" in each]
    assert (len(pdf.pages[0].images), told) == (1, ["漢 Apple"])
    assert "stands for" not in pdf.pages[0].extract_text()


def test_print_says_what_is_missing(fonts: Path, seen: Any) -> None:
    text = PdfReader(BytesIO(pdf_of(seen("漢 Apple")))).pages[0].extract_text()
    assert "• Apple" in text
    assert "• stands for a letter that no font of this server has (Chinese, Japanese)." in text


def test_a_picture_has_them(fonts: Path, seen: Any) -> None:
    missing = Image.open(BytesIO(png_of(seen("漢漢漢 Apple"))))
    font(fonts / "Han.ttf", "漢")
    there = Image.open(BytesIO(png_of(seen("漢漢漢 Apple"))))
    assert missing.height > there.height  # the note
