"""Dates: a wording matched against the rules of `dates.py`, and what they leave unexplained refused."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from claims.spans import Span
from claims.wording import days
from claims.wording.dates import FURTHER_RULES, NEAR_RULES, POINT_RULES
from claims.wording.days import Stretch, Unit, Written, later
from claims.wording.formulas import Bound, Product, formula
from claims.wording.grammar import Grammar, Match, Reader, Slot, Text
from claims.wording.lexicon import AROUND_DATE, BASE_WORDS, BEFORE_DATE, NIGHT, PARTS_OF
from claims.wording.numbers import FIRST_WORDS
from claims.wording.readings import Reading, Term, Terms, Unreadable
from claims.wording.tokens import Token, tokenize

GRAIN = {"a day": "day", "a weekday": "day", "today": "day", "yesterday": "day", "tonight": "day"} | {
    "a month": "month", "this month": "month", "last month": "month",
    "a year": "year", "this year": "year", "last year": "year",
}  # fmt: skip
ANCHORS = frozenset(("first", "last", "next", "published", "week", "month", "year"))
BY_DAY = frozenset(name for name, grain in GRAIN.items() if grain == "day") | {"the night of"}
WRITTEN = ("a day", "a month", "a year")

HALF_A_YEAR = 5  # months at least that the second date stands before the first, when the year turns
A_MONTH = Decimal("30.44")  # days
SHORTEST_MONTH = Decimal("30.43")  # days a month at least, in the long run
SLACK = 2  # days by which calendar months may miss the mean


def _of_grain(grain: str) -> Reader:
    def read(text: Text, at: int) -> list[tuple[Match, int]]:
        match = POINTS.at(text, at)
        return [(match, match.end)] if match and GRAIN.get(match.rule.name) == grain else []

    return read


def _point(text: Text, at: int) -> list[tuple[Match, int]]:
    match = NEAR.at(text, at)
    return [(match, match.end)] if match else []


_SKIPPED = frozenset("-,")
_WEEKDAYS, _MONTHS, _NONE = frozenset(days.WEEKDAYS), frozenset(days.MONTHS), frozenset[str]()
_WRITTEN_SLOTS = {
    "d": Slot(days.day_number, _NONE),
    "a": Slot(days.day_number, _NONE),
    "b": Slot(days.day_number, _NONE),
    "dth": Slot(days.ordinal_day, _NONE),
    "m": Slot(days.month_name, _MONTHS),
    "y": Slot(days.year_number, _NONE),
    "weekday": Slot(days.weekday_name, _WEEKDAYS),
    "yyyy-mm-dd": Slot(days.numeric_day, _NONE),
    "yyyy-mm": Slot(days.numeric_month, _NONE),
    "decade": Slot(days.decade, _NONE),
    "nth": Slot(days.century, _NONE),
    "n": Slot(days.count_of_units, FIRST_WORDS),
    "u": Slot(days.unit_name, days.UNIT_WORDS),
    "units": Slot(days.units_name, days.UNIT_WORDS),
}
POINTS = Grammar(POINT_RULES, _WRITTEN_SLOTS, _SKIPPED)
_POINT_SLOTS = _WRITTEN_SLOTS | {
    grain: Slot(_of_grain(grain), POINTS.first_words) for grain in ("day", "month", "year")
}
NEAR = Grammar(POINT_RULES + NEAR_RULES, _POINT_SLOTS, _SKIPPED)
ALL = Grammar(POINT_RULES + NEAR_RULES + FURTHER_RULES, _POINT_SLOTS | {"X": Slot(_point, NEAR.first_words)}, _SKIPPED)


BEFORE_OUR_ERA = re.compile(r"(?:^|[\s/])[-−]\d{4}|\b\d+ ?(?:BC|BCE|B\.C\.)", re.IGNORECASE)


def read_date(wording: str, published: date | None) -> Reading:
    """The reading of a date; Unreadable where no rule explains it or the publication date is missing."""
    if BEFORE_OUR_ERA.search(wording):
        raise Unreadable(f"“{wording}” lies before year 1, which no claim reaches.")
    tokens = tokenize(wording)
    days.refuse_other_calendars(tokens)
    text = Text(wording, tokens, lambda token: False, published)
    matches, place = [], 0
    while place < len(tokens):
        match = ALL.at(text, place)
        if match:
            matches.append(match)
        place = match.end if match else place + 1
    if not matches:
        raise Unreadable(f"“{wording}” says no date that a rule reads; write beside it what it is to be read as.")
    first = matches[0]
    base = matches[1] if len(matches) == 2 and _hangs_on(text, first, matches[1]) else None
    if len(matches) > 1 and base is None:
        raise Unreadable(
            f"“{_part(text, first)}” and “{_part(text, matches[1])}” are two dates, and no rule says "
            "how they go together; give the phrase that carries one."
        )
    _check_around(text, first, (base or first).end)
    reading = _reading(text, first)
    return reading.on(_reading(text, base)) if base else reading


def _reading(text: Text, match: Match) -> Reading:
    rule = match.rule
    if rule.relative:
        (low, high), (lowest, highest) = formula(rule.expected), formula(rule.possible)
        terms = Terms(
            _term(low, match, down=True, wide=False),
            _term(high, match, down=False, wide=False),
            _term(lowest, match, down=True, wide=True),
            _term(highest, match, down=False, wide=True),
        )
        return Reading(Span(), Span(), rule.name, "date", terms=terms)
    ends = _ends(text, match)
    return Reading(Span(*ends[0]), Span(*ends[1]), rule.name, "date")


def _ends(text: Text, match: Match) -> tuple[tuple[date | None, date | None], tuple[date | None, date | None]]:
    """The expected and the possible days of a match that hangs on no other claim; None is open.

    What is named may lie anywhere within its possible days: a low bound is told from the earliest place, a
    high bound from the latest ("before about 25 June").
    """
    expected, possible = _inner(text, match)
    length = expected.last - expected.first if expected else timedelta(0)
    rule, both = match.rule, []
    for text_of, within in ((rule.expected, expected), (rule.possible, possible)):
        low, high = formula(text_of)
        latest = Stretch(within.last - length, within.last) if within else None
        earliest = Stretch(within.first, within.first + length) if within else None
        first, last = _edge(low, earliest, text, match), _edge(high, latest, text, match)
        if first is not None and last is not None and first > last:
            raise Unreadable(f"“{_part(text, match)}” had not begun by the publication date, or ends before it begins.")
        both.append((first, last))
    return both[0], both[1]


def _inner(text: Text, match: Match) -> tuple[Stretch | None, Stretch | None]:
    """What first and last mean in the formulas of a match: the days of what it names."""
    values = match.values
    if match.rule.name == "between, from … to":
        whole = _between(text, match)
        return whole, whole
    for slot in ("X", "day", "month", "year"):
        if slot in values:
            expected, possible = _ends(text, values[slot])
            return _closed(expected), _closed(possible)
    stretch = _named(text, match)
    return stretch, stretch


def _closed(ends: tuple[date | None, date | None]) -> Stretch:
    first, last = ends
    return Stretch(first or date.min, last or date.max)


def _named(text: Text, match: Match) -> Stretch | None:
    """The days of a written day, month, year, weekday, decade or century; None for what the formula gives."""
    values, name = match.values, match.rule.name
    if name in WRITTEN:
        return _dated(text, match, _written(match)).stretch()
    if name == "a weekday":
        published = _published(text, match)
        day = later(published, 0, -((published.weekday() - values["weekday"]) % 7))
        return Stretch(day, day)
    if name == "a decade":
        return Stretch(date(values["decade"], 1, 1), date(values["decade"] + 9, 12, 31))
    if name == "a century":
        return Stretch(date(values["nth"] * 100 - 99, 1, 1), later(date(values["nth"] * 100 - 1, 12, 31), 12, 0))
    return None


def _written(match: Match) -> Written:
    values = match.values
    written = values.get("yyyy-mm-dd") or values.get("yyyy-mm")
    if written is None:
        written = Written(values.get("y"), values.get("m"), values.get("d", values.get("dth")))
    return written._replace(weekday=values.get("weekday"))


def _dated(text: Text, match: Match, written: Written) -> Written:
    """The same with its year, which the publication date tells where it is not written."""
    if written.year is not None:
        return written
    return days.without_year(written, _published(text, match), _part(text, match))


def _between(text: Text, match: Match) -> Stretch:
    """From the first day of one end to the last of the other; what one leaves out, the other one gives."""
    values = match.values
    left: Match | Written = values["X"] if "a" not in values else Written(day=values["a"])
    right: Match | Written = values.get("X again", values["X"])
    if "b" in values:
        right = Written(year=values.get("y"), day=values["b"])
    left, right = (
        _written(end) if isinstance(end, Match) and end.rule.name in WRITTEN else end for end in (left, right)
    )
    if isinstance(left, Written) and isinstance(right, Written):
        first, last = _completed(text, match, left, right)
    else:
        last = _end_of(text, right)
        first = _end_of(text, left, before=last)
    if first.first > last.last:
        raise Unreadable(f"“{_part(text, match)}” runs backwards; write the earlier date first.")
    return Stretch(first.first, last.last)


def _end_of(text: Text, end: Match | Written, before: Stretch | None = None) -> Stretch:
    if isinstance(end, Written):
        raise Unreadable(f"“{text.wording}” names a day without its month; write the month.")
    stretch = _closed(_ends(text, end)[1])
    if before and end.rule.name == "a weekday" and stretch.first > before.last:
        return Stretch(later(stretch.first, 0, -7), later(stretch.last, 0, -7))
    return stretch


def _completed(text: Text, match: Match, left: Written, right: Written) -> tuple[Stretch, Stretch]:
    if right.month is None and right.day is not None:
        right = right._replace(month=left.month)
    if left.month is None and left.day is not None:
        left = left._replace(month=right.month)
    if left.year is None and right.year is not None:
        left = left._replace(year=right.year - _turns(left, right))
    elif left.year is None:
        left = _dated(text, match, left)
    if right.year is None and left.year is not None:
        right = right._replace(year=left.year + _turns(left, right))
    if left.day is not None and left.month is None or right.day is not None and right.month is None:
        raise Unreadable(f"“{_part(text, match)}” names a day without its month; write the month.")
    return left.stretch(), right.stretch()


def _turns(left: Written, right: Written) -> bool:
    """Whether the year turns between two dates, within half a year: "29 December to 3 January"."""
    first, last = (left.month or 0, left.day or 0), (right.month or 0, right.day or 0)
    return first > last and first[0] - last[0] > HALF_A_YEAR


def _edge(bound: Bound | None, stretch: Stretch | None, text: Text, match: Match) -> date | None:
    """A bound worked out on the calendar: an anchor, then months, then days."""
    if bound is None:
        return None
    anchor, months, number_of_days = date.min, 0, Decimal(0)
    for product in bound.sums[0]:
        name = product.names[0] if product.names else ""
        if name in ANCHORS:
            anchor = _anchor(name, stretch, text, match)
            continue
        unit, times = _times(product, match)
        if times * unit.months != int(times * unit.months):
            raise Unreadable(f"“{_part(text, match)}” has a part of a month; write the date.")
        months += int(times * unit.months)
        number_of_days += times * unit.days
    return later(anchor, months, int(number_of_days))


def _anchor(name: str, stretch: Stretch | None, text: Text, match: Match) -> date:
    """The day that a name in a formula stands for."""
    if stretch is not None and name in ("first", "last"):
        return stretch.first if name == "first" else stretch.last
    if stretch is not None and name == "next":
        return later(stretch.last, 0, 1)
    day = _published(text, match)
    if name == "week":
        return later(day, 0, -day.weekday())
    if name == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if name == "year" else day


def _times(product: Product, match: Match) -> tuple[Unit, Decimal]:
    """How many of which unit of time a product of a formula is."""
    times, unit = product.factor, Unit(1, 0)
    for name in product.names:
        if name == "n":
            times *= match.values["n"]
        elif name == "months":
            unit = Unit(0, 1)
        elif name == "u":
            unit = match.values.get("u") or match.values["units"]
    return unit, times


def _term(bound: Bound | None, match: Match, down: bool, wide: bool) -> Term:
    """A bound as the base's bound and a number of days; months are rounded away from what lies between."""
    offset = Decimal(0)
    for product in bound.sums[0] if bound else ():
        if product.names == ("base",):
            continue
        unit, times = _times(product, match)
        exact = times * unit.days
        if unit.months:
            month = SHORTEST_MONTH if wide and down == (times > 0) else A_MONTH
            slack = (-SLACK if down else SLACK) if wide else 0
            exact = times * unit.months * month + slack
        offset += math.floor(exact) if down else math.ceil(exact)
    return Term(days.ONE, offset)


