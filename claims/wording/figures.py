"""Counts and amounts: a wording's tokens matched against the rules, and what the rule leaves unexplained refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from claims.spans import Span
from claims.wording.counts import COUNT_RULES
from claims.wording.days import is_month
from claims.wording.formulas import edges, formula, term
from claims.wording.grammar import Grammar, Match, Slot, Text
from claims.wording.numbers import MULTIPLIERS, PLURALS, SHORT, Amount, amount_at, number_at
from claims.wording.readings import Reading, Terms, Unreadable, settle
from claims.wording.shares import SHARE_RULES, percent_at, share_at
from claims.wording.tokens import DATE, NUMERAL, SIGN, WORD, Token, tokenize

_PEOPLE = """
    activist adult agent airman bomber boy captive casualty child citizen civilian cleric commander contractor
    demonstrator detainee diplomat doctor driver employee fatality fighter gunman girl guard hostage inmate
    insurgent journalist leader man member migrant militant militiaman official officer passenger patient peacekeeper
    person pilgrim pilot policeman politician prisoner protester protestor rebel recruit refugee resident sailor
    serviceman soldier student suspect teacher terrorist trooper victim villager woman worker
"""
_THINGS = """
    airstrike aircraft ambulance arrest assassination assault attack base blast bomb bombing brigade building
    bus camp car case clash company convoy death drone explosion faction grenade group headquarters helicopter
    home hospital house injury incident jet kidnapping killing mine missile militia mortar mosque organisation
    organization outpost plane projectile protest raid rocket school shell ship shooting shop strike tank tanker
    tent town truck vehicle village weapon
