"""Printing: spans as a person would say them, in words that read back to the same span."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from claims.spans import Span
from claims.wording.dates.days import MONTH_NAMES, OTHER_YEARS

SHARED = 1000  # what the numbers of a short range may share
AMBIGUOUS = 3  # decimal places that could be thousands; one more nought, and they cannot


def say(span: Span, kind: str) -> str:
    """A span of a count, an amount or a date in words; `read` gives it back as the possible span.

    That holds for every span of days and for every other one with a low bound of 0 or more. A span open on
    both sides is "any date" or "any number", which no rule reads.
    """
    low, high = span.low, span.high
    if isinstance(low, date) or isinstance(high, date):
        return _say_days(low if isinstance(low, date) else None, high if isinstance(high, date) else None)
    if low is None and high is None:
        return "any date" if kind == "date" else "any number"
    if high is None:
        return f"{_number(low)} or more"
    if low is None:
        return f"{_number(high)} or {'fewer' if kind == 'count' else 'less'}"
    if low == high:
        return _point(high)
    if 0 < low < high / SHARED and high % SHARED == 0:  # "3–4,000" is read as thousands
        return f"between {_number(low)} and {_number(high)}"
    return f"{_number(low)}–{_number(high)}"


def _say_days(low: date | None, high: date | None) -> str:
    if low is None or high is None:
        return f"by {_day(high)}" if high else f"{_day(low)} or later"
    if low == high:
        return _day(low)
    years = {low.year, high.year}
    whole_years = (low.month, low.day, high.month, high.day) == (1, 1, 12, 31)
    if whole_years and not years & OTHER_YEARS:
        return f"{low.year:04}" if low.year == high.year else f"{low.year:04}–{high.year:04}"
    if (low.year, low.month) == (high.year, high.month):
        month = f"{MONTH_NAMES[low.month - 1]} {low.year:04}"
        whole = low.day == 1 and high.day == calendar.monthrange(high.year, high.month)[1]
        return month if whole else f"{low.day}–{high.day} {month}"
    if low.year == high.year:
        return f"{low.day} {MONTH_NAMES[low.month - 1]} – {_day(high)}"
    return f"{_day(low)} – {_day(high)}"


def _day(day: date | None) -> str:
    return "" if day is None else f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year:04}"


def _point(value: Decimal) -> str:
    is_round = value != value.to_integral_value() or (value >= 100 and value % 10 == 0)
    return f"exactly {_number(value)}" if is_round else _number(value)


def _number(value: Decimal | None) -> str:
    if value is None:
        return ""
    whole, _, places = f"{value:,f}".partition(".")
    places = places.rstrip("0")
    return whole if not places else f"{whole}.{places}{'0' if len(places) == AMBIGUOUS else ''}"
