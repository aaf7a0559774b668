"""Bounds: what the rule that fits a wording makes of the numbers in it, hedges within hedges from the inside out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from claims.spans import Span, plain
from claims.wording.figures.amounts import Amount, Unit
from claims.wording.figures.shares import Share
from claims.wording.figures.units import unit_at
from claims.wording.formulas import edges, formula, term
from claims.wording.grammar import Match, Text
from claims.wording.readings import Edges, Number, Reading, Term, Terms, Unreadable, settle
from claims.wording.tokens import words

Values = dict[str, Any]
EITHER_ORDER = frozenset(("or", "not", "perhaps", "possibly", "maybe"))
SIDES = {"more-than-a": "a", "fewer-than-b": "b", "units again": "w", "units": "u", "percent": "share"}
SCORES = words("vote votes win victory defeat draw loss won lost beat drew")
SHARED = 1000  # what "3–4,000" may share
TIMES = {2: "twice", 3: "three times", 4: "four times"}
ONE, ZERO = Decimal(1), Decimal(0)
ROUNDED = "− r"  # what the formula of a bare number takes off where it is round
CORRECTED = "n, corrected"
TWO_SIDED = "more than a but fewer than b"
NO_HEDGE = ("between a and b", "n (n)", "exactly n", "n, corrected")
OPENERS = {"between a and b": "a", "b (a–c)": "b"}
SAID_TWICE = {("about n", "about n"), ("more than n", "at least n"), ("more than n", "more than n")}
OPPOSED = [{low, high} for low in ("more than n", "at least n") for high in ("fewer than n", "at most n")]


def reading_of(text: Text, match: Match, kind: str, phrase: str = "", unread: tuple[str, ...] = ()) -> Reading:
    """The reading of a match: its rule's formulas with the numbers that stand there.

    Unreadable where it leaves no number, runs backwards, or holds a number that cannot be read.
    """
    notes: list[str] = []
    match = _said_once(text, match)
    rule = match.rule
    if rule.relative:
        terms = _terms(text, match, kind)
        return Reading(Span(), Span(), rule.name, kind, _unit_of(text, match, kind), terms, phrase, unread)
    expected, possible = _spans(text, match, kind, notes)
    if any(isinstance(value, Match) for value in match.values.values()):
        _tell_hedges(match, notes)
    unit = _unit_of(text, match, kind)
    return Reading(expected, possible, rule.name, kind, unit, None, phrase, unread, " ".join(notes))


def _said_once(text: Text, match: Match) -> Match:
    """The inner of two hedges that say the same: "around about 200", "upwards of at least 20", "some hundreds"."""
    within = match.values.get("n*")
    if not isinstance(within, Match):
        return match
    names = (match.rule.name, within.rule.name)
    if names in SAID_TWICE or (names == ("about n", "dozens") and text.tokens[match.start].text == "some"):
        return within
    if within.rule.name == CORRECTED:  # a hedge makes the figure that stands no bare one
        return match._replace(values={"n*": within._replace(rule=replace(within.rule, possible="k"))})
    return match


def _tell_hedges(match: Match, notes: list[str]) -> None:
    """Notes the hedges within one another, from the inside out."""
    hedges, number = _hedges(match), _amount_in(match)
    if len(hedges) > 1 and number is None:
        notes.append(f"“{hedges[0]}” is read of “{hedges[-1]}”.")
    elif len(hedges) > 1 and number is not None:
        within = " within ".join(f"“{name}”" for name in reversed(hedges))
        notes.append(f"{number.wording} is hedged {TIMES.get(len(hedges), 'often')}: {within}.")


def units_in(match: Match) -> set[str]:
    """The units that the numbers of a match have."""
    units: set[str] = set()
    for value in match.values.values():
        if isinstance(value, Amount):
            if value.unit:
                units.add(value.unit)
        elif isinstance(value, Match):
            units |= units_in(value)
    return units


def check_numbers(match: Match) -> None:
    """Unreadable where a number of a match cannot be read."""
    for value in match.values.values():
        if isinstance(value, Amount):
            if value.problem:
                raise Unreadable(value.problem)
        elif isinstance(value, Match):
            check_numbers(value)


def _spans(text: Text, match: Match, kind: str, notes: list[str]) -> tuple[Span, Span]:
    match = _said_once(text, match)
    rule = match.rule
    values, inner = _values(text, match, kind, notes)
    if "b" in values or "b" in inner:
        _order(text, match, values, inner)
    if inner:
        _refuse_opposed(text, match)
        expected = _around(rule.expected, values, {name: spans[0] for name, spans in inner.items()}, kind)
        possible = _around(rule.possible, values, {name: spans[1] for name, spans in inner.items()}, kind)
    else:
        expected, possible = edges(rule.expected, values, kind), edges(rule.possible, values, kind)
    settled = settle(expected, possible, kind)
    if settled is None:
        part = text.quote(match.start, match.end)
        if rule.name == TWO_SIDED:
            raise Unreadable(f"“{part}” leaves no number between the two; write what is meant.")
        raise Unreadable(f"“{part}” leaves no number: a {kind} is never below 0.")
    return settled


def _values(text: Text, match: Match, kind: str, notes: list[str]) -> tuple[Values, dict[str, tuple[Span, Span]]]:
    """What the names of the rule's formulas stand for: numbers, and the spans of what is hedged itself."""
    values: Values = {"u": ONE, "r": ZERO}
    inner: dict[str, tuple[Span, Span]] = {}
    amounts: dict[str, Amount] = {}
    for slot, value in match.values.items():
        name = slot.rstrip("*")
        name = SIDES.get(name, name)
        if name == "n":
            name = _opener(match)
        if isinstance(value, Amount):
            values[name] = value.value
            if name in ("n", "k") and ROUNDED in match.rule.possible:
                written_out = kind == "count" and value.decimal and value.scale == 1  # "2.0" men are 2
                values["r"] = ZERO if written_out else value.round
            amounts[name] = value
        elif isinstance(value, Match):
            inner[name] = _spans(text, value, kind, notes)
        elif isinstance(value, Unit):
            values[name] = value.value
        elif isinstance(value, Decimal):
            values["u"] = value
    _check(text, match, kind, values, amounts, notes)
    return values, inner


