"""`{% load scores %}`, then `{{ row.score|score }}` and `{{ row.score_reason|reason }}`."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from backlog.formula import reason_text

register = template.Library()


@register.filter
def reason(code: str) -> str:
    """Why there is no score, in words: "No score, missing: job size"; "" for no code."""
    names = code.partition(":")[2].split(",")
    words = {name: name.replace("_", " ") for name in names}
    return _("No score, %(reason)s") % {"reason": reason_text(code, words)} if code else ""


@register.filter
def score(value: float | None) -> str:
    """A score as exactly as it is worth reading: 252,000 · 960 · 86.4 · 0.36; the dash for none."""
    if value is None:
        return "–"
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 10 else 2
    text = number_format(round(value, digits), digits, use_l10n=True, force_grouping=True)
    return text.rstrip("0").rstrip(".,") if digits else text
