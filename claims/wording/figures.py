"""Counts and amounts: a wording matched against the rules, and what they leave unexplained refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from claims.spans import Span, share
from claims.wording.counts import COUNT_RULES
from claims.wording.formulas import edges, formula, term
from claims.wording.grammar import Grammar, Match, Slot, Text
from claims.wording.lexicon import (
    AFTER_NUMBER,
    BEHIND_NOUN,
    HEDGES,
    NEGATIONS,
    NOT_THINGS,
    OF_WHOLE,
    PLACES,
    PLURAL,
    SINGULAR,
)
from claims.wording.numbers import (
    AMOUNT_WORDS,
    FIRST_WORDS,
    MULTIPLIERS,
    NUMBER_WORDS,
    PLURALS,
    SHORT,
    Amount,
    amount_at,
    number_at,
    unit_at,
)
from claims.wording.readings import Reading, Terms, Unreadable, settle
from claims.wording.shares import SHARE_RULES, percent_at, share_at
from claims.wording.surroundings import check_around
from claims.wording.tokens import WORD, Token, tokenize

NOT_PLAIN = NEGATIONS | HEDGES | AFTER_NUMBER | PLACES


def _number(text: Text, at: int) -> Sequence[tuple[Amount, int]]:
    return number_at(text.tokens, at)


def _amount(text: Text, at: int) -> Sequence[tuple[Amount, int]]:
    return amount_at(text.tokens, at)


def _units(text: Text, at: int) -> Sequence[tuple[Decimal, int]]:
    """A plural unit: "dozens", "tens of thousands", "hundreds of millions"."""
    unit = PLURALS.get(text.tokens[at].text)
    if unit is None:
        return ()
    if text.part(at + 1, at + 2) == "of" and (larger := PLURALS.get(text.part(at + 2, at + 3), unit)) > unit:
        return ((unit * larger, at + 3),)
    return ((unit, at + 1),)


def _unit(text: Text, at: int) -> Sequence[tuple[Decimal, int]]:
    """A unit behind "several", "a few": "thousand", "hundred thousand", "tens of thousands"."""
    plural = _units(text, at)
    if plural:
        return plural
    unit, end = Decimal(1), at
    while end < len(text.tokens) and (word := text.tokens[end].text) in MULTIPLIERS and word not in SHORT:
        unit, end = unit * MULTIPLIERS[word], end + 1
    return ((unit, end),) if end > at else ()


def _noun(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """A thing in the singular that no other noun follows: "soldier killed", but not "militant outfit"."""
    following = text.part(at + 1, at + 2)
    if text.tokens[at].text not in SINGULAR or not (following in BEHIND_NOUN or following.endswith("ed")):
        return ()
    return ((text.tokens[at].text, at + 1),)


def _nouns(text: Text, at: int) -> Sequence[tuple[str, int]]:
    return ((text.tokens[at].text, at + 1),) if text.tokens[at].text in PLURAL else ()


def _thing(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """Any word or two behind an article that opens and fills the wording: "a lawmaker", "an oil tanker"."""
    following = text.tokens[at:]
    if at != 1 or len(following) > 2 or any(not _is_plain(word) or word.kind != WORD for word in following):
        return ()
    if NOT_THINGS.intersection(word.text for word in following):
        return ()
    return ((text.part(at, len(text.tokens)), len(text.tokens)),)


def _grammar(kind: str, bare: bool) -> Grammar:
    number = Slot(_number, FIRST_WORDS) if kind == "count" else Slot(_amount, AMOUNT_WORDS)
    slots = dict.fromkeys("nabck", number)
    slots |= {
        "u": Slot(_unit, NUMBER_WORDS | PLURALS.keys()),
        "units": Slot(_units, frozenset(PLURALS)),
        "thing": Slot(_thing, None),
        "noun": Slot(_noun, SINGULAR),
        "nouns": Slot(_nouns, PLURAL),
        "share": Slot(share_at, FIRST_WORDS),
        "percent": Slot(percent_at, FIRST_WORDS),
    }
    rules = (rule for rule in COUNT_RULES + SHARE_RULES if kind in rule.kinds and rule.bare == bare)
    return Grammar(tuple(rules), slots)


GRAMMARS = {kind: _grammar(kind, bare=False) for kind in ("count", "amount")}
BARE = {kind: _grammar(kind, bare=True) for kind in ("count", "amount")}


def read_figure(wording: str, kind: str) -> Reading:
    """The reading of a count or an amount; Unreadable where no rule or more than one explains the wording."""
    text = Text(wording, tokenize(wording), _is_plain)
    matches = list(_matches(text, GRAMMARS[kind])) or list(_matches(text, BARE[kind]))[:1]
    if not matches:
        raise Unreadable(f"“{wording}” says no number that a rule reads; write beside it what it is to be read as.")
    first = matches[0]
    _refuse(text, first)
    whole = matches[1] if len(matches) == 2 and _is_whole(text, first, matches[1]) else None
    if len(matches) > 1 and whole is None:
        raise Unreadable(
            f"“{_part(text, first)}” and “{_part(text, matches[1])}” are two numbers, and no rule says "
            "how they go together; give the phrase that carries one."
        )
    check_around(text, first.start, (whole or first).end, first.rule.bare)
    reading = _reading(text, first, kind)
    if whole is None:
        return reading
    _refuse(text, whole)
    base = _reading(text, whole, kind)
    return reading.on(base) if reading.relative else _capped(reading, base, _part(text, first), _part(text, whole))


def _matches(text: Text, grammar: Grammar) -> Sequence[Match]:
    found, place = [], 0
    while place < len(text.tokens):
        match = grammar.at(text, place)
        if match is None:
            place += 1
        else:
            found.append(match)
            place = match.end
    return found


def _reading(text: Text, match: Match, kind: str) -> Reading:
    rule, values = match.rule, _values(text, match)
    if rule.relative:
        (low, high), (lowest, highest) = formula(rule.expected), formula(rule.possible)
        terms = Terms(
            term(low, values, kind, outward=False),
            term(high, values, kind, outward=False),
            term(lowest, values, kind, outward=True),
            term(highest, values, kind, outward=True),
        )
        return Reading(Span(), Span(), rule.name, kind, _unit_of(text, match, kind), terms)
    spans = settle(edges(rule.expected, values, kind), edges(rule.possible, values, kind), kind)
    if spans is None:
        raise Unreadable(f"“{_part(text, match)}” leaves no number: a count is never below 0.")
    return Reading(*spans, rule.name, kind, _unit_of(text, match, kind))


def _values(text: Text, match: Match) -> dict[str, Any]:
    """What the names of the rule's formulas stand for."""
    values: dict[str, Any] = {"u": Decimal(1)}
    for slot, value in match.values.items():
        if isinstance(value, Amount):
            values[slot] = value.value
            values["r"] = value.round
        elif slot in ("share", "percent"):
            values |= {"share": value.value, "d": value.step}
        else:
            values["u" if slot == "units" else slot] = value
    if "b" in values:
        _inherit_scale(match, values)
        ends = [values[name] for name in "abc" if name in values]
        if match.rule.name == "between a and b" and "or" in text.part(match.start, match.end).split():
            values["a"], values["b"] = sorted(ends)
        elif ends != sorted(ends):
            raise Unreadable(f"“{_part(text, match)}” runs backwards; write the lower number first.")
    return values


