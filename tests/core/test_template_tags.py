"""Icons, marks, avatars, dates and the import map of every page."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from core.marks import KINDS, STATUS_CATEGORIES
from core.templatetags import throughline


def render(source: str, **context: object) -> str:
    return Template("{% load throughline %}" + source).render(Context(context))


def test_icon_is_silent_svg_with_its_classes() -> None:
    html = render('{% icon "plus" "icon--small" %}')
    assert 'class="icon icon--small"' in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize("kind", list(KINDS))
def test_kind_icon_is_named(kind: str) -> None:
    html = render("{% kind_icon kind %}", kind=kind)
    assert f'aria-label="{KINDS[kind]}"' in html
    assert "mark--" + kind in html


def test_every_status_category_has_its_own_silent_mark() -> None:
    marks = {render("{% status_mark category %}", category=category) for category in STATUS_CATEGORIES}
    assert len(marks) == 5
    assert all('aria-hidden="true"' in mark for mark in marks)


def test_avatar_escapes_the_name() -> None:
    html = render("{% avatar member %}", member=SimpleNamespace(pk=1, name='<b>"Eve"'))
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_avatar_of_nobody_is_an_empty_seat() -> None:
    assert 'aria-label="Nobody"' in render("{% avatar None %}")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mira Kessler", "MK"),
        ("Cher", "CH"),
        ("Ana de la Cruz", "AC"),
        ("ada.l@example.org", "AL"),
        ("", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert throughline.initials(name) == letters


def test_hue_is_stable_and_one_of_twelve() -> None:
    hues = {throughline.hue(number) for number in range(500)}
    assert hues == {f"hue-{number}" for number in range(12)}
    assert throughline.hue("payments") == throughline.hue("payments")


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        ("day", "12 May 2031"),
        ("week", "Week 20 2031"),
        ("month", "May 2031"),
        ("quarter", "Q2 2031"),
        ("half", "H1 2031"),
    ],
)
def test_fuzzy_date_is_as_precise_as_it_is_known(precision: str, text: str) -> None:
    assert throughline.fuzzy(date(2031, 5, 12), precision) == text


def test_fuzzy_date_of_this_year_leaves_the_year_out() -> None:
    this_year = date.today().year
    assert throughline.fuzzy(date(this_year, 12, 2), "quarter") == "Q4"
    assert throughline.fuzzy(None) == ""


def test_ago_holds_the_exact_moment() -> None:
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=ZoneInfo("UTC"))
    assert 'datetime="2026-03-01T12:30:00+00:00"' in render("{% ago moment %}", moment=moment)


def test_import_map_names_own_modules_and_vendors_under_the_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"  # type: ignore[attr-defined]
    html = render("{% importmap %}", request=request)
    found = re.fullmatch(r'<script type="importmap" nonce="abc">(.*)</script>', html)
    assert found
    imports = json.loads(found[1])["imports"]
    assert imports["#app/lib/net.js"].endswith("js/lib/net.js")
    assert {"htmx.org", "sortablejs"} <= set(imports)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("19.50"), "19.5"), (Decimal("19.00"), "19"), (1250, "1,250"), (1234567.891, "1,234,567.89"),
        (Decimal("0.25"), "0.25"), (Decimal("2E+1"), "20"), (Decimal("-0.001"), "0"), ("13.0", "13"), (0, "0"), (None, ""),
    ],
)  # fmt: skip
def test_numbers_are_as_exact_as_they_are(value: object, shown: str) -> None:
    assert render("{{ value|number }}", value=value) == shown


def test_a_mean_has_fewer_decimals() -> None:
    assert render("{{ value|number:1 }}", value=Decimal(32) / 3) == "10.7"
