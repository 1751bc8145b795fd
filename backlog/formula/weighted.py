"""Weights for the criteria of a formula that has none: where they can change the order of items, and how it is written."""

from collections.abc import Collection, Iterator

from backlog.formula.ast import Binary, Call, Formula, Logic, Name, Node, Number, Unary, children, walk

SUMS = ("+", "-")


def with_weights(formula: Formula, criteria: Collection[str]) -> str:
    """The formula with `weight_<key> * ` in front of each criterion that is a term of a sum; "" where there is no sum.

    `(a + b) / c` becomes `(weight_a * a + weight_b * b) / c`. Of a quotient the sum below the line is weighed only where
    there is none above it. Cost: linear in the tree.
    """
    at = sorted({(name.start - 1, name.name) for name in _weighable(formula.root) if name.name in criteria})
    text = formula.text
    for start, name in reversed(at):
        text = f"{text[:start]}weight_{name} * {text[start:]}"
    return text if at else ""


def is_product(formula: Formula) -> bool:
    """Whether it only multiplies and divides: a weight of a factor then changes every score alike, and the order not."""
    signs = {node.operator for node in walk(formula.root) if isinstance(node, Binary | Unary)}
    others = any(isinstance(node, Call | Logic) for node in walk(formula.root))
    return not others and signs <= {"*", "/"}


def _weighable(node: Node) -> Iterator[Name]:
    """The names that are terms of the sums in a part of a formula."""
    match node:
        case Binary(operator=operator) if operator in SUMS:
            yield from _terms(node)
        case Binary(operator="/", left=left, right=right):
            above = list(_weighable(left))
            yield from above or _weighable(right)
        case _:
            for part in children(node):
                yield from _weighable(part)


def _terms(node: Node) -> Iterator[Name]:
    """The name that a term is a multiple of; of a sum that of each term."""
    match node:
        case Name():
            yield node
        case Binary(operator=operator, left=left, right=right) if operator in SUMS:
            yield from _terms(left)
            yield from _terms(right)
        case Unary(operator="-", operand=operand):
            yield from _terms(operand)
        case (
            Binary(operator="*", left=Number(), right=part)
            | Binary(operator="*" | "/", left=part, right=Number())
        ):
            yield from _terms(part)
        case _:
            yield from _weighable(node)