def _inherit_scale(match: Match, values: dict[str, Any]) -> None:
    """ "2–3 million": a scale that only the last number names holds for the ones before it as well."""
    last: Amount = match.values.get("c", match.values["b"])
    for name in ("a", "b"):
        number: Amount = match.values[name]
        if number.scale == 1 and last.scale > 1 and number.value <= last.value / last.scale:
            values[name] = number.value * last.scale


def _unit_of(text: Text, match: Match, kind: str) -> str | None:
    units = {value.unit for value in match.values.values() if isinstance(value, Amount) and value.unit}
    if len(units) > 1:
        raise Unreadable(f"Its numbers have different units: {', '.join(sorted(units))}.")
    if units or kind == "count":
        return units.pop() if units else None
    end = match.end + 1 if text.part(match.end, match.end + 1) == "of" else match.end
    return unit_at(text.tokens, end)[0]


def _capped(reading: Reading, whole: Reading, part: str, all_of: str) -> Reading:
    """ "At least 11 of the 14": a number of a whole is at most the whole."""
    most = Span(None, whole.possible.high)
    expected, possible = share((reading.expected, most)), share((reading.possible, most))
    if possible is None:
        raise Unreadable(f"“{part}” is more than the whole, “{all_of}”.")
    return replace(reading, expected=expected or Span(possible.high, possible.high), possible=possible)


def _is_whole(text: Text, first: Match, second: Match) -> bool:
    """Whether the second number is what the first is a part of: "11 of the 14", "all but one of the 14"."""
    between = [token.text for token in text.tokens[first.end : second.start]]
    if not all(word in OF_WHOLE for word in between) or second.rule.relative:
        return False
    return "of" in between or first.rule.relative or text.tokens[first.end - 1].text == "of"


def _refuse(text: Text, match: Match) -> None:
    if match.rule.refuses:
        raise Unreadable(f"“{_part(text, match)}” {match.rule.refuses}")


def _is_plain(token: Token) -> bool:
    return token.text not in NOT_PLAIN


def _part(text: Text, match: Match) -> str:
    return text.quote(match.start, match.end)
