"""The tree of a formula. Every node knows the columns it was written in (1-based, half-open)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True)
class Number(Span):
    value: float


@dataclass(frozen=True)
class Name(Span):
    name: str


@dataclass(frozen=True)
class Unary(Span):
    """`operator` is "-" or "not"."""

    operator: str
    operand: "Node"


@dataclass(frozen=True)
class Binary(Span):
    """`operator` is one of + - * / (giving a number) or = != < <= > >= (giving true or false)."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Logic(Span):
    """`operator` is "and" or "or", over two or more operands."""

    operator: str
    operands: tuple["Node", ...]


@dataclass(frozen=True)
class Call(Span):
    function: str
    arguments: tuple["Node", ...]


Node = Number | Name | Unary | Binary | Logic | Call
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, in the order they were written."""
    match node:
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Logic(operands=parts) | Call(arguments=parts):
            return parts
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order it was written."""
    yield node
    for child in children(node):
        yield from walk(child)


@dataclass(frozen=True)
class Formula:
    """A parsed formula: its text and its tree. Made by `parse`."""

    text: str
    root: Node

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The inputs it uses, each once, in the order they first appear."""
        return tuple(dict.fromkeys(node.name for node in walk(self.root) if isinstance(node, Name)))
