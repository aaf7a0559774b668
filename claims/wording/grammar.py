"""The grammar: rules as rows, and the one reader that applies them to a wording's tokens.

A form is its text as the methodology page prints it: words stand for themselves, a name in braces for
what a slot reads there ("nearly {n}"), words in parentheses may be left out, "…" stands for up to three
plain words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from claims.wording.tokens import WORD, Token

GAP = 3  # plain words that "…" may stand for
Reader = Callable[["Text", int], Sequence[tuple[Any, int]]]


class Slot(NamedTuple):
    """What reads a name in braces, and the words that it may begin with (None: any), numerals aside."""

    read: Reader
    words: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A coding rule: what wordings it reads, and what spans it gives them.

    `forms` are separated by commas, `expected` and `possible` are formulas (`formulas.py`), `where` explains
    their names. A rule with `refuses` reads nothing: that is its reason. A `bare` rule applies only where no
    other does.
    """

    name: str
    kinds: tuple[str, ...]
    forms: str
    example: str
    expected: str = ""
    possible: str = ""
    where: str = ""
    refuses: str = ""
    bare: bool = False

    @property
    def said(self) -> str:
        """The forms as a reader takes them in: "nearly n, almost n, close to n, just under n"."""
        return self.forms.replace("{", "").replace("}", "")

    @property
    def relative(self) -> bool:
        """Whether the spans are worked out from those of another claim."""
        return "base" in self.expected


class Match(NamedTuple):
    """A rule that fits some tokens, and what its slots read there."""

    rule: Rule
    values: Mapping[str, Any]
    start: int
    end: int


@dataclass(slots=True)
class Node:
    """A place in the tree of all forms: what may come next, and the rule that may end here."""

    words: dict[str, Node] = field(default_factory=dict)
    slots: dict[str, Node] = field(default_factory=dict)
    gap: Node | None = None
    rule: int = -1


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rows of rules, compiled into one tree; of two that read equally much, the earlier row wins."""

    rules: tuple[Rule, ...]
    slots: Mapping[str, Slot]
    passed_over: frozenset[str] = frozenset("-")
    root: Node = field(default_factory=Node)

    def __post_init__(self) -> None:
        for number, rule in enumerate(self.rules):
            for form in rule.forms.split(", "):
                for pieces in _spelled_out(form.replace("–", "-").split()):
                    self._add(pieces, number)

    @property
    def first_words(self) -> frozenset[str]:
        """The words that any of the rules may begin with."""
        slots = (self.slots[name].words or frozenset() for name in self.root.slots)
        return frozenset(self.root.words).union(*slots)

    def at(self, text: Text, place: int) -> Match | None:
        """The rule that reads most from a token on."""
        best: Match | None = None
        order = 0
        for number, values, end in self._walk(text, self.root, place, {}):
            if best is None or end > best.end or (end == best.end and number < order):
                best, order = Match(self.rules[number], values, place, end), number
        return best

    def _add(self, pieces: Iterable[str], number: int) -> None:
        node = self.root
        for piece in pieces:
            if piece == "…":
                node.gap = node = node.gap or Node()
            elif piece.startswith("{"):
                node = node.slots.setdefault(piece.strip("{}"), Node())
            else:
                node = node.words.setdefault(piece, Node())
        if node.rule < 0:
            node.rule = number

    def _walk(
        self, text: Text, node: Node, place: int, values: dict[str, Any]
    ) -> Iterator[tuple[int, dict[str, Any], int]]:
        if node.rule >= 0:
            yield node.rule, values, place
        tokens = text.tokens
        if place >= len(tokens):
            return
        token = tokens[place]
        following = node.words.get(token.text)
        if following is not None:
            yield from self._walk(text, following, place + 1, values)
        if token.text in self.passed_over and node is not self.root:
            yield from self._walk(text, _past(node), place + 1, values)
        for name, following in node.slots.items():
            slot = self.slots[name]
            if slot.words is not None and token.kind == WORD and token.text not in slot.words:
                continue
            for value, end in text.slot(slot.read, place):
                yield from self._walk(text, following, end, values | {_free(name, values): value})
        if node.gap is not None:
            for end in text.plain(place, GAP):
                yield from self._walk(text, node.gap, end, values)


class Text:
    """A wording while it is read: its tokens, and what each slot read at each of them."""

    __slots__ = ("published", "read", "tokens", "wording", "_is_plain")

    def __init__(
        self, wording: str, tokens: list[Token], is_plain: Callable[[Token], bool], published: Any = None
    ) -> None:
        self.wording = wording
        self.tokens = tokens
        self.published = published
        self.read: dict[tuple[Reader, int], Sequence[tuple[Any, int]]] = {}
        self._is_plain = is_plain

    def slot(self, reader: Reader, place: int) -> Sequence[tuple[Any, int]]:
        """What a slot reads from a token on, worked out once."""
        found = self.read.get((reader, place))
        if found is None:
            self.read[reader, place] = found = reader(self, place)
        return found

    def plain(self, place: int, most: int) -> Iterator[int]:
        """The places behind none, one, … of the plain words that stand from a token on."""
        yield place
        for end in range(place, min(place + most, len(self.tokens))):
            if self.tokens[end].kind != WORD or not self._is_plain(self.tokens[end]):
                return
            yield end + 1

    def part(self, start: int, end: int) -> str:
        """The words of some tokens in small letters, joined by single spaces."""
        return " ".join(token.text for token in self.tokens[start:end])

    def quote(self, start: int, end: int) -> str:
        """Some tokens as they stand in the wording, for messages."""
        return self.wording[self.tokens[start].start : self.tokens[end - 1].end]


def _past(node: Node) -> Node:
    """The same place behind a hyphen, where a form may go on but not end."""
    return Node(node.words, node.slots, node.gap)


def _free(slot: str, values: Mapping[str, Any]) -> str:
    return slot if slot not in values else f"{slot} again"


def _spelled_out(pieces: list[str]) -> Iterator[list[str]]:
    """The form with and without each of its words in parentheses."""
    for place, piece in enumerate(pieces):
        if len(piece) > 1 and piece.startswith("("):
            yield from _spelled_out([*pieces[:place], piece.strip("()"), *pieces[place + 1 :]])
            yield from _spelled_out([*pieces[:place], *pieces[place + 1 :]])
            return
    yield pieces
