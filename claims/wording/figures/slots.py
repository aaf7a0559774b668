"""Slots: what reads the names in braces of the rules of counts, amounts and shares, and the grammars they make.

A number behind a word of a form may be hedged itself, three hedges deep: each grammar reads in that place what the
one before it reads. The first one reads ranges, units and hedges behind a number only, so that none reads itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from claims.wording.figures.amounts import Amount, Unit, text_at
from claims.wording.figures.counts import COUNT_RULES
from claims.wording.figures.number_words import FIRST_WORDS, MULTIPLIERS, NUMBER_WORDS, PLURALS, SHORT
from claims.wording.figures.numbers import numbers_at, numbers_in
from claims.wording.figures.shares import SHARE_RULES, SHARE_WORDS, percent_at, share_at, share_or_percent_at
from claims.wording.figures.units import AMOUNT_WORDS, amount_at
from claims.wording.grammar import GAP, Grammar, Match, Reader, Rule, Slot, Text
from claims.wording.lexicon import (
    AFTER_NUMBER,
    BEHIND_NOUN,
    HEDGES,
    JOINTS,
    NEGATIONS,
    NOT_THINGS,
    PLACES,
    PLURAL,
    SINGULAR,
    names_several,
)
from claims.wording.tokens import NUMERAL, ORDINAL, SIGN, WORD, Token, words

# The kinds of token, words aside, that a slot may begin with.
SAID, DIGITS, SIGNED = frozenset[int](), frozenset((NUMERAL,)), frozenset((NUMERAL, SIGN))
DECADE = frozenset((ORDINAL,))  # "100s" is cut like "1990s"
NOT_PLAIN = NEGATIONS | HEDGES | AFTER_NUMBER | PLACES | JOINTS
DEEPEST = 3  # hedges within one another
PASSED_OVER = frozenset("-,")  # signs that a form goes on behind
MORE = words("more greater larger bigger higher")
LESS = words("less fewer smaller lower")
ROSE = words("""
    rose risen rises rising fell fallen falls falling increased increases increasing decreased decreases grew grown
    grows dropped drops dropping climbed climbs jumped jumps soared declined declines shrank went doubled tripled
    halved surged plunged up down raised lowered cut revised reduced
""")
TOLL = words("toll number total count tally figure casualties deaths fatalities")
IN_DIGITS = {"10s": Decimal(10), "100s": Decimal(100), "1000s": Decimal(1000), "1,000s": Decimal(1000)}
TRIO = {"duo": 2, "brace": 2, "trio": 3, "threesome": 3, "quartet": 4, "foursome": 4, "quintet": 5, "sextet": 6}
DOUBLE = {
    "single": 1, "one": 1, "double": 10, "two": 10, "triple": 100, "three": 100, "four": 1000, "five": 10**4,
    "six": 10**5,
    "seven": 10**6,
}  # fmt: skip
JOINING_WORDS = frozenset(("and", "but", "yet"))
JOINING = JOINING_WORDS | {","}
FAR = 12  # tokens within which the second side of a two-sided figure begins
LOWER = frozenset(("more than n", "at least n", "just over n"))
UPPER = frozenset(("fewer than n", "at most n", "nearly n", "up to n"))
# Rules whose matches are no figure that a hedge could stand before.
BEHIND_VERB = words("a the at for from to between above below over under higher lower")  # "he scores above …"
STATES = words("""
    dead killed wounded injured died missing captured held detained arrested kidnapped trapped drowned buried lost burnt
    in at on near by from to
