"""The grammar: rules as rows, and the one reader that applies them to a wording's tokens.

A form is its text as the methodology page prints it: words stand for themselves, a name in braces for
what a slot reads there ("nearly {n}"), words in parentheses may be left out, "…" stands for up to three
plain words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from claims.wording.tokens import KINDS, WORD, Token

GAP = 3  # plain words that "…" may stand for
Reader = Callable[["Text", int], Sequence[tuple[Any, int]]]


class Slot(NamedTuple):
    """What reads a name in braces, the words that it may begin with (None: any), and the other kinds of token."""

    read: Reader
    words: frozenset[str] | None
    kinds: frozenset[int] = KINDS


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
    def relative(self) -> bool:
        """Whether the spans are worked out from those of another claim."""
        return "base" in self.expected


class Match(NamedTuple):
    """A rule that fits some tokens, and what its slots read there."""

    rule: Rule
    values: Mapping[str, Any]
    start: int
    end: int


class Node:
    """A place in the tree of all forms: what may come next, and the rule that may end here (−1: none)."""

    __slots__ = ("ends", "gap", "opened", "rule", "slots", "words")

    def __init__(self) -> None:
        self.words: dict[str, Node] = {}
        self.slots: list[tuple[str, Slot, Node]] = []
        self.opened: Mapping[str | int | None, tuple[int, ...]] = {}
        self.gap: Node | None = None
        self.rule = -1
        self.ends = False  # whether no form goes on from here


class Grammar:
    """Rows of rules, compiled into one tree; of two that read equally much, the earlier row wins.

    A sign in `passed_over` may stand between the words of a form, but neither opens nor ends it.
    """

    __slots__ = ("_opened_by_any_word", "_opening", "_passed_over", "_root", "_rules", "first_words")

    def __init__(
        self, rules: Sequence[Rule], slots: Mapping[str, Slot], passed_over: frozenset[str] = frozenset("-")
    ) -> None:
        self._rules = tuple(rules)
        self._passed_over = passed_over
        self._root = Node()
        for number, rule in enumerate(rules):
            for form in rule.forms.split(", "):
                for pieces in _spelled_out(form.replace("–", "-").split()):
                    self._add(pieces, number, slots)
        _settle(self._root, {})
        opening = [slot.words for _, slot, _ in self._root.slots]
        self._opened_by_any_word = None in opening
        #: The words that any of the rules may begin with.
        self.first_words = frozenset(self._root.words).union(*filter(None, opening))

    def at(self, text: Text, place: int) -> Match | None:
        """The rule that reads most from a token on."""
        tokens = text.tokens
        token = tokens[place]
        if token.kind == WORD and token.text not in self.first_words and not self._opened_by_any_word:
            return None
        known, last, best, rule, found = text.read, len(tokens), 0, -1, None
        # Where a form has got to: its node, the place behind what it has read, what its slots read, and
        # whether it was a sign that was passed over last.
        under_way: list[tuple[Node, int, Values | None, bool]] = [(self._root, place, None, False)]
        go_on, pop, passed_over = under_way.append, under_way.pop, self._passed_over
        while under_way:
            node, end, values, passed = pop()
            if node.rule >= 0 and not passed and (end > best or (end == best and node.rule < rule)):
                best, rule, found = end, node.rule, values
            if end >= last or node.ends:
                continue
            token = tokens[end]
            kind, word = token[0], token[1]
            if word in node.words:
                go_on((node.words[word], end + 1, values, False))
            if word in passed_over and end > place:
                go_on((node, end + 1, values, True))
            opened = node.opened
            for number in opened.get(word, opened[None]) if kind == WORD else opened[kind]:
                name, slot, following = node.slots[number]
                asked = (slot.read, end)
                heard = known.get(asked)
                if heard is None:
                    known[asked] = heard = slot.read(text, end)
                for value, behind in heard:
                    go_on((following, behind, (name, value, values), False))
            if node.gap is not None:
                for behind in text.plain(end, GAP):
                    go_on((node.gap, behind, values, False))
        return None if rule < 0 else Match(self._rules[rule], _listed(found), place, best)

    def behind(self, slot: str | None = None) -> frozenset[str]:
        """Every word that may stand behind a slot that opens a form, or anywhere in one."""
        found, nodes = set[str](), [node for name, _, node in self._root.slots if name == slot] or [self._root]
        while nodes:
            node = nodes.pop()
            found.update(node.words, *(within.words or () for _, within, _ in node.slots))
            nodes += [*node.words.values(), *(child for _, _, child in node.slots), *filter(None, [node.gap])]
        return frozenset(found)

    def _add(self, pieces: Iterable[str], number: int, slots: Mapping[str, Slot]) -> None:
        node, named = self._root, set[str]()
        for piece in pieces:
            if piece == "…":
                node.gap = node = node.gap or Node()
            elif piece.startswith("{"):
                slot = piece.strip("{}")
                name = f"{slot} again" if slot in named else slot
                named.add(slot)
                following = next((child for known, _, child in node.slots if known == name), None)
                if following is None:
                    following = Node()
                    node.slots.append((name, slots[slot], following))
                node = following
            else:
                node = node.words.setdefault(piece, Node())
        if node.rule < 0:
            node.rule = number


def _settle(node: Node, known: dict[tuple[int, ...], Mapping[str | int | None, tuple[int, ...]]]) -> None:
    """Notes at each node which of its slots a word (None: any other word) or a kind of token may open."""
    slots = [slot for _, slot, _ in node.slots]
    alike = tuple(map(id, slots))
    if alike not in known:
        every = frozenset[str]().union(*(slot.words or () for slot in slots))
        opened: dict[str | int | None, tuple[int, ...]] = {
            word: tuple(n for n, slot in enumerate(slots) if slot.words is None or word in slot.words)
            for word in (*every, None)
        }
        opened |= {kind: tuple(n for n, slot in enumerate(slots) if kind in slot.kinds) for kind in KINDS}
        known[alike] = opened
    node.opened = known[alike]
    node.ends = not (node.words or node.slots or node.gap)
    for child in (*node.words.values(), *(child for _, _, child in node.slots), *filter(None, [node.gap])):
        if child is not node:
            _settle(child, known)


Values = tuple[str, Any, Any]  # a slot's name, what it read, and the values read before it


def _listed(values: Values | None) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    while values is not None:
        listed[values[0]] = values[1]
        values = values[2]
    return listed


class Text:
    """A wording while it is read: its tokens, and what each slot read at each of them."""

    __slots__ = ("cut_short", "depth", "published", "read", "tokens", "wording", "_is_plain")

    def __init__(
        self, wording: str, tokens: list[Token], is_plain: Callable[[Token], bool], published: Any = None
    ) -> None:
        self.wording = wording
        self.tokens = tokens
        self.published = published
        self.read: dict[tuple[Reader, int], Sequence[tuple[Any, int]]] = {}
        self.depth = 0  # how many readers are within one another
        self.cut_short = False  # whether one of them gave up at the greatest depth
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


def _spelled_out(pieces: list[str]) -> Iterator[list[str]]:
    """The form with and without each of its words in parentheses."""
    for place, piece in enumerate(pieces):
        if len(piece) > 1 and piece.startswith("("):
            yield from _spelled_out([*pieces[:place], piece.strip("()"), *pieces[place + 1 :]])
            yield from _spelled_out([*pieces[:place], *pieces[place + 1 :]])
            return
    yield pieces