def _published(text: Text, match: Match) -> date:
    if text.published is None:
        raise Unreadable(
            f"The publication date is missing: “{_part(text, match)}” is told from it. Give the source "
            "its date, or write beside the wording the day that is meant."
        )
    published: date = text.published
    return published


def _hangs_on(text: Text, first: Match, second: Match) -> bool:
    """Whether the second date is the base of the first: "10 days after June 25"."""
    between: Sequence[Token] = text.tokens[first.end : second.start]
    return first.rule.relative and not second.rule.relative and all(token.text in BASE_WORDS for token in between)


def _check_around(text: Text, match: Match, end: int) -> None:
    """Refuses words around the date that change what it says."""
    part = text.quote(match.start, end)
    is_range = match.rule.name.startswith("between")
    for place, token in enumerate(text.tokens):
        if match.start <= place < end:
            continue
        word = token.text
        joined = place in (match.start - 1, end)
        if (
            word in AROUND_DATE
            or (word in ("or", "and", "this") and joined)
            or (place < match.start and (word in BEFORE_DATE or (word in PARTS_OF and match.rule.name not in BY_DAY)))
            or (word in NIGHT and not is_range)
            or word.endswith("n't")
        ):
            raise Unreadable(
                f"“{word}” changes what “{part}” says, and no rule explains it here; "
                "write beside it what it is to be read as."
            )
        if days.is_number(token) or not days.is_date_sign(token):
            raise Unreadable(
                f"“{word}” is not explained by the rule that reads “{part}”; give the phrase that carries the date."
            )


def _part(text: Text, match: Match) -> str:
    return text.quote(match.start, match.end)
