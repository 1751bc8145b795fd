"""The cards of planning poker, and what those on the table say. Pure: no queries."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

UNSURE = "?"
FEWEST, MOST, LONGEST = 2, 20, 8
OWN = "own"
DECKS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "fibonacci": (gettext_lazy("Fibonacci"), ("0", "1", "2", "3", "5", "8", "13", "21")),
    "powers": (gettext_lazy("Powers of two"), ("0", "1", "2", "4", "8", "16", "32")),
    "shirts": (gettext_lazy("T-shirt sizes"), ("XS", "S", "M", "L", "XL", "XXL")),
}
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One card of the deck and who chose it; `is_end` where it is the lowest or the highest of those that differ."""

    card: str
    people: list[Any]
    is_end: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """What the cards on the table say.

    `columns` run from the lowest to the highest chosen card, empty ones between them too. `suggested` is the middle
    card (of two the higher), None where no card is a number. `mean` is the average of the numbers.
    """

    columns: list[Column]
    unsure: list[Any]
    suggested: str | None
    mean: Decimal | None

    @property
    def agreed(self) -> str | None:
        """The card that everybody chose, None where they differ."""
        return self.columns[0].card if len(self.columns) == 1 and not self.unsure else None

    @property
    def lowest(self) -> Column | None:
        """The lowest card where cards differ: whose holder speaks first."""
        return self.columns[0] if len(self.columns) > 1 else None

    @property
    def highest(self) -> Column | None:
        """The highest card where cards differ."""
        return self.columns[-1] if len(self.columns) > 1 else None


def number(card: str) -> Decimal | None:
    """A card as an estimate, None for a size or “?”."""
    return Decimal(card) if _NUMBER.fullmatch(card) else None


def spread(deck: Sequence[str], votes: Iterable[tuple[Any, str]]) -> Spread:
    """What these votes (who, card) say; a card that the deck no longer has counts for nothing."""
    chosen: dict[str, list[Any]] = {}
    for who, card in votes:
        chosen.setdefault(card, []).append(who)
    places = [place for place, card in enumerate(deck) if card in chosen]
    shown = deck[places[0] : places[-1] + 1] if places else []
    ends = {shown[0], shown[-1]} if len(shown) > 1 else set()
    numbers = sorted(
        value for card in shown for value in [number(card)] * len(chosen.get(card, ())) if value is not None
    )
    middle = numbers[len(numbers) // 2] if numbers else None
    return Spread(
        columns=[Column(card, chosen.get(card, []), card in ends) for card in shown],
        unsure=chosen.get(UNSURE, []),
        suggested=next((card for card in shown if middle is not None and number(card) == middle), None),
        mean=sum(numbers, Decimal()) / len(numbers) if numbers else None,
    )


def deck_of(name: str, own: str = "") -> list[str]:
    """The cards of a deck by its name in DECKS, or for `own` those written in a text. Raises ValidationError by field."""
    if name == OWN:
        return checked([card for card in re.split(r"[,;\s]+", own) if card])
    if name not in DECKS:
        raise ValidationError({"deck": _("There is no deck “%(name)s”.") % {"name": name}})
    return list(DECKS[name][1])


def deck_name(deck: Sequence[str]) -> str:
    """The name of these cards in DECKS, else `own`."""
    return next((name for name, (_label, cards) in DECKS.items() if list(cards) == list(deck)), OWN)


def checked(cards: Sequence[str]) -> list[str]:
    """The cards once each, numbers in their order; “?” is in every deck and needs no naming. Raises ValidationError."""
    found = [card for card in dict.fromkeys(card.strip() for card in cards) if card and card != UNSURE]
    if not FEWEST <= len(found) <= MOST:
        said = _("Name between %(fewest)d and %(most)d different cards.")
        raise ValidationError({"cards": said % {"fewest": FEWEST, "most": MOST}})
    for card in found:
        if len(card) > LONGEST:
            said = _("“%(card)s” is too long for a card: %(most)d characters at most.")
            raise ValidationError({"cards": said % {"card": card[:40], "most": LONGEST}})
    values = {card: number(card) for card in found}
    if all(value is not None for value in values.values()):
        return sorted(found, key=lambda card: values[card] or Decimal())
    return found
