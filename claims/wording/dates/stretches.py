"""Stretches: the expected and the possible days of a match, worked out on the calendar by its rule's formulas."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from claims.wording.dates.days import OUTSIDE, Stretch, later
from claims.wording.dates.durations import DAY, Duration, Unit
from claims.wording.dates.named import NAMED, Both
from claims.wording.dates.ranges import RANGES
from claims.wording.dates.weeks import WEEKS, monday
from claims.wording.formulas import Bound, Product, formula
from claims.wording.grammar import Match, Text
from claims.wording.readings import Term, Terms, Unreadable

Open = tuple[date | None, date | None]
FUNCTIONS = NAMED | WEEKS | RANGES
# The slots that hold another date, in the order in which one is looked for.
INNER = ("X", "day", "month", "year", "week", "season-long", "decade-long", "century-long", "part-of", "half-of")
CALENDAR = {"week": 0, "month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
AROUND = {"this": 0, "last": -1, "next": 1}
A_MONTH = Decimal("30.44")  # days
SHORTEST_MONTH = Decimal("30.43")  # days a month at least, in the long run
SLACK = 2  # days by which calendar months may miss the mean
NO_MONTHS = NO_DAYS = Decimal(0)
ONE = Fraction(1)
AFTER, BEFORE = (frozenset((f"n days {side}", f"about n days {side}")) for side in ("after", "before"))
ONE_DAY = timedelta(1)
NOT_BEGUN = "had not begun by the publication date, or ends before it begins"


class Days:
    """A reading of dates in the making: works out the days of a match, and keeps the notes on how."""

    __slots__ = ("notes", "text", "year")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.notes: list[str] = []
        self.year: int | None = None  # of a month or a day without one, where the other end of a range names it

    def published(self, match: Match) -> date:
        """The publication date; Unreadable where it is missing."""
        if self.text.published is None:
            raise Unreadable(
                f"The publication date is missing: “{self.quote(match)}” is told from it. Give the source "
                "its date, or write beside the wording the day that is meant."
            )
        published: date = self.text.published
        return published

    def quote(self, match: Match) -> str:
        """The words of a match as they stand."""
        return self.text.quote(match.start, match.end)

    def words(self, match: Match) -> str:
        """The words of a match in small letters."""
        return self.text.part(match.start, match.end)

    def ends(self, match: Match) -> tuple[Open, Open]:
        """The expected and the possible days of a match that hangs on no other claim; None is open.

        What is named may lie anywhere within its possible days: a low bound is told from the earliest place, a
        high bound from the latest ("before about 25 June").
        """
        rule = match.rule
        if rule.refuses:
            raise Unreadable(f"“{self.quote(match)}” is not read: {rule.refuses}.")
        inner = self._inner(match)
        if inner is not None and rule.expected == rule.possible == "first … last":
            return inner
        expected, possible = inner or (None, None)
        length = expected.last - expected.first if expected else ONE_DAY
        low, high = self._bounds(rule.expected, expected, length, match)
        if rule.expected == rule.possible and expected == possible:
            lowest, highest = low, high
        else:
            lowest, highest = self._bounds(rule.possible, possible, length, match)
        if inner is None and rule.name == "about n days ago":
            high, highest = self._until_publication(match, high), self._until_publication(match, highest)
        elif expected and possible and rule.name in AFTER:
            low, lowest = max(low or date.min, expected.first), max(lowest or date.min, possible.first)
        elif expected and possible and rule.name in BEFORE:
            high, highest = min(high or date.max, expected.last), min(highest or date.max, possible.last)
        if (low and high and low > high) or (lowest and highest and lowest > highest):
            raise Unreadable(f"“{self.quote(match)}” {NOT_BEGUN}; write the date.")
        return (low, high), (lowest, highest)

    def _bounds(self, text_of: str, within: Stretch | None, length: timedelta, match: Match) -> Open:
        low, high = formula(text_of)
        if within is None:
            return self._edge(low, None, match, down=True), self._edge(high, None, match, down=False)
        earliest = Stretch(within.first, within.last if within.last - within.first < length else within.first + length)
        latest = Stretch(within.first if within.last - within.first < length else within.last - length, within.last)
        return self._edge(low, earliest, match, down=True), self._edge(high, latest, match, down=False)

    def _until_publication(self, match: Match, day: date | None) -> date | None:
        return day and min(day, self.published(match))

    def closed(self, match: Match) -> Both:
        """The same, open sides closed by the ends of the calendar."""
        expected, possible = self.ends(match)
        return _closed(expected), _closed(possible)

    def calendar(self, match: Match) -> Stretch:
        """The whole of a week, month, quarter, year … of the calendar, though publication fall within it."""
        which, _, unit = match.rule.name.partition(" ")
        if unit not in CALENDAR or which not in AROUND:
            return self.closed(match)[1]
        published, months = self.published(match), CALENDAR[unit]
        if not months:
            first = later(monday(published), 0, 7 * AROUND[which])
            return Stretch(first, later(first, 0, 6))
        first = later(_start(unit, published), months * AROUND[which], 0)
        return Stretch(first, later(first, months, -1))

    def _inner(self, match: Match) -> Both | None:
        """What first and last mean in the formulas of a match: the days of what it names."""
        named = FUNCTIONS.get(match.rule.name)
        if named is not None:
            return named(self, match)
        for slot in INNER:
            if slot in match.values:
                inner = match.values[slot]
                if slot != "X" and inner.rule.name.partition(" ")[2] in CALENDAR:
                    stretch = self.calendar(inner)
                    return stretch, stretch
                return self.closed(inner)
        return None

    def _edge(self, bound: Bound | None, stretch: Stretch | None, match: Match, down: bool) -> date | None:
        """A bound worked out on the calendar: an anchor, then months, then days."""
        if bound is None:
            return None
        anchor, months, number_of_days = date.min, 0, Decimal(0)
        for product in bound.sums[0]:
            name = product.names[0] if product.names else ""
            if name in _ANCHORS:
                anchor = self._anchor(name, stretch, match, down)
                continue
            more, exact = _amount(product, match, down)
            if more != int(more):
                exact, more = exact + more * A_MONTH, NO_MONTHS
            months += int(more)
            number_of_days += exact
        return later(anchor, months, _whole(number_of_days, down))

    def _anchor(self, name: str, stretch: Stretch | None, match: Match, down: bool) -> date:
        """The day that a name in a formula stands for."""
        if stretch is not None:
            if name == "first" or (name == "base" and down):
                return stretch.first
            if name in ("last", "base"):
                return stretch.last
            if name == "next":
                return later(stretch.last, 0, 1)
            if name == "monday":
                return monday(stretch.first)
        day = self.published(match)
        return day if name == "published" else _start(name, day)

    def terms(self, match: Match) -> Terms:
        """The bounds of a match that hangs on another claim, as days from the base's."""
        (low, high), (lowest, highest) = formula(match.rule.expected), formula(match.rule.possible)
        found = Terms(
            _term(low, match, down=True, wide=False),
            _term(high, match, down=False, wide=False),
            _term(lowest, match, down=True, wide=True),
            _term(highest, match, down=False, wide=True),
        )
        return _clamped(found, match.rule.name)


