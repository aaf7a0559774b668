"""Days, months and years as they are written, and the calendar arithmetic on them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from claims.wording.readings import Unreadable
from claims.wording.tokens import NUMERAL, ORDINAL, SIGN, WORD, Token, words

_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_DAYS = (
    "monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri",
    "saturday sat", "sunday sun",
)  # fmt: skip
WEEKDAYS = {name: number for number, names in enumerate(_DAYS) for name in names.split()}
AMBIGUOUS = words("may march mar sat sun mon wed fri")  # words as well, in small letters
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH_NAMES = tuple(names.split()[0].capitalize() for names in _NAMES)

HIJRI = words("""
    hijri hijriah hegira ah muharram safar rabi jumada rajab shaban sha'ban ramadan ramadhan ramazan shawwal
    dhu dhul zulhijja zilhajj dhulhijjah
""")
JALALI = words("""
    jalali shamsi sh farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand
""")
NAMES_TOO = words("ah sh safar rabi dhu dhul tir mehr aban azar dey bahman")  # only beside a number
JULIAN = words("julian old os o")
OTHER_CALENDARS = HIJRI | JALALI | JULIAN | words("bc bce")
OTHER_YEARS = frozenset(range(1300, 1500))  # years that the Jalali and the Hijri calendar count today
BEFORE_YEAR_1 = "Dates before year 1 are not read, since no claim reaches them; check the year."
OUTSIDE = "It lies outside the years 1 to 9999; check the number."
YEARS_EITHER_SIDE = 8  # a 29 February may be eight years away, as in 1896 and 1904


class Stretch(NamedTuple):
    """A stretch of days, both ends included."""

    first: date
    last: date


class Short(int):
    """A year of which only the last two digits are written."""


class Written(NamedTuple):
    """A day, month or year as written, with None for what is not; `refused` says why it cannot be read."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    refused: str = ""

    def stretch(self) -> Stretch:
        """All the days of it; Unreadable where the calendar has none. The year must be known."""
        year, month = self.year or 0, self.month
        if not 1 <= year <= 9999:
            raise Unreadable(f"The year {year} is outside the years 1 to 9999; check it.")
        if month is None and year in OTHER_YEARS:
            raise Unreadable(f"{year} could be a year of the Hijri or the Jalali calendar; write the month as well.")
        if month is None:
            return Stretch(date(year, 1, 1), date(year, 12, 31))
        if not 1 <= month <= 12:
            raise Unreadable(f"There is no month {month}; check the date.")
        days = length_of(year, month)
        if self.day is None:
            return Stretch(date(year, month, 1), date(year, month, days))
        if not 1 <= self.day <= days:
            raise Unreadable(f"There is no {self.day} {MONTH_NAMES[month - 1]} {year}; check the date.")
        day = date(year, month, self.day)
        if self.weekday is not None and day.weekday() != self.weekday:
            names = list(calendar.day_name)
            raise Unreadable(
                f"{self.day} {MONTH_NAMES[month - 1]} {year} is a {names[day.weekday()]}, not a "
                f"{names[self.weekday]}; write the day that is meant."
            )
        return Stretch(day, day)


def length_of(year: int, month: int) -> int:
    """How many days a month has."""
    return LENGTHS[month - 1] + (month == 2 and calendar.isleap(year))


def is_month(token: Token | None) -> bool:
    """Whether a token is a month's name, and not a word like "may" in small letters."""
    return token is not None and token.text in MONTHS and (token.capital or token.text not in AMBIGUOUS)


def later(day: date, months: int, days: int) -> date:
    """The day so many calendar months and days on (the last of the month where it has no such day)."""
    try:
        if months:
            year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
            last = length_of(year, month + 1) if 1 <= year <= 9999 else 0
            day = date(year, month + 1, min(day.day, last))
        return day + timedelta(days) if days else day
    except (ValueError, OverflowError):
        raise Unreadable(OUTSIDE) from None