def _check(text: Text, match: Match, kind: str, values: Values, amounts: dict[str, Amount], notes: list[str]) -> None:
    """Gives the numbers the scale that they share, and raises Unreadable where they do not fit together."""
    if len(match.values) > 1:
        _share_scale(match, values, amounts, notes)
    if "w" in values:
        _share_unit(text, match, values)
    if "same" in values and values["same"] != values["n"]:
        raise Unreadable(
            f"“{text.quote(match.start, match.end)}” says {values['n']:,f} in one place and {values['same']:,f} in the "
            "other; write which one is meant."
        )
    if kind == "count":
        _refuse_parts(values, amounts)
    if match.rule.name == CORRECTED:
        notes.append("The figure that stands is read, not the earlier one.")


def _opener(match: Match) -> str:
    """What the number that opens a form is called in the formulas of its rule."""
    if match.rule.name == CORRECTED:
        return "old" if "k" in match.values or "k*" in match.values else "k"
    return OPENERS.get(match.rule.name, "n")


def _refuse_parts(values: Values, amounts: dict[str, Amount]) -> None:
    for name, amount in amounts.items():
        value = values[name]
        if amount.scale == 1 and value % 1:
            raise Unreadable(
                f"“{amount.wording}” is not a whole number, and a count is one; write the number that is meant."
            )


def _share_scale(match: Match, values: Values, amounts: dict[str, Amount], notes: list[str]) -> None:
    """ "2–3 million", "3–4,000": a scale that only the last number names holds for the ones before it as well."""
    if match.rule.name not in OPENERS:
        return
    last = amounts.get("c") or amounts.get("b") or _amount_in(match.values.get("b*") or match.values.get("b"))
    if last is None:
        return
    scale = last.scale
    if scale == 1 and match.rule.name == "between a and b" and "b" in amounts and _is_loose(match, last):
        scale = Decimal(SHARED)
    if scale == 1:
        return
    for name in ("a", "m", "b"):
        number = amounts.get(name)
        if number is None or number is last or number.scale != 1 or number.value <= 0:
            continue
        if number.value < last.value / scale or (last.scale > 1 and number.value <= last.value / scale):
            values[name] = number.value * scale
            notes.append(f"{number.wording} is read as {plain(values[name]):,f}, since {last.wording} follows it.")


def _is_loose(match: Match, last: Amount) -> bool:
    """Whether the ends stand so close that "3–4,000" may be meant: thousands behind a dash, "to" or "or"."""
    return "n" in match.values and last.value % SHARED == 0 and last.value >= SHARED and "," in last.wording


def _share_unit(text: Text, match: Match, values: Values) -> None:
    """ "Tens if not hundreds of thousands": what the last unit is of, the first is of too."""
    first, last = match.values["units"], match.values["units again"]
    if first.scale == 1 and last.scale > 1:
        values["u"] = first.value * last.scale
    if values["u"] != values["w"] and match.rule.name == "dozens":
        raise Unreadable(f"“{text.quote(match.start, match.end)}” names two units; write the one that is meant.")
    if values["u"] > values["w"]:
        raise Unreadable(f"“{text.quote(match.start, match.end)}” runs backwards; write the lower number first.")


def _order(text: Text, match: Match, values: Values, inner: dict[str, tuple[Span, Span]]) -> None:
    """Puts "b or a" in order; Unreadable where "from b to a" runs backwards."""
    names = [name for name in ("a", "m", "b", "c") if name in values]
    numbers = [values[name] for name in names]
    if match.rule.name == "between a and b" and not inner and EITHER_ORDER.intersection(_words(text, match)):
        values["a"], values["b"] = min(numbers), max(numbers)
        return
    low = inner["a"][0].low if "a" in inner else values.get("a")
    high = inner["b"][0].high if "b" in inner else values.get("b")
    crossed = isinstance(low, Decimal) and isinstance(high, Decimal) and low > high
    if text.part(match.end, match.end + 1) in SCORES or text.part(match.start - 1, match.start) in SCORES:
        raise Unreadable(
            f"“{text.quote(match.start, match.end)}” is a score or a vote; write the number that is meant."
        )
    if numbers != sorted(numbers) or (crossed and match.rule.name != TWO_SIDED):
        raise Unreadable(f"“{text.quote(match.start, match.end)}” runs backwards; write the lower number first.")


