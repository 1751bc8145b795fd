"""From text to tree, by recursive descent. The grammar is in docs/formulas.md."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unicodedata import normalize

from django.utils.translation import gettext as _

from backlog.formula.ast import (
    COMPARISONS,
    Binary,
    Call,
    Formula,
    Logic,
    Name,
    Node,
    Number,
    Unary,
)
from backlog.formula.errors import FormulaError

# They keep the SQL of the worst formula to about a megabyte, and the recursion far from Python's limit.
MAX_LENGTH = 2000
MAX_PARTS = 300
MAX_DEPTH = 20

WORD_OPERATORS = frozenset({"and", "or", "not"})
_TOKEN = re.compile(
    r"(?u:\s*)(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?![\w.]))|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<symbol>!=|<=|>=|[-+*/()<>=,×÷−≤≥≠])|(?P<end>\Z))",
    re.ASCII,
)
_SAME = {"×": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!="}
_HABITS = {
    "==": "=",
    "<>": "!=",
    "&&": "and",
    "||": "or",
    "**": "*",
    "^": "*",
    "!": "not",
    ";": ",",
    ":": "/",
    "–": "-",
    "—": "-",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def parse(text: str) -> Formula:
    """The formula written in `text`.

    Raises FormulaError for anything outside the grammar or beyond MAX_LENGTH characters, MAX_PARTS words,
    numbers and signs, or MAX_DEPTH levels of nesting. Cost: linear in the text.
    """
    if len(text) > MAX_LENGTH:
        message = _("The formula is too long: at most %(limit)d characters.") % {"limit": MAX_LENGTH}
        raise FormulaError(message, MAX_LENGTH + 1, len(text) + 1)
    return Formula(text, _Parser(_tokens(text)).formula())


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while not tokens or tokens[-1].kind != "end":
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, position)
        kind, position = match.lastgroup, match.end()
        word = match[kind]
        kind = "symbol" if word in WORD_OPERATORS else kind
        token = _Token(kind, _SAME.get(word, word), match.start(match.lastgroup) + 1, position + 1)
        if len(tokens) == MAX_PARTS and kind != "end":
            message = _("The formula is too large: at most %(limit)d words, numbers and signs.")
            raise FormulaError(message % {"limit": MAX_PARTS}, token.start, token.end)
        tokens.append(token)
    return tokens


def _unreadable(text: str, position: int) -> FormulaError:
    start = position + len(text[position:]) - len(text[position:].lstrip())
    if number := re.match(r"[\d.][\w.]*", text[start:]):
        message = _("“%(word)s” is not a number. Write numbers like 3 or 0.5.") % {"word": number[0]}
        return FormulaError(message, start + 1, start + 1 + len(number[0]))
    if letters := re.match(r"\w+", text[start:]):
        message = _("“%(word)s” is not written in the letters a to z and the digits 0 to 9.")
        plain = normalize("NFKC", letters[0])
        suggestion = plain if plain.isascii() else None
        return FormulaError(
            message % {"word": letters[0]}, start + 1, start + 1 + len(letters[0]), suggestion
        )
    word = next((habit for habit in _HABITS if text.startswith(habit, start)), text[start])
    seen = word if word.isprintable() else f"U+{ord(word):04X}"
    message = _("“%(word)s” has no meaning in a formula.") % {"word": seen}
    return FormulaError(message, start + 1, start + 1 + len(word), _HABITS.get(word))


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0

    def formula(self) -> Node:
        node = self._or()
        if self._next.kind != "end":
            raise self._unexpected()
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._index]

    def _take(self, *symbols: str) -> _Token | None:
        token = self._next
        if token.kind == "symbol" and token.text in symbols:
            self._index += 1
            return token
        return None

    def _unexpected(self) -> FormulaError:
        token = self._next
        if token.kind == "end":
            return FormulaError(
                _("The formula ends too early: something is missing here."),
                token.start,
                token.end,
            )
        previous = self._tokens[self._index - 1] if self._index else token
        habit = _HABITS.get(previous.text + token.text) if previous.end == token.start else None
        if habit:
            words = {"word": previous.text + token.text, "habit": habit}
            message = _("Write “%(habit)s” instead of “%(word)s”.") % words
            return FormulaError(message, previous.start, token.end, habit)
        message = _("“%(word)s” is not expected here.") % {"word": token.text}
        return FormulaError(message, token.start, token.end)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = _("The formula is nested too deeply: at most %(limit)d levels.") % {"limit": MAX_DEPTH}
            raise FormulaError(message, self._next.start, self._next.end)
        yield
        self._depth -= 1

    def _or(self) -> Node:
        return self._logic("or", self._and)

    def _and(self) -> Node:
        return self._logic("and", self._not)

    def _logic(self, operator: str, operand: Callable[[], Node]) -> Node:
        operands = [operand()]
        while self._take(operator):
            operands.append(operand())
        first, last = operands[0], operands[-1]
        return first if len(operands) == 1 else Logic(first.start, last.end, operator, tuple(operands))

    def _not(self) -> Node:
        if token := self._take("not"):
            with self._deeper():
                operand = self._not()
            return Unary(token.start, operand.end, "not", operand)
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        if operator := self._take(*COMPARISONS):
            right = self._sum()
            if second := self._take(*COMPARISONS):
                message = _("Comparisons cannot be chained. Join two of them with “and”.")
                raise FormulaError(message, second.start, second.end, "and")
            return Binary(left.start, right.end, operator.text, left, right)
        return left

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._unary)

    def _chain(self, operators: tuple[str, str], operand: Callable[[], Node]) -> Node:
        node = operand()
        while operator := self._take(*operators):
            right = operand()
            node = Binary(node.start, right.end, operator.text, node, right)
        return node

    def _unary(self) -> Node:
        if token := self._take("-"):
            with self._deeper():
                operand = self._unary()
            return Unary(token.start, operand.end, "-", operand)
        return self._primary()

    def _primary(self) -> Node:
        token = self._next
        if token.kind == "number":
            self._index += 1
            return Number(token.start, token.end, float(token.text))
        if token.kind == "name":
            self._index += 1
            return self._call(token) if self._take("(") else Name(token.start, token.end, token.text)
        if opening := self._take("("):
            with self._deeper():
                node = self._or()
            self._close(opening)
            return node
        raise self._unexpected()

    def _call(self, name: _Token) -> Node:
        opening = self._tokens[self._index - 1]
        arguments: list[Node] = []
        with self._deeper():
            while not arguments or self._take(","):
                arguments.append(self._or())
        closing = self._close(opening)
        return Call(name.start, closing.end, name.text, tuple(arguments))

    def _close(self, opening: _Token) -> _Token:
        if closing := self._take(")"):
            return closing
        if self._next.kind == "end":
            message = _("This parenthesis is never closed.")
            raise FormulaError(message, opening.start, opening.end, ")")
        raise self._unexpected()