def without_year(written: Written, published: date, wording: str) -> Written:
    """The latest such month or day that began by the publication date, with its year.

    Unreadable where the next one is nearer to it than the last, unless only one of the two falls on the weekday
    that is written.
    """
    found = [
        (full._replace(weekday=None).stretch(), full)
        for full in _candidates(written, published)
        if (written.day or 1) <= length_of(full.year or 1, full.month or 1)
    ]
    past = [pair for pair in found if pair[0].first <= published]
    coming = [pair for pair in found if pair[0].first > published]
    if not past:
        raise Unreadable(f"“{wording}” names no year; write it.")
    ago = max((published - past[-1][0].last).days, 0)
    if coming and (coming[0][0].first - published).days < ago:
        told = [full for stretch, full in (past[-1], coming[0]) if stretch.first.weekday() == written.weekday]
        if len(told) == 1:
            return told[0]
        named = "year" if written.month else "month"
        raise Unreadable(
            f"“{wording}” names no {named}, and the next one is nearer to the publication date "
            f"({published.isoformat()}) than the last: write the {named}."
        )
    return past[-1][1]


def _candidates(written: Written, published: date) -> list[Written]:
    """The written month or day in the years (or, where it names no month, in the months) around publication."""
    reach = YEARS_EITHER_SIDE if written.day == 29 and written.month == 2 else 1
    months = (written.month,) if written.month else range(1, 13)
    years = range(max(published.year - reach, 1), min(published.year + reach, 9999) + 1)
    return [written._replace(year=year, month=month) for year in years for month in months]


def full_year(short: int, published: date, ahead: int = 0) -> int:
    """The latest year with these last two digits that is at most so many years after the publication's."""
    year = published.year + ahead - (published.year + ahead - short) % 100
    if year < 1:
        raise Unreadable(f"The year {short:02} has only two digits; write all four.")
    return year


def _is_julian(tokens: list[Token], place: int) -> bool:
    """Whether a date is called one of the Julian calendar: "(Julian)", "Old Style", "O.S."."""
    word = tokens[place].text
    near = [token.text for token in tokens[max(place - 1, 0) : place + 2]]
    before, behind = near[0] if place else "", near[-1]
    if word == "julian":
        return place + 1 == len(tokens) or before == "(" or behind in ("calendar", "date", "style")
    return (word == "old" and behind == "style") or (
        (word == "os" or (word == "o" and behind == "s")) and (before == "(" or before.isdigit())
    )


def refuse_other_calendars(tokens: list[Token], wording: str) -> None:
    """Raises Unreadable, naming the calendar, where a wording uses the Hijri or the Jalali one."""
    if OTHER_CALENDARS.isdisjoint([token[1] for token in tokens]):
        return
    for place, token in enumerate(tokens):
        if token.text not in OTHER_CALENDARS:
            continue
        if token.text in JULIAN:
            if _is_julian(tokens, place):
                raise Unreadable(
                    f"“{wording}” is a date of the Julian calendar (Old Style), which is not converted; "
                    "write the Gregorian date."
                )
            continue
        if token.text in ("bc", "bce"):
            raise Unreadable(BEFORE_YEAR_1)
        name = "Hijri" if token.text in HIJRI else "Jalali"
        near = tokens[max(place - 1, 0) : place] + tokens[place + 1 : place + 2]
        if token.text not in NAMES_TOO or any(other.kind in (NUMERAL, ORDINAL) for other in near):
            raise Unreadable(
                f"“{wording[token.start : token.end]}” is a date of the {name} calendar, which is not converted; "
                "write the Gregorian date."
            )


def is_date_sign(token: Token) -> bool:
    """Whether a sign may stand beside a date without changing it."""
    return token.kind != SIGN or token.text in "-,()/&'"


def is_number(token: Token) -> bool:
    """Whether a token writes a number or a date, not a word or a sign."""
    return token.kind not in (WORD, SIGN)
