"""What the line that adds an item says of the templates of its kinds."""

import re
from dataclasses import dataclass

from backlog.models import ItemTemplate, Kind, Product

LONGEST = 90  # characters of a description that stand on one line
_MARKS = re.compile(r"^[#>\s]+|[*_`]+")


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """What items of a kind begin with: the first words of the description, and how many criteria."""

    kind: str
    label: str
    words: str
    criteria: int


def template_lines(product: Product) -> list[TemplateLine]:
    """The templates of a product, each on one line. One statement."""
    rows = ItemTemplate.objects.filter(product=product).order_by("kind")
    return [
        TemplateLine(
            row.kind, str(Kind(row.kind).label), _first_words(row.description), len(row.acceptance_criteria)
        )
        for row in rows
    ]


def _first_words(text: str) -> str:
    """The first line that says something, without the marks of Markdown."""
    lines = (_MARKS.sub("", line).strip() for line in text.splitlines())
    first = next((line for line in lines if line), "")
    return first if len(first) <= LONGEST else f"{first[:LONGEST].rstrip()}…"