"""
_IRREGULAR = {
    "airman": "airmen", "casualty": "casualties", "child": "children", "company": "companies", "gunman": "gunmen",
    "fatality": "fatalities", "injury": "injuries", "man": "men", "militiaman": "militiamen", "person": "people",
    "policeman": "policemen", "serviceman": "servicemen", "woman": "women", "aircraft": "", "headquarters": "",
}  # fmt: skip
SINGULAR = frozenset((_PEOPLE + _THINGS).split()) - {"aircraft", "headquarters"}
PLURAL = frozenset(_IRREGULAR.get(noun, noun + ("es" if noun[-1] in "sh" else "s")) for noun in SINGULAR) | frozenset(
    "forces police troops persons".split()
)

_FIRST_WORDS = frozenset(
    form.split()[0] for rule in COUNT_RULES if not rule.bare for form in rule.forms if form[0] not in "{(~>≥<≤"
)
_PLAIN_ELSEWHERE = frozenset("a an all as at c ca couple handful in total estimated from only just the to".split())
NEGATIONS = frozenset(
    "not never without denied denies deny denying denial neither nor cannot except excluding excepting minus false "
    "untrue refuted rejected unlikely hardly barely scarcely vast overwhelming".split()
)
BEFORE = (_FIRST_WORDS - _PLAIN_ELSEWHERE) | frozenset(
    "few fewer less more least most additional other others extra might could nearer half double".split()
)
AFTER = frozenset(
    "per each apiece percent more fewer less plus additional others extra perhaps possibly approximately roughly maybe "
    "minimum maximum least daily weekly monthly annually hourly may might".split()
)
MONEY = frozenset("$ € £ ¥ % percent".split())
PLAIN_SIGNS = frozenset("- , ( ) / & ' `".split())
DETERMINERS = frozenset("the this that these those their his her its our your my such which what".split())
OF_WHOLE = frozenset("of out from among the those these its their his her them all our".split())
ONE_MORE = frozenset("a an another his her".split())
BEFORE_YEAR = frozenset("in since by until till during year early late mid before after of".split())


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
    return ((text.tokens[at].text, at + 1),) if text.tokens[at].text in SINGULAR else ()


def _nouns(text: Text, at: int) -> Sequence[tuple[str, int]]:
    return ((text.tokens[at].text, at + 1),) if text.tokens[at].text in PLURAL else ()


def _grammar(kind: str, bare: bool) -> Grammar:
    number = _number if kind == "count" else _amount
    slots: dict[str, Slot] = dict.fromkeys("nabck", number)
    slots |= {"u": _unit, "units": _units, "noun": _noun, "nouns": _nouns, "share": share_at, "percent": percent_at}
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
            f"“{_part(text, first)}” and “{_part(text, matches[1])}” are two numbers, and no rule says how they go "
            "together; give the phrase that carries one."
        )
    _check_around(text, first.start, (whole or first).end, first.rule.bare)
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
        return Reading(Span(), Span(), rule.name, kind, _unit_of(match), terms)
    spans = settle(edges(rule.expected, values, kind), edges(rule.possible, values, kind), kind)
    if spans is None:
        raise Unreadable(f"“{_part(text, match)}” leaves no number: a count is never below 0.")
    return Reading(*spans, rule.name, kind, _unit_of(match))


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
        if match.rule.name == "between a and b" and " or " in f" {_part(text, match)} ":
            values["a"], values["b"] = sorted(ends)
        elif ends != sorted(ends):
            raise Unreadable(f"“{_part(text, match)}” runs backwards; write the lower number first.")
    return values


def _inherit_scale(match: Match, values: dict[str, Any]) -> None:
    """"2–3 million": a scale that only the last number names holds for the ones before it as well."""
    last: Amount = match.values.get("c", match.values["b"])
    for name in ("a", "b"):
        number: Amount = match.values[name]
        if number.scale == 1 and last.scale > 1 and number.value <= last.value / last.scale:
            values[name] = number.value * last.scale


def _unit_of(match: Match) -> str | None:
    units = {value.unit for value in match.values.values() if isinstance(value, Amount) and value.unit}
    if len(units) > 1:
        raise Unreadable(f"Its numbers have different units: {', '.join(sorted(units))}.")
    return units.pop() if units else None


def _capped(reading: Reading, whole: Reading, part: str, all_of: str) -> Reading:
    """"At least 11 of the 14": a number of a whole is at most the whole."""
    most = whole.possible.high
    if most is None:
        return reading
    spans = settle(
        (reading.expected.low, _least(reading.expected.high, most)),
        (reading.possible.low, _least(reading.possible.high, most)),
        reading.kind,
    )
    if spans is None:
        raise Unreadable(f"“{part}” is more than the whole, “{all_of}”.")
    return replace(reading, expected=spans[0], possible=spans[1])


def _least(bound: Any, most: Any) -> Any:
    return most if bound is None or bound > most else bound


def _is_whole(text: Text, first: Match, second: Match) -> bool:
    """Whether the second number is what the first is a part of: "11 of the 14", "all but one of the 14"."""
    between = [token.text for token in text.tokens[first.end : second.start]]
    if not all(word in OF_WHOLE for word in between) or second.rule.relative:
        return False
    return "of" in between or first.rule.relative or text.tokens[first.end - 1].text == "of"


def _refuse(text: Text, match: Match) -> None:
    if match.rule.refuses:
        raise Unreadable(f"“{_part(text, match)}” {match.rule.refuses}")


def _check_around(text: Text, start: int, end: int, bare: bool) -> None:
    """Refuses words around the number that change what it says."""
    tokens = text.tokens
    for place, token in enumerate(tokens):
        if start <= place < end:
            continue
        word = token.text
        if word in NEGATIONS or word.endswith("n't") or word in (BEFORE if place < start else AFTER):
            raise Unreadable(
                f"“{word}” changes what “{text.part(start, end)}” says, and no rule explains it here; "
                "write beside it what it is to be read as."
            )
        if token.kind == SIGN and word not in PLAIN_SIGNS or word in MONEY or text.part(place, place + 2) == "per cent":
            raise Unreadable(f"“{word}” is not read with “{text.part(start, end)}”: the claim asks for a number of things.")
        if token.kind in (DATE, NUMERAL):
            raise Unreadable(f"“{word}” is a second number, and no rule says how it goes with the first.")
        if bare and place < start and (word in DETERMINERS or place < start - 3):
            raise Unreadable(f"“{text.wording}” says no number; write beside it what it is to be read as.")
    _check_neighbours(tokens, start, end, text.part(start, end))


def _check_neighbours(tokens: Sequence[Token], start: int, end: int, part: str) -> None:
    before = tokens[start - 1] if start else None
    after = [token.text for token in tokens[end : end + 3]] + ["", "", ""]
    number = tokens[start]
    if before is not None and before.text == "-" and before.end == number.start:
        if start == 1 or tokens[start - 2].end < before.start:
            raise Unreadable(f"“-{part}” is below 0, and no count is.")
    if before is not None and before.text in ("and", "plus", "&"):
        raise Unreadable(f"“{before.text} {part}” is one number among others; give the phrase that says the total.")
    for place in range(end, len(tokens) - 1):
        if tokens[place].text in ("and", "plus", "&") and tokens[place + 1].text in ONE_MORE:
            raise Unreadable(f"“{part} … and {tokens[place + 1].text}” is a sum; write its total.")
    if is_month(before) or (end < len(tokens) and is_month(tokens[end])):
        raise Unreadable(f"“{part}” is a day of a month here, not a number of things.")
    if before is not None and before.text in BEFORE_YEAR and _like_year(number) and end == start + 1:
        raise Unreadable(f"“{part}” is a year here, not a number of things.")
    if after[0] in ("a", "an") and after[1] in ("day", "week", "month", "year", "hour", "piece"):
        raise Unreadable(f"“{part} {after[0]} {after[1]}” is a rate, not a total.")
    if "old" in after and "year" in "".join(after):
        raise Unreadable(f"“{part}” is an age here, not a number of things.")


def _like_year(token: Token) -> bool:
    return token.kind == NUMERAL and len(token.text) == 4 and token.text.isdigit() and "1000" <= token.text <= "2100"


def _is_plain(token: Token) -> bool:
    return token.text not in NEGATIONS and token.text not in _FIRST_WORDS | AFTER


def _part(text: Text, match: Match) -> str:
    return text.part(match.start, match.end)
