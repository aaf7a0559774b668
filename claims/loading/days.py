"""Days as spreadsheets write them over: what is certain of 29/06/2020, 29-Jun-20 or 44011, and what is not."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(rf"({DAY.pattern})(?:T([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?))?")
AT_MIDNIGHT = re.compile(rf"({DAY.pattern})[T ]00:00(?::00(?:\.0+)?)?")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
TIME = r"(?:[T ]+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:\.0+)?)?"
YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}})[-/.]?(?P<month>[0-9]{{1,2}})[-/.]?(?P<day>[0-9]{{1,2}}){TIME}")
YEAR_LAST = re.compile(rf"(?P<one>[0-9]{{1,2}})[-/. ]+(?P<two>[0-9]{{1,2}})[-/. ]+{YEAR}{TIME}")
DAY_NAMED = re.compile(rf"(?P<day>[0-9]{{1,2}})[-/., ]+{MONTH}[-/., ]+{YEAR}{TIME}", re.IGNORECASE)
MONTH_NAMED = re.compile(rf"{MONTH}[-/., ]+(?P<day>[0-9]{{1,2}})[-/., ]+{YEAR}{TIME}", re.IGNORECASE)
SERIAL = re.compile(r"[1-9][0-9]{4}")
FIRST = date(1899, 12, 30)  # day 0 of Excel, which holds 1900 for a leap year; after February 1900
LONGEST = 40  # a date is shorter


def as_rewritten(cell: str, *, timed: bool = False) -> str:
    """What to write instead of a date that is not of ISO 8601; "" where the cell is no date at all.

    timed: whether a time of day may stand there.
    """
    if len(cell) > LONGEST:
        return ""
    if SERIAL.fullmatch(cell):
        on = FIRST + timedelta(int(cell))
        return f"If it counts days as Excel does, write {on}."
    if named := DAY_NAMED.fullmatch(cell) or MONTH_NAMED.fullmatch(cell):
        month = MONTHS.index(named["name"][:3].lower()) + 1
        return written(named, {(month, int(named["day"]))}, timed)
    if whole := YEAR_FIRST.fullmatch(cell):
        return written(whole, {(int(whole["month"]), int(whole["day"]))}, timed)
    if parts := YEAR_LAST.fullmatch(cell):
        one, two = int(parts["one"]), int(parts["two"])
        return written(parts, {(one, two), (two, one)}, timed)
    return ""


def written(parts: re.Match[str], months_and_days: set[tuple[int, int]], timed: bool) -> str:
    """The day, or the days that it may be, as ISO 8601, with the time of day where that may stand."""
    years = [int(parts["year"])] if len(parts["year"]) == 4 else [2000 + int(parts["year"]), 1900 + int(parts["year"])]
    found = [
        iso for year in years for month_and_day in sorted(months_and_days) if (iso := day_of(year, *month_and_day))
    ]
    time = parts["time"] if timed else ""
    hour = f"T{time.zfill(5 if time.count(':') == 1 else 8)}" if time else ""
    if not found:
        return ""
    if len(found) == 1:
        return f"Write {found[0]}{hour}."
    return f"It may be {' or '.join(f'{iso}{hour}' for iso in found)}: write the one that is meant."


def day_of(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
