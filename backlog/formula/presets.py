"""The scoring models one can start from. Sources: see each preset, and docs/formulas.md."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from backlog.formula.scales import (
    UNBOUNDED,
    Preset,
    PresetCriterion,
    Scale,
    listed,
    relative,
    to_five,
    to_ten,
    values,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_IMPACT = to_ten(
    "impact",
    _("Impact"),
    _("How far it would move the goal, if it works."),
    _("Hardly noticeable"),
    _("Changes the goal decisively"),
)
_CONFIDENCE = to_ten(
    "confidence",
    _("Confidence"),
    _("How sure we are of the impact."),
    _("A guess"),
    _("Proven by launch data or a test"),
)

RICE = Preset(
    "rice",
    "RICE",
    _("Many ideas for one goal, and numbers of users to judge them by: how much impact per month of work."),
    "(reach * impact * confidence) / effort",
    "Sean McBride, “RICE: Simple prioritization for product managers”, Intercom, 2018",
    (
        PresetCriterion(
            "reach",
            _("Reach"),
            _("How many people it touches in a period of fixed length, for example a quarter."),
            _("people per period"),
            Decimal(0),
            UNBOUNDED,
            Scale.OWN,
        ),
        listed(
            "impact",
            _("Impact"),
            _("How much it moves the goal for each person reached."),
            Scale.OWN,
            values(
                ("0.25", _("Minimal: hardly noticed")),
                ("0.5", _("Low: noticed by some")),
                ("1", _("Medium: noticed by most")),
                ("2", _("High: clearly changes what people do")),
                ("3", _("Massive: the reason people come or stay")),
            ),
        ),
        listed(
            "confidence",
            _("Confidence"),
            _("How well reach, impact and effort are supported. Below one half, find out more first."),
            Scale.OWN,
            values(
                ("0.5", _("Low, 50%: little more than a hunch")),
                ("0.8", _("Medium, 80%: some numbers are estimates")),
                ("1", _("High, 100%: measured or researched")),
            ),
        ),
        PresetCriterion(
            "effort",
            _("Effort"),
            _("The work of everyone together. Anything well under a month counts as one half."),
            _("person-months"),
            Decimal("0.5"),
            Decimal(1000),
            Scale.OWN,
        ),
    ),
)

ICE_EASE = Preset(
    "ice_ease",
    _("ICE (impact × confidence × ease)"),
    _("Experiments and small ideas that are judged quickly, without counting users. More ease is better."),
    "impact * confidence * ease",
    "Sean Ellis and Morgan Brown, “Hacking Growth”, 2017",
    (
        _IMPACT,
        _CONFIDENCE,
        to_ten("ease", _("Ease"), _("How easy it is to do."), _("A year of work"), _("Done within a day")),
    ),
)

ICE_EFFORT = Preset(
    "ice_effort",
    _("ICE (impact × confidence ÷ effort)"),
    _("Like ICE, for teams that estimate effort: less effort is better. Do not compare it with ICE by ease."),
    "impact * confidence / effort",
    "A variant of ICE in common use, with effort in place of ease",
    (
        _IMPACT,
        _CONFIDENCE,
        to_ten("effort", _("Effort"), _("How much work it is."), _("Done within a day"), _("A year of work")),
    ),
)

WSJF = Preset(
    "wsjf",
    _("WSJF (weighted shortest job first)"),
    _("A steady flow of jobs where waiting costs: what loses most by waiting, for its size, goes first."),
    "(business_value + time_criticality + risk_reduction) / job_size",
    "Donald Reinertsen, “The Principles of Product Development Flow”, 2009; in this form SAFe",
    (
        relative("business_value", _("Business value"), _("What it is worth to users and the business.")),
        relative("time_criticality", _("Time criticality"), _("How much of its value is lost by waiting.")),
        relative("risk_reduction", _("Risk reduction"), _("Which risks it removes, which doors it opens.")),
        relative("job_size", _("Job size"), _("How long it takes, compared with the others.")),
    ),
)

VALUE_EFFORT = Preset(
    "value_effort",
    _("Value ÷ effort"),
    _("The simplest one: a first sorting, and the picture of quick wins and large bets."),
    "value / effort",
    "Common practice; return on investment as a ratio",
    (
        to_ten(
            "value",
            _("Value"),
            _("What it is worth to users and the business."),
            _("Little"),
            _("Most of all"),
        ),
        to_ten("effort", _("Effort"), _("How much work it is."), _("Done within a day"), _("A year of work")),
    ),
)

WEIGHTED = Preset(
    "weighted",
    _("Weighted"),
    _("Several aims of different importance: the average rating, in which important aims count more."),
    "(weight_customer_value * customer_value + weight_strategic_fit * strategic_fit"
    " + weight_feasibility * feasibility)"
    " / (weight_customer_value + weight_strategic_fit + weight_feasibility)",
    "The weighted sum model of decision analysis: Peter Fishburn, “Additive Utilities”, 1967",
    (
        to_five("customer_value", _("Customer value"), _("What it is worth to customers."), 3),
        to_five("strategic_fit", _("Strategic fit"), _("How well it serves this year's objectives."), 2),
        to_five("feasibility", _("Feasibility"), _("How surely we can build it. 5 is no doubt at all.")),
    ),
)

MOSCOW = Preset(
    "moscow",
    _("MoSCoW"),
    _("A release with a fixed date: what must be in, what may be left out first."),
    "moscow",
    "Dai Clegg, 1994; kept up by the DSDM Consortium (now Agile Business Consortium)",
    (
        listed(
            "moscow",
            _("MoSCoW"),
            _("How badly the release needs it."),
            Scale.OWN,
            values(
                ("1", _("Won't have this time: agreed to be left out")),
                ("2", _("Could have: wanted, left out first when time is short")),
                ("3", _("Should have: painful to leave out, but the release still works")),
                ("4", _("Must have: without it the release is not worth shipping")),
            ),
        ),
    ),
)


def _answers(key: str, name: "StrOrPromise", description: "StrOrPromise") -> PresetCriterion:
    """How many of those asked gave one of Kano's answers."""
    return PresetCriterion(key, name, description, _("answers"), Decimal(0), Decimal(1_000_000), Scale.OWN)


KANO = Preset(
    "kano",
    _("Kano (satisfaction coefficients)"),
    _(
        "Features that were asked about in a Kano survey: how far each makes people content, or angry when it is missing."
    ),
    "(attractive + 2 * one_dimensional + must_be) / (attractive + one_dimensional + must_be + indifferent)",
    "Noriaki Kano, 1984; coefficients: Charles Berger et al., “Kano's Methods for Understanding Customer-defined "
    "Quality”, 1993. Better = (A + O) ÷ (A + O + M + I), worse = −(O + M) ÷ (A + O + M + I); the score is better − worse",
    (
        _answers("attractive", _("Attractive"), _("They would like it, and do not miss it.")),
        _answers("one_dimensional", _("One-dimensional"), _("The more the better, the less the worse.")),
        _answers("must_be", _("Must-be"), _("They take it for granted, and are angry without it.")),
        _answers("indifferent", _("Indifferent"), _("They do not care either way.")),
    ),
)

PRESETS = {
    preset.key: preset for preset in (RICE, ICE_EASE, ICE_EFFORT, WSJF, VALUE_EFFORT, WEIGHTED, MOSCOW, KANO)
}