""")
# Words behind a number that hedge it only before some others, or where the phrase ends.
TRAILING = {
    "perhaps": words("perhaps possibly maybe"), "feared": words("feared"), "least": words("least"),
    "most": words("most"), "minimum": words("minimum"), "maximum": words("maximum"), "plus": words("plus"),
    "odd": words("odd"), "some": words("some"),
}  # fmt: skip
BEFORE_THING = words("least most minimum maximum plus odd some")  # of those, the ones that a thing may follow
NOT_BEHIND = words("of jobs job injuries injured wounded security wage damages")
TWO_SIDED = "more than a but fewer than b"
NOT_HEDGED = frozenset(("n", "some", "none", "one", "all", "another n", "the rest", "rose from a to b"))
NOT_INNERMOST = NOT_HEDGED - {"n"} | {TWO_SIDED}


def is_plain(token: Token) -> bool:
    """Whether a word may stand within the gap of a form."""
    return token.text not in NOT_PLAIN


def _amount(text: Text, at: int) -> Sequence[tuple[Amount, int]]:
    return amount_at(text.tokens, at)


def _units(text: Text, at: int) -> Sequence[tuple[Unit, int]]:
    """A plural unit: "dozens", "tens of thousands", "hundreds of millions"."""
    tokens = text.tokens
    unit = PLURALS.get(tokens[at].text) or IN_DIGITS.get(tokens[at].text)
    if unit is None or (tokens[at].text == "scores" and text_at(tokens, at + 1) in BEHIND_VERB):
        return ()
    if text_at(tokens, at + 1) == "of" and (larger := PLURALS.get(text_at(tokens, at + 2), unit)) > unit:
        return ((Unit(unit * larger, larger), at + 3), (Unit(unit, Decimal(1)), at + 1))
    return ((Unit(unit, Decimal(1)), at + 1),)


def _unit(text: Text, at: int) -> Sequence[tuple[Decimal, int]]:
    """A unit behind "several", "a few": "thousand", "hundred thousand", "tens of thousands"."""
    plural = _units(text, at)
    if plural:
        return [(unit.value, end) for unit, end in plural]
    unit, end = Decimal(1), at
    while end < len(text.tokens) and (word := text.tokens[end].text) in MULTIPLIERS and word not in SHORT:
        unit, end = unit * MULTIPLIERS[word], end + 1
    return ((unit, end),) if end > at else ()


def _noun(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """A thing in the singular that no other noun follows: "soldier killed", but not "militant outfit"."""
    following = text_at(text.tokens, at + 1)
    if text.tokens[at].text not in SINGULAR or not (following in BEHIND_NOUN or following.endswith("ed")):
        return ()
    return ((text.tokens[at].text, at + 1),)


def _nouns(text: Text, at: int) -> Sequence[tuple[str, int]]:
    return ((text.tokens[at].text, at + 1),) if text.tokens[at].text in PLURAL else ()


def _thing(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """Any word or two behind an article that opens and fills the wording: "a lawmaker", "an oil tanker"."""
    following = text.tokens[at:]
    if at != 1 or len(following) > 2 or any(not is_plain(word) or word.kind != WORD for word in following):
        return ()
    if NOT_THINGS.intersection(word.text for word in following):
        return ()
    return ((text.part(at, len(text.tokens)), len(text.tokens)),)


def _one_of(values: Mapping[str, int]) -> Reader:
    """What reads the value of one of some words."""

    def read(text: Text, at: int) -> Sequence[tuple[Any, int]]:
        value = values.get(text.tokens[at].text)
        return () if value is None else ((Decimal(value), at + 1),)

    return read


def _trailing(said: frozenset[str]) -> Reader:
    """What reads a word that hedges the number before it: "14 possibly", but not "14 possibly armed men"."""

    def read(text: Text, at: int) -> Sequence[tuple[str, int]]:
        word = text.tokens[at].text
        if word not in said:
            return ()
        following = text_at(text.tokens, at + 1)
        hedges = at + 1 == len(text.tokens) or text.tokens[at + 1].kind == SIGN or following in STATES
        hedges = hedges or (word in BEFORE_THING and names_several(following))
        return ((word, at + 1),) if hedges and following not in NOT_BEHIND else ()

    return read


def _same(text: Text, at: int) -> Sequence[tuple[Amount, int]]:
    """The number in brackets behind another one, where one is in words and one in figures."""
    tokens = text.tokens
    before = at - 1 - (tokens[at - 1].text == "(")
    if before < 0 or not (tokens[before].kind == NUMERAL or tokens[before].text in NUMBER_WORDS):
        return ()
    if (tokens[at].kind == NUMERAL) == (tokens[before].kind == NUMERAL):
        return ()
    if before == at - 1:  # without brackets it is a second number, but for the same one
        return [found for found in numbers_at(tokens, at) if _ends_in(tokens, at, found[0].value)]
    return numbers_at(tokens, at)


def _ends_in(tokens: Sequence[Token], end: int, value: Decimal) -> bool:
    """Whether a number of this value ends at a place."""
    starts = range(end - 1, max(end - 9, -1), -1)
    return any(behind == end and number.value == value for at in starts for number, behind in numbers_at(tokens, at))


def _innermost_at(number: Reader, grammar: Grammar) -> Reader:
    """What reads a number with what stands behind it, worked out once at each place."""
    behind = grammar.behind("n")

    def read(text: Text, at: int) -> Sequence[tuple[Any, int]]:
        numbers = text.slot(number, at)
        if numbers:
            end = numbers[0][1]
            if behind.isdisjoint([token.text for token in text.tokens[end : end + GAP + 1]]):
                return numbers
        match = grammar.at(text, at)
        return [(match, match.end), *numbers] if match and match.rule.name not in NOT_HEDGED else numbers

    return read


def _hedged(innermost: Reader, within: Grammar | None) -> Reader:
    """What reads a number, or a figure with a hedge of its own."""

    def read(text: Text, at: int) -> Sequence[tuple[Any, int]]:
        found = text.slot(innermost, at)
        token = text.tokens[at]
        if within is None or token.kind == NUMERAL or token.text in NUMBER_WORDS:
            return found
        match = within.at(text, at)
        if match is None or match.rule.relative or match.rule.refuses or match.rule.name in NOT_HEDGED:
            return found
        return [(match, match.end), *found]

    return read


def _side(side: Reader, names: frozenset[str]) -> Reader:
    """What reads one side of a two-sided figure, behind a comma too: "more than 10"."""

    def read(text: Text, at: int) -> Sequence[tuple[Match, int]]:
        tokens = text.tokens
        at += tokens[at].text == ","
        if at == len(tokens):
            return ()
        return [(match, end) for match, end in text.slot(side, at) if match.rule.name in names]

    return read


def _first_side(side: Reader, names: frozenset[str]) -> Reader:
    """As `_side`, where the other side may follow."""
    read_side = _side(side, names)

    def read(text: Text, at: int) -> Sequence[tuple[Match, int]]:
        return read_side(text, at) if text.slot(_joined, at) else ()

    return read


def _joined(text: Text, at: int) -> Sequence[tuple[Any, int]]:
    """The first word or sign within reach that may join two sides, nothing where there is none."""
    for place, token in enumerate(text.tokens[at + 2 : at + FAR], at + 2):
        if token.text in JOINING:
            return ((token.text, place),)
    return ()


_BEHIND_A_WORD = re.compile(r"(?<=[^,] )(?<! or )\{([nabckm]|old|more-than-a|fewer-than-b)\}")
_SHARE_BEHIND_A_WORD = re.compile(r"(?<=[^,] )\{share\}")
_AT_THE_START = re.compile(r"(^|, )\{(?:[abck]|old)\}")


def _spelled(rule: Rule) -> Rule:
    """The rule with every word that a name in its forms stands for, which is faster than a slot."""
    forms = rule.forms.split(", ")
    for name, words_of in (("{more}", MORE), ("{less}", LESS), ("{rose}", ROSE), ("{toll}", TOLL)):
        forms = [form.replace(name, word) for form in forms for word in (words_of if name in form else (name,))]
    return replace(rule, forms=", ".join(forms))


def _with_hedges(rule: Rule) -> Rule:
    """The rule with other names for what stands behind a word of its forms, where a hedge may come."""
    forms = _BEHIND_A_WORD.sub(r"{\1*}", rule.forms)
    return _begun_alike(replace(rule, forms=_SHARE_BEHIND_A_WORD.sub("{share*}", forms)))


def _begun_alike(rule: Rule) -> Rule:
    """The rule with one name for every number that opens a form, so that it is read once; see `bounds.opener`."""
    return replace(rule, forms=_AT_THE_START.sub(r"\1{n}", rule.forms))


def _plain_slots(kind: str) -> dict[str, Slot]:
    number = Slot(numbers_in, FIRST_WORDS, DIGITS) if kind == "count" else Slot(_amount, AMOUNT_WORDS, SIGNED)
    slots = dict.fromkeys(("n", "a", "b", "c", "k", "m", "old"), number)
    percent = share_or_percent_at if kind == "count" else share_at
    return slots | {
        "same": Slot(_same, FIRST_WORDS, SIGNED),
        "u": Slot(_unit, frozenset(NUMBER_WORDS | PLURALS.keys() | {"score"}), SAID),
        "units": Slot(_units, frozenset(PLURALS), DECADE),
        "thing": Slot(_thing, None),
        "noun": Slot(_noun, SINGULAR, SAID),
        "nouns": Slot(_nouns, PLURAL, SAID),
        "trio": Slot(_one_of(TRIO), frozenset(TRIO), SAID),
        **{name: Slot(_trailing(said), said, SAID) for name, said in TRAILING.items()},
        "double": Slot(_one_of(DOUBLE), frozenset(DOUBLE), SAID),
        "share": Slot(share_at, SHARE_WORDS, SIGNED),
        "share*": Slot(percent, SHARE_WORDS, SIGNED),
        "percent": Slot(percent_at, FIRST_WORDS, SIGNED),
    }


def _opens_with_number(form: str) -> bool:
    return form.startswith("{") and not form.startswith(("{more-", "{fewer-"))


def _grammars(kind: str) -> Grammar:
    """The grammar of a kind, built on those that read what is within a hedge."""
    rules = [_spelled(rule) for rule in COUNT_RULES + SHARE_RULES if kind in rule.kinds and not rule.bare]
    plain = _plain_slots(kind)

    innermost = [
        replace(rule, forms=forms)
        for rule in rules
        if (forms := ", ".join(form for form in rule.forms.split(", ") if _is_innermost(form, rule)))
    ]
    first = Grammar([_begun_alike(rule) for rule in innermost], plain, PASSED_OVER)
    number = _innermost_at(plain["n"].read, first)
    opening = first.first_words | (plain["n"].words or frozenset())
    one_sided = [_with_hedges(rule) for rule in rules if rule.name != TWO_SIDED]
    grammar = None
    for _ in range(DEEPEST - 1):
        grammar = Grammar(one_sided, plain | _hedged_slots(_hedged(number, grammar), opening), PASSED_OVER)
        opening |= grammar.first_words
    slots = plain | _hedged_slots(_hedged(number, grammar), opening) | _sides(rules, plain)
    return Grammar([_with_hedges(rule) for rule in rules], slots, PASSED_OVER)


def _hedged_slots(hedged: Reader, opening: frozenset[str]) -> dict[str, Slot]:
    return {f"{name}*": Slot(hedged, opening, SIGNED) for name in ("n", "a", "b", "c", "k", "m", "old")}


def _sides(rules: Sequence[Rule], plain: Mapping[str, Slot]) -> dict[str, Slot]:
    """What reads the two sides of a two-sided figure: one hedge each, and none with an "and" of its own."""
    one_sided = [
        replace(rule, forms=", ".join(form for form in rule.forms.split(", ") if " and " not in form))
        for rule in rules
        if rule.name in LOWER | UPPER
    ]
    grammar = Grammar([_begun_alike(rule) for rule in one_sided], plain, PASSED_OVER)

    def side(text: Text, at: int) -> Sequence[tuple[Match, int]]:
        match = grammar.at(text, at)
        return [(match, match.end)] if match else ()

    first = grammar.first_words
    return {
        "more-than-a": Slot(_first_side(side, LOWER), first, SIGNED),
        "fewer-than-b": Slot(_first_side(side, UPPER), first, SIGNED),
        "more-than-a*": Slot(_side(side, LOWER), first, SIGNED),
        "fewer-than-b*": Slot(_side(side, UPPER), first, SIGNED),
    }


def _is_innermost(form: str, rule: Rule) -> bool:
    """Whether a form reads within a hedge without a hedge before its own number."""
    if rule.relative or rule.refuses or rule.name in NOT_INNERMOST:
        return False
    if any(f" {word} {{" in form and " or " not in form for word in ("perhaps", "possibly", "maybe")):
        return False  # "nearly 14, perhaps 16" is no hedge before a range
    return _opens_with_number(form) or "{n}" not in form and "{share}" not in form and "{k}" not in form


GRAMMARS = {kind: _grammars(kind) for kind in ("count", "amount")}
BARE = {
    kind: Grammar(
        tuple(rule for rule in COUNT_RULES if kind in rule.kinds and rule.bare), _plain_slots(kind), PASSED_OVER
    )
    for kind in ("count", "amount")
}
FIRST: dict[str, frozenset[str]] = {kind: grammar.first_words for kind, grammar in GRAMMARS.items()}
FIRST_BARE: dict[str, frozenset[str]] = {kind: grammar.first_words for kind, grammar in BARE.items()}
