"""Random formulas, as text, and random rows of inputs."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

NAMES = ("a", "b", "c", "d")
_CONSTANTS = ["0", "1", "2", "0.5", "3.25", "10", "0.000000001", "1000000000000000000"]
_NUMBERS = [
    "({n} + {n})", "({n} - {n})", "({n} * {n})", "({n} / {n})", "({n} / {n})", "-{n}", "if({t}, {n}, {n})",
    "min({n}, {n})", "max({n}, {n})", "coalesce({n}, {n})", "coalesce({n}, {n}, {n})",
    "sqrt({n})", "log({n})", "abs({n})", "round({n})", "round({n}, 3)", "round({n}, 6)",
]  # fmt: skip
_TRUTHS = [
    "{n} = {n}", "{n} != {n}", "{n} < {n}", "{n} <= {n}", "{n} > {n}", "{n} >= {n}",
    "({t} and {t})", "({t} or {t} or {t})", "(not {t})", "if({t}, {t}, {t})",
]  # fmt: skip
_COMPARISONS = 6


@st.composite
def formulas(draw: st.DrawFn, levels: int = 4, names: Sequence[str] = NAMES) -> str:
    """The text of a formula over these names at most so many levels deep."""
    leaves = [*names, *names, *_CONSTANTS]

    def number(level: int) -> str:
        if level == 0 or draw(st.integers(0, 4)) == 0:
            return draw(st.sampled_from(leaves))
        return fill(draw(st.sampled_from(_NUMBERS)), level - 1)

    def truth(level: int) -> str:
        return fill(draw(st.sampled_from(_TRUTHS if level else _TRUTHS[:_COMPARISONS])), max(level - 1, 0))

    def fill(template: str, level: int) -> str:
        while "{" in template:
            hole = template[template.index("{") :][:3]
            template = template.replace(hole, number(level) if hole == "{n}" else truth(level), 1)
        return template

    return number(levels)


_inputs = st.one_of(
    st.none(),
    st.sampled_from(
        [Decimal(0), Decimal(1), Decimal(-1), Decimal("0.8"), Decimal("0.000000001"), Decimal("1e18")]
    ),
    st.integers(-20, 20).map(Decimal),
    st.decimals(Decimal("-1e18"), Decimal("1e18"), places=9),
)
rows = st.fixed_dictionaries(dict.fromkeys(NAMES, _inputs))
