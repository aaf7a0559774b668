"""The axis of a number line: where a bound of a span stands on it, its ticks, and its values in words."""

from __future__ import annotations

import calendar
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from claims.chart.lettering import Text, clamped, clean, edges, isolated
from claims.spans import Bound, Span
from claims.wording import say

TICK_SIZE = 12
NAMED = ("choice", "yesno")
LOGARITHMIC = 50  # the ratio of bounds from which an axis is logarithmic
HUGE = 1e18
NAMES_SHOWN = 12  # the axis of a choice of more options spans only those that the rows reach
LAST_DAY = date.max.toordinal()
DAYS, MONTHS, YEARS = (1, 2, 7, 14), (1, 3, 6), (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    text: Text
    under: Text | None = None  # the year, where it changes

    @property
    def leader(self) -> float:
        """The y to which its grid line runs down, to reach a text that stands lower than its neighbours'."""
        return self.text.y - TICK_SIZE


@dataclass(frozen=True, slots=True)
class Axis:
    """The line on which spans lie: from the value low, at the unit start of the picture, to high, at end.

    Days are proleptic Gregorian ordinals. names: of the places of a choice.
    unit: the size of value below which a logarithmic axis is linear, None where all of it is linear.
    """

    kind: str
    names: Mapping[int, str]
    low: float
    high: float
    start: float
    end: float
    unit: float | None = None

    def x(self, bound: Bound) -> float:
        return self.at(as_number(bound))

    def at(self, place: float) -> float:
        low, high = self.bent(self.low), self.bent(self.high)
        share_of_it = (self.bent(place) - low) / (high - low) if high > low else 0.5
        return round(self.start + min(1.0, max(0.0, share_of_it)) * (self.end - self.start), 1)

    def bent(self, place: float) -> float:
        if self.unit is None:
            return place
        size = abs(place) / self.unit
        return math.copysign(0.6 * size if size < 1 else 0.6 + math.log10(size), place)

    def name(self, bound: Bound) -> str:
        if isinstance(bound, date):
            return f"{bound.day} {calendar.month_name[bound.month]} {bound.year}"
        if self.kind in NAMED:
            return isolated(clean(self.names.get(int(bound), str(bound))))
        return _number(bound)


def as_number(bound: Bound) -> float:
    """A bound as a number: a day by its ordinal, a number beyond all reason by one at reason's edge."""
    if isinstance(bound, date):
        return float(bound.toordinal())
    return max(-HUGE, min(HUGE, float(bound)))


def lay_out(spans: Iterable[Span], kind: str, names: Mapping[int, str], place: tuple[float, float]) -> Axis:
    """The axis of that kind between two units of the picture, wide enough for every closed bound."""
    values = [as_number(bound) for span in spans for bound in (span.low, span.high) if bound is not None]
    if len(names) <= NAMES_SHOWN:
        values += map(float, names)
    if not values:
        return Axis(kind, names, 0, 0, *place)
    low, high = min(values), max(values)
    sizes = [abs(value) for value in values if value]
    if kind in ("count", "amount") and sizes and max(sizes) > LOGARITHMIC * min(sizes):
        unit = 10.0 ** math.floor(math.log10(min(sizes)))
        return Axis(kind, names, unit if unit < low <= 3 * unit else low, high, *place, unit=unit)
    margin = (high - low) * 0.06
    if kind in ("count", "amount") and low == high:
        margin = max(2, abs(low) * 0.05)
    elif kind != "amount":
        margin = max(margin, 2 if low == high else 0.4)
    floor = 0 if kind == "count" and low >= 0 else 1 if kind == "date" else -math.inf
    return Axis(kind, names, max(low - margin, floor), high + margin, *place)


def ticks_of(axis: Axis, bottom: float, plot: tuple[float, float]) -> list[Tick]:
    """Round numbers, or calendar days, months or years; from left to right, their texts apart.

    bottom: the y of the axis; plot: the units between which texts have to stay.
    """
    if axis.low == axis.high:
        return []
    if axis.kind == "date":
        return _dated(axis, bottom, plot)
    values = _rounds(axis) if axis.unit is None else _powers(axis)
    return _spaced([Tick(axis.x(value), _tick_text(axis.x(value), bottom, _number(value), plot)) for value in values])


def _tick_text(x: float, bottom: float, words: str, plot: tuple[float, float], level: int = 0) -> Text:
    return clamped(x, bottom + 17 + 16 * level, words, TICK_SIZE, plot)


def _spaced(ticks: list[Tick]) -> list[Tick]:
    """Every tick, or every second, fifth or tenth, so that no two texts touch."""
    for every in (1, 2, 5, 10, 20, 50, 100):
        kept = ticks[::every]
        ends = [edges(tick.text, TICK_SIZE) for tick in kept]
        if all(left[1] + 8 <= right[0] for left, right in pairwise(ends)):
            return kept
    return ticks[:1]


def _rounds(axis: Axis) -> list[Decimal]:
    room = (axis.high - axis.low) / max(2, (axis.end - axis.start) // 44)
    power = math.floor(math.log10(room))
    step = next(Decimal(n).scaleb(power) for n in (1, 2, 5, 10) if n * 10.0**power >= room * 0.999)
    if axis.kind == "count":
        step = max(step, Decimal(1))
    first = math.ceil(Decimal(axis.low) / step)
    return [n * step for n in range(first, first + 60) if axis.low <= float(n * step) <= axis.high]


def _powers(axis: Axis) -> list[Decimal]:
    assert axis.unit is not None  # noqa: S101
    first = round(math.log10(axis.unit))
    last = math.floor(math.log10(max(abs(axis.low), abs(axis.high))))
    sizes = [
        Decimal(n).scaleb(power) for power in range(first, last + 1) for n in ((1, 2, 5) if last - first < 3 else (1,))
    ]
    values = [-size for size in reversed(sizes)] + [Decimal(0)] + sizes
    return [value for value in values if axis.low <= float(value) <= axis.high]


def _dated(axis: Axis, bottom: float, plot: tuple[float, float]) -> list[Tick]:
    most = (axis.end - axis.start) // 68
    span = axis.high - axis.low
    low, high = max(1, math.ceil(axis.low)), min(LAST_DAY, math.floor(axis.high))
    steps: list[tuple[float, Callable[[int, int, int], list[date]], int, str]] = [
        *((days, _days, days, "day") for days in DAYS),
        *((months * 30.44, _months, months, "month") for months in MONTHS),
        *((years * 365.24, _months, years * 12, "year") for years in YEARS),
    ]
    chosen = next((n for n, step in enumerate(steps) if span / step[0] <= most), len(steps) - 1)
    # One tick alone gives no scale.
    while chosen and len(steps[chosen][1](low, high, steps[chosen][2])) < 2:
        chosen -= 1
    _, find, every, unit = steps[chosen]
    ticks: list[Tick] = []
    year = None
    for day in find(low, high, every):
        x = axis.x(day)
        month = calendar.month_abbr[day.month]
        words = {"day": f"{day.day} {month}", "month": month, "year": str(day.year)}[unit]
        new = unit != "year" and day.year != year
        under = _tick_text(x, bottom, str(day.year), plot, 1) if new else None
        ticks.append(Tick(x, _tick_text(x, bottom, words, plot), under))
        year = day.year
    return _spaced(ticks)


def _days(low: int, high: int, every: int) -> list[date]:
    return [date.fromordinal(day) for day in range(low + (1 - low) % every, high + 1, every)]  # weeks from Monday


def _months(low: int, high: int, every: int) -> list[date]:
    first, last = (date.fromordinal(day) for day in (low, high))
    months = range((first.year * 12 + first.month - 1) // every * every, last.year * 12 + last.month, every)
    days = [date(month // 12, month % 12 + 1, 1) for month in months if month >= 12]
    return [day for day in days if low <= day.toordinal() <= high]


def in_words(span: Span, axis: Axis) -> str:
    """A span as the page says it everywhere: "12 or more", "25 June 2020", "No", "11–14"."""
    if axis.kind in NAMED and span.low is not None:
        return axis.name(span.low)  # in pre-order a stretch begins with the option that covers it
    return say(span, axis.kind)


def _number(value: Decimal) -> str:
    size = abs(value)
    if size and not Decimal("1e-6") <= size < Decimal("1e18"):
        return f"{value:.3g}"
    for scale, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        scaled = value.scaleb(-scale)
        if size >= Decimal(10) ** scale and scaled == round(scaled, 2):
            return f"{_plain(scaled)} {word}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    digits = f"{value:,f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits).replace("-", "−")
