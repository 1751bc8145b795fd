"""How numbers are written: for people to read, and as they are typed and kept."""

from decimal import Decimal

from django.utils.formats import number_format


def written(value: Decimal | float | str | None, digits: int = 2) -> str:
    """A number in the reader's way, as exactly as it is but for `digits` decimals: 19 · 19.5 · 1,250; "" for none."""
    if value is None or value == "":
        return ""
    exact = round(Decimal(str(value)), digits).normalize()
    exponent = exact.as_tuple().exponent
    places = max(-exponent, 0) if isinstance(exponent, int) else 0
    return number_format(exact + 0, places, use_l10n=True, force_grouping=True)


def typed(value: Decimal | None) -> str:
    """A number as one types it: 100 · 0.5; no trailing zeros, no exponent, no grouping; "" for none."""
    return "" if value is None else f"{value.normalize():f}"