def _words(text: Text, match: Match) -> set[str]:
    return {token.text for token in text.tokens[match.start : match.end]}


def _refuse_opposed(text: Text, match: Match) -> None:
    """Unreadable where one hedge says more and the other one less: "less than more than 30"."""
    for value in match.values.values():
        if isinstance(value, Match) and {match.rule.name, value.rule.name} in OPPOSED:
            raise Unreadable(
                f"“{text.quote(match.start, match.end)}” says both “{match.rule.name}” and “{value.rule.name}”; write "
                "which one is meant."
            )


def _around(text: str, values: Values, inner: dict[str, Span], kind: str) -> Edges:
    """The bounds of a formula over spans: the low one of their low bounds, the high one of their high ones."""
    low, high = formula(text)
    lows: dict[str, Any] = values | {name: span.low for name, span in inner.items()}
    highs: dict[str, Any] = values | {name: span.high for name, span in inner.items()}
    if "− k" in text and "k" in inner:  # what is left out counts the other way
        lows["k"], highs["k"] = highs["k"], lows["k"]
    return _closed(text, low, lows, kind, 0), _closed(text, high, highs, kind, 1)


def _closed(text: str, bound: Any, values: dict[str, Any], kind: str, side: int) -> Number | None:
    if bound is None or any(
        values[name] is None for products in bound.sums for part in products for name in part.names
    ):
        return None
    known = {name: value for name, value in values.items() if value is not None}
    missing = {name: Decimal(0) for name, value in values.items() if value is None}
    return edges(text, known | missing, kind)[side]


def _terms(text: Text, match: Match, kind: str) -> Terms:
    """The four bounds of a share of another claim, none of them more than the whole."""
    values: dict[str, Number] = {}
    shares: list[Share] = []
    uncertain: tuple[Span, Span] | None = None
    for slot, value in match.values.items():
        if isinstance(value, Share):
            shares.append(value)
        elif isinstance(value, Amount):
            values[slot.rstrip("*")] = value.value
        elif isinstance(value, Match):
            uncertain = _spans(text, value, kind, [])
    if shares and "n" in values:
        shares.append(_percentage(text, match, values.pop("n"), shares[0]))
    if shares:
        values |= {"part": min(shares).value, "share": max(shares).value, "d": shares[0].step}
    if uncertain:
        return Terms(*(_without(span, side) for span in uncertain for side in ("high", "low")))
    return _worked_out(match.rule.expected, match.rule.possible, kind, tuple(values.items()))


def _percentage(text: Text, match: Match, number: Number, other: Share) -> Share:
    """The percentage that a number is where another one follows: "60–70 percent of"."""
    if not other.step or number > 100:
        raise Unreadable(f"“{text.quote(match.start, match.end)}” goes from a number to a share; write both as shares.")
    return Share(Fraction(number) / 100)


@lru_cache(maxsize=4096)
def _worked_out(expected: str, possible: str, kind: str, known: tuple[tuple[str, Number], ...]) -> Terms:
    (low, high), (lowest, highest), values = formula(expected), formula(possible), dict(known)
    return Terms(
        _capped(term(low, values, kind, outward=False)),
        _capped(term(high, values, kind, outward=False)),
        _capped(term(lowest, values, kind, outward=True)),
        _capped(term(highest, values, kind, outward=True)),
    )


def _without(left_out: Span, side: str) -> Term:
    """The base less one bound of what is left out of it; nought where that is open."""
    bound = getattr(left_out, side)
    return Term(Fraction(0), Decimal(0)) if bound is None else Term(Fraction(1), -bound)


def _capped(one: Term) -> Term:
    return one if one.share <= 1 else Term(Fraction(1), one.offset)


def _unit_of(text: Text, match: Match, kind: str) -> str | None:
    units = units_in(match)
    if len(units) > 1:
        raise Unreadable(f"Its numbers have different units: {', '.join(sorted(units))}.")
    if units or kind == "count":
        return units.pop() if units else None
    end = match.end + 1 if text.part(match.end, match.end + 1) == "of" else match.end
    return unit_at(text.tokens, end)[0]


def _amount_in(value: object) -> Amount | None:
    """The number within a figure that has but one."""
    if isinstance(value, Amount):
        return value
    if isinstance(value, Match):
        held = [one for one in value.values.values() if not isinstance(one, str)]
        return _amount_in(held[0]) if len(held) == 1 else None
    return None


def _hedges(match: Match) -> list[str]:
    """The names of the rules within one another, from the outside in, where the inner one has a hedge."""
    names = [match.rule.name]
    for value in match.values.values():
        if isinstance(value, Match) and match.rule.name != TWO_SIDED:
            names.extend(_hedges(value))
            break
    return [name for name in names if name not in NO_HEDGE]
