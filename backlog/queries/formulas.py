"""What items' formulas give, as SQL for their documents: the formulas of a workspace's products, read once."""

from collections import defaultdict
from uuid import UUID

from backlog.custom import ESTIMATE
from backlog.formula import compile_sql, parse
from backlog.models import CustomField

_NUMBER = (
    "(CASE jsonb_typeof(i.custom -> '{key}') WHEN 'number' THEN (i.custom ->> '{key}')::numeric(28, 9) END)"
)


def formulas_sql(workspace_id: UUID) -> str:
    """A JSON expression over an item's row `i`: key → number or null, {} where its product has no formulas.

    The text takes no parameters: what people write in a formula are names that were checked, and numbers. One statement.
    """
    rows = CustomField.objects.filter(
        workspace_id=workspace_id, form=CustomField.Form.FORMULA, archived_at=None
    )
    by_product: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        by_product[row.product_id].append(f"'{row.key}', {_expression(row.formula)}")
    cases = (f"WHEN '{pk}' THEN json_build_object({', '.join(parts)})" for pk, parts in by_product.items())
    return f"CASE i.product_id {' '.join(cases)} ELSE '{{}}' END" if by_product else "'{}'::json"


def _expression(text: str) -> str:
    """The formula as SQL with its numbers written out."""
    formula = parse(text)
    columns = {name: "i.estimate" if name == ESTIMATE else _NUMBER.format(key=name) for name in formula.names}
    compiled = compile_sql(formula, columns)
    numbers = [repr(float(value)) for value in compiled.params] + [""]
    return "".join(part + number for part, number in zip(compiled.sql.split("%s"), numbers, strict=True))