_ANCHORS = frozenset(("first", "last", "next", "base", "monday", "published", *CALENDAR))


def _clamped(terms: Terms, name: str) -> Terms:
    """What is after its base does not begin before it, and what is before it does not end behind it."""
    if name in AFTER:
        low, lowest = (max(term.offset, NO_DAYS) for term in (terms.expected_low, terms.possible_low))
        return replace(terms, expected_low=Term(ONE, low), possible_low=Term(ONE, lowest))
    if name in BEFORE:
        high, highest = (min(term.offset, NO_DAYS) for term in (terms.expected_high, terms.possible_high))
        return replace(terms, expected_high=Term(ONE, high), possible_high=Term(ONE, highest))
    return terms


def _closed(ends: Open) -> Stretch:
    first, last = ends
    return Stretch(first or date.min, last or date.max)


def _start(unit: str, day: date) -> date:
    """The first day of the week, month, quarter, year, decade or century that a day lies in."""
    if unit == "week":
        return monday(day)
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    years = {"year": day.year, "decade": day.year - day.year % 10, "century": (day.year - 1) // 100 * 100 + 1}[unit]
    return date(max(years, 1), 1, 1)


def _whole(number_of_days: Decimal, down: bool) -> int:
    if abs(number_of_days) > 10**7:
        raise Unreadable(OUTSIDE)
    return math.floor(number_of_days) if down else math.ceil(number_of_days)


def _amount(product: Product, match: Match, down: bool) -> tuple[Decimal, Decimal]:
    """The calendar months and the days that a product of a formula is."""
    times, unit = product.factor, DAY
    for name in product.names:
        if name == "months":
            unit = Unit(0, 1)
        elif name == "u":
            unit = _unit(match)
        elif name == "unit":
            unit = match.values["time"].unit
        elif name == "time":
            duration: Duration = match.values["time"]
            days = duration.low if down == (times > 0) else duration.high
            return times * duration.months, times * days
        else:
            times *= getattr(match.values["few"], name)
    return times * unit.months, times * unit.days


def _unit(match: Match) -> Unit:
    values = match.values
    unit: Unit = values["few"].unit if "few" in values else values.get("units") or values["one"]
    return unit


def _term(bound: Bound | None, match: Match, down: bool, wide: bool) -> Term:
    """A bound as the base's bound and a number of days; months are rounded away from what lies between."""
    offset = Decimal(0)
    for product in bound.sums[0] if bound else ():
        if product.names == ("base",):
            continue
        months, exact = _amount(product, match, down)
        if months:
            month = SHORTEST_MONTH if wide and down == (months > 0) else A_MONTH
            exact += months * month + ((-SLACK if down else SLACK) if wide else 0)
        offset += _whole(exact, down)
    return Term(ONE, offset)
