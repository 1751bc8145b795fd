"""Rows of the result, and how they are printed."""

from dataclasses import dataclass


@dataclass(slots=True)
class Row:
    """One case. `ratio` is ours ÷ floor for rates (more is better), ours ÷ hand-written for times (less is better)."""

    case: str
    ours: str
    floor: str = ""
    ratio: float | None = None
    sql: int | None = None
    size: int | None = None
    growth: float | None = None
    target: str = ""
    met: bool | None = None

    def cells(self) -> list[str]:
        verdict = "" if self.met is None else ("ok" if self.met else "MISSED")
        return [
            self.case, self.ours, self.floor,
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.sql is None else str(self.sql),
            "" if self.size is None else f"{self.size:,}",
            "" if self.growth is None else f"{self.growth:.2f}",
            self.target, verdict,
        ]  # fmt: skip


HEAD = ["case", "ours", "floor", "ratio", "SQL", "bytes", "10k→100k", "target", "verdict"]


def show(rows: list[Row]) -> str:
    """The rows as a Markdown table, aligned for a terminal."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
