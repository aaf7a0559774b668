"""Durations: "three days", "a year and a half", "several weeks", "hours", and what reads them at a token."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from claims.wording.dates.days import WEEKDAYS
from claims.wording.figures.numbers import FIRST_WORDS, number_at
from claims.wording.grammar import Text
from claims.wording.tokens import NUMERAL, WORD, words

HALF = Decimal("0.5")
LONGEST = 4  # units of one duration: years, months, weeks and days
DAYS_A_MONTH = 30  # of half a month, 15 days


class Unit(NamedTuple):
    """A unit of time, in days or in calendar months; hours have neither."""

    days: int
    months: int


DAY, HOUR = Unit(1, 0), Unit(0, 0)
# What half of a unit is told in.
FINER = {Unit(0, 1200): Unit(0, 120), Unit(0, 120): Unit(0, 12), Unit(0, 12): Unit(0, 1), Unit(0, 1): Unit(7, 0)}
_SINGULAR = {
    "day": DAY,
    "night": DAY,
    "week": Unit(7, 0),
    "fortnight": Unit(14, 0),
    "month": Unit(0, 1),
    "quarter": Unit(0, 3),
    "year": Unit(0, 12),
    "decade": Unit(0, 120),
    "century": Unit(0, 1200),
}
UNITS = _SINGULAR | {f"{name}s": unit for name, unit in _SINGULAR.items()} | {
    "centuries": Unit(0, 1200), "days'": DAY, "weeks'": Unit(7, 0), "months'": Unit(0, 1), "years'": Unit(0, 12),
    "yr": Unit(0, 12), "yrs": Unit(0, 12), "wk": Unit(7, 0), "wks": Unit(7, 0),
}  # fmt: skip
UNITS = {name: unit for name, unit in UNITS.items() if name not in ("quarter", "centurys")}
HOURS_A_UNIT = {"hour": 1, "hours": 1, "hrs": 1, "minute": 0, "minutes": 0, "mins": 0, "second": 0, "seconds": 0}
UNIT_WORDS = frozenset(UNITS)
SINGULAR_OR_DAY = UNIT_WORDS | WEEKDAYS.keys()
HOUR_WORDS = frozenset(HOURS_A_UNIT)
NUMBER_WORDS = FIRST_WORDS | words("half couple")
JOINTS = words("and ,")
RANGE = words("to or -")
LONGEST_MONTH = 31  # days
SHORTEST = {"d": DAY, "w": Unit(7, 0), "y": Unit(0, 12)}  # "2y ago"


class Duration(NamedTuple):
    """So many calendar months and days; `low` and `high` differ where hours or half a day are rounded."""

    months: int
    low: Decimal
    high: Decimal
    unit: Unit


class Few(NamedTuple):
    """A few of a unit: from `least` to `most`, possibly from `lowest` to `highest`."""

    unit: Unit
    least: int
    most: int
    lowest: int
    highest: int


SEVERAL, A_FEW, A_COUPLE = (3, 7, 2, 9), (3, 5, 2, 9), (2, 2, 2, 3)
FEW_WORDS = words("several few couple a")


def duration(text: Text, at: int) -> Sequence[tuple[Duration, int]]:
    """A number of units, or several of them one after the other: "1 month and 21 days", "a year and a half"."""
    found = _part(text, at)
    if found is None:
        return ()
    whole, end = found
    tokens = text.tokens
    found_all = [(whole, end)]
    while end < len(tokens) and len(found_all) < LONGEST:
        start = end + (tokens[end].text in JOINTS)
        if start < len(tokens) and tokens[start].text == "and":
            start += 1
        more = _part(text, start) if start < len(tokens) and not _is_article(text, start) else None
        if more is None:
            break
        part, end = more
        whole = Duration(whole.months + part.months, whole.low + part.low, whole.high + part.high, part.unit)
        found_all.append((whole, end))
    return found_all[::-1]


def _is_article(text: Text, at: int) -> bool:
    return text.tokens[at].text in ("a", "an")


def _part(text: Text, at: int) -> tuple[Duration, int] | None:
    """One number and its unit: "three days", "48 hours", "half a year", "two and a half years"."""
    tokens = text.tokens
    times, place = _number(text, at)
    if times is None or place >= len(tokens):
        return None
    if tokens[place].text in RANGE and place + 1 < len(tokens) and tokens[place + 1].text not in UNITS:
        return _from_to(text, times, place + 1)
    if tokens[place].text == "-" and place + 1 < len(tokens):
        place += 1
    name = tokens[place].text
    if name in HOURS_A_UNIT:
        return _hours(times * HOURS_A_UNIT[name]), place + 1
    unit = UNITS.get(name) or (SHORTEST.get(name) if tokens[place].start == tokens[place - 1].end else None)
    if unit is None:
        return None
    end = place + 1
    if text.part(end, end + 3) == "and a half":
        times, end = times + HALF, end + 3
    return _of(times, unit), end


def number(text: Text, at: int) -> Sequence[tuple[Decimal, int]]:
    """A number of units or weekdays: "a", "two", "3"."""
    value, end = _number(text, at)
    return () if value is None else ((value, end),)


def _from_to(text: Text, least: Decimal, at: int) -> tuple[Duration, int] | None:
    """A range of durations from its second number on: "two or three days", "2-3 weeks"."""
    most, place = _number(text, at)
    if most is None or most <= least or place >= len(text.tokens):
        return None
    unit = UNITS.get(text.tokens[place].text)
    if unit is None:
        return None
    low, high = _of(least, unit), _of(most, unit)
    days = (high.months - low.months) * LONGEST_MONTH
    return Duration(low.months, low.low, high.high + days, unit), place + 1


def _number(text: Text, at: int) -> tuple[Decimal | None, int]:
    tokens = text.tokens
    token = tokens[at]
    if token.kind == NUMERAL:
        digits = token.text.isdigit()
        if len(token.text) > (6 if digits else 4) or (token.text[0] == "0" and (len(token.text) != 2 or not digits)):
            return None, at
    elif token.kind != WORD or token.text not in NUMBER_WORDS:
        return None, at
    if token.text == "half" and at + 2 < len(tokens) and tokens[at + 1].text in ("a", "an"):
        return HALF, at + 2
    if token.text in ("a", "an", "one") and at + 1 < len(tokens) and tokens[at + 1].text in SINGULAR_OR_DAY:
        return Decimal(1), at + 1
    if token.kind == NUMERAL and token.text.isdigit():
        value, end = Decimal(token.text), at + 1
    else:
        found = number_at(tokens, at)
        if not found:
            return (Decimal(1), at + 1) if token.text in ("a", "an") else (None, at)
        value, end = found[0][0].value, found[0][1]
    if text.part(end, end + 3) == "and a half":
        return value + HALF, end + 3
    return value, end


def _of(times: Decimal, unit: Unit) -> Duration:
    months = times * unit.months
    whole = int(months)
    odd = (months - whole) * DAYS_A_MONTH + times * unit.days
    if times != int(times):
        unit = FINER.get(unit, DAY)
    return Duration(whole, Decimal(math.floor(odd)), Decimal(math.ceil(odd)), unit)


def _hours(hours: Decimal) -> Duration:
    days = hours / 24
    return Duration(0, Decimal(math.floor(days)), Decimal(max(math.ceil(days), 1)), HOUR)


def units_name(text: Text, at: int) -> Sequence[tuple[Unit, int]]:
    """A unit of time in the plural: "weeks"."""
    name = text.tokens[at].text
    return ((UNITS[name], at + 1),) if name in UNITS and name.endswith("s") else ()


def hours_name(text: Text, at: int) -> Sequence[tuple[Unit, int]]:
    """Hours or minutes, of which there are some in a day."""
    name = text.tokens[at].text
    return ((HOUR, at + 1),) if name.startswith("hour") else ()


def few(text: Text, at: int) -> Sequence[tuple[Few, int]]:
    """ "Several days", "a few weeks", "a couple of months"."""
    tokens = text.tokens
    place = at + (tokens[at].text == "a")
    word = tokens[place].text if place < len(tokens) else ""
    bounds = SEVERAL if word == "several" else A_FEW if word == "few" else A_COUPLE if word == "couple" else None
    if bounds is None:
        return ()
    place += 1
    place += place < len(tokens) and tokens[place].text == "of"
    unit = UNITS.get(tokens[place].text) if place < len(tokens) else None
    return ((Few(unit, *bounds), place + 1),) if unit else ()
