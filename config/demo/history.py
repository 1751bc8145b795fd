"""Notable past changes of single items, beside the workflow steps that `config.demo.catalog` works out.

Dates are offsets in days from today, written as text like every other value.
"""

from config.demo.types import DemoChange


def _change(ref: str, offset: int, by: str, field: str, before: str | None, after: str | None) -> DemoChange:
    return DemoChange(ref, offset, 480 + abs(offset) * 37 % 420, by, field, before, after)


CHANGES: tuple[DemoChange, ...] = (
    _change("bank", -39, "jonas", "assignee", None, "rasmus"),
    _change("bank", -19, "jonas", "due_on", "10", "22"),
    _change("bank-picker", -20, "jonas", "estimate", "5", "3"),
    _change("bank-refund", -12, "rasmus", "estimate", "3", "5"),
    _change("bank-wait", -9, "jonas", "due_on", "-1", "3"),
    _change(
        "retry", -19, "jonas", "title", "Retry a declined payment", "Retry a declined card without retyping"
    ),
    _change("retry", -11, "mila", "due_on", "-6", "2"),
    _change("split", -14, "jonas", "estimate", "8", "13"),
    _change("split", -14, "jonas", "assignee", "rasmus", "jonas"),
    _change("apple-pay", -23, "mila", "due_on", "45", "60"),
    _change("under-second", -11, "jonas", "estimate", "3", "5"),
    _change("instalments", -24, "mila", "start_on", "40", "75"),
    _change("instalments", -24, "mila", "due_on", "110", "150"),
    _change("delivery-day", -20, "jonas", "start_on", "-18", "4"),
    _change("delivery-day", -20, "jonas", "due_on", "8", "30"),
    _change("second-device", -13, "jonas", "assignee", "rasmus", "zofia"),
    _change("eircode", -12, "jonas", "due_on", "-9", "-4"),
    _change("guest-basket", -18, "jonas", "estimate", "3", "5"),
    _change("po-checkout", -22, "mila", "start_on", "5", "18"),
    _change("vat-line", -15, "jonas", "assignee", "zofia", "rasmus"),
    _change("fraud-score", -27, "mila", "due_on", "50", "66"),
    _change("order-page", -9, "jonas", "due_on", "7", "14"),
    _change("week-list", -20, "tomas", "title", "Weekly task list", "List of this week's tasks"),
    _change("week-list", -10, "tomas", "due_on", "-4", "3"),
    _change("my-plants", -14, "tomas", "estimate", "3", "5"),
    _change("plant-id", -38, "tomas", "estimate", "13", "8"),
    _change("cold-start", -8, "tomas", "due_on", "7", "14"),
    _change("app-basket", -7, "tomas", "due_on", "-5", "-2"),
    _change("first-run", -19, "tomas", "start_on", "30", "12"),
    _change("slot-plan", -21, "astrid", "estimate", "5", "8"),
    _change("slot-plan", -10, "astrid", "due_on", "-9", "-2"),
    _change(
        "frost-hold",
        -30,
        "astrid",
        "title",
        "Stop plants in frost",
        "Hold plants while it freezes on the way",
    ),
    _change("cycle", -12, "astrid", "due_on", "-14", "-5"),
    _change("stock-stream", -25, "astrid", "estimate", "5", "8"),
    _change("batch", -13, "astrid", "assignee", "astrid", "bogdan"),
    _change("offline-scan", -5, "astrid", "due_on", "6", "13"),
)
