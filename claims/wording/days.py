"""Days, months and years as they are written, and the calendar arithmetic on them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from claims.wording.grammar import Text
from claims.wording.numbers import number_at
from claims.wording.readings import Unreadable
from claims.wording.tokens import DATE, NUMERAL, ORDINAL, SIGN, WORD, Token, words

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
ONE = Fraction(1)
AMBIGUOUS = words("may march mar sat sun mon wed fri dec jan sep")  # words as well, in small letters
BEFORE_MONTH = words("in of since early mid late by during")
MONTH_NAMES = tuple(names.split()[0].capitalize() for names in _NAMES)

HIJRI = words("""
    hijri hijriah hegira ah muharram safar rabi jumada rajab shaban sha'ban ramadan ramadhan ramazan shawwal
    dhu dhul zulhijja zilhajj dhulhijjah
""")
JALALI = words("""
    jalali shamsi sh farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand
""")
NAMES_TOO = words("ah sh safar rabi dhu dhul tir mehr aban azar dey bahman")  # only beside a number
OTHER_YEARS = frozenset(range(1300, 1500))  # years that the Jalali and the Hijri calendar count today


class Unit(NamedTuple):
    """A unit of time, in days or in calendar months."""

    days: int
    months: int


UNITS = {
    "day": Unit(1, 0),
    "night": Unit(1, 0),
    "week": Unit(7, 0),
    "fortnight": Unit(14, 0),
    "month": Unit(0, 1),
    "year": Unit(0, 12),
}


UNIT_WORDS = frozenset(UNITS) | {f"{name}s" for name in UNITS}


class Stretch(NamedTuple):
    """A stretch of days, both ends included."""

    first: date
    last: date


class Written(NamedTuple):
    """A day, month or year as written, with None for what is not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def stretch(self) -> Stretch:
        """All the days of it; Unreadable where the calendar has none. The year must be known."""
        year, month = self.year or 0, self.month
        if not 1 <= year <= 9999:
            raise Unreadable(f"The year {year} is outside the years 1 to 9999.")
        if month is None and year in OTHER_YEARS:
            raise Unreadable(f"{year} could be a year of the Hijri or the Jalali calendar; write the month as well.")
        if month is None:
            return Stretch(date(year, 1, 1), date(year, 12, 31))
        if not 1 <= month <= 12:
            raise Unreadable(f"There is no month {month}.")
        days = calendar.monthrange(year, month)[1]
        if self.day is None:
            return Stretch(date(year, month, 1), date(year, month, days))
        if not 1 <= self.day <= days:
            raise Unreadable(f"There is no {self.day} {MONTH_NAMES[month - 1]} {year}.")
        day = date(year, month, self.day)
        if self.weekday is not None and day.weekday() != self.weekday:
            names = list(calendar.day_name)
            raise Unreadable(
                f"{self.day} {MONTH_NAMES[month - 1]} {year} is a {names[day.weekday()]}, not a "
                f"{names[self.weekday]}; write the day that is meant."
            )
        return Stretch(day, day)


def is_month(token: Token | None) -> bool:
    """Whether a token is a month's name, and not a word like "may" in small letters."""
    return token is not None and token.text in MONTHS and (token.capital or token.text not in AMBIGUOUS)


def later(day: date, months: int, days: int) -> date:
    """The day so many calendar months and days on (the last of the month where it has no such day)."""
    if not months:
        return _shifted(day, days)
    try:
        month = day.year * 12 + day.month - 1 + months
        year, month = divmod(month, 12)
        last = calendar.monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 0
        return _shifted(date(year, month + 1, min(day.day, last)), days)
    except ValueError:
        raise Unreadable("It lies outside the years 1 to 9999.") from None


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days) if days else day
    except OverflowError:
        raise Unreadable("It lies outside the years 1 to 9999.") from None


def without_year(written: Written, published: date, wording: str) -> Written:
    """The latest such month or day that began by the publication date, with its year.

    Unreadable where the next one is nearer to it than the last.
    """
    years = range(max(published.year - 8, 1), min(published.year + 8, 9999) + 1)
    months = (written.month,) if written.month else range(1, 13)
    found = []
    for year in years if written.month else range(published.year - 1, published.year + 2):
        for month in months:
            full = written._replace(year=year, month=month)
            if 1 <= year <= 9999 and (written.day or 1) <= calendar.monthrange(year, month)[1]:
                found.append((full._replace(weekday=None).stretch(), full))
    past = [pair for pair in found if pair[0].first <= published]
    coming = [pair for pair in found if pair[0].first > published]
    if not past:
        raise Unreadable(f"“{wording}” names no year; write it.")
    ago = max((published - past[-1][0].last).days, 0)
    if coming and (coming[0][0].first - published).days < ago:
        raise Unreadable(
            f"“{wording}” names no year, and the next one is nearer to the publication date "
            f"({published.isoformat()}) than the last: write the year."
        )
    return past[-1][1]


def refuse_other_calendars(tokens: list[Token]) -> None:
    """Raises Unreadable, naming the calendar, where a wording uses the Hijri or the Jalali one."""
    for place, token in enumerate(tokens):
        if token.text in ("bc", "bce"):
            raise Unreadable("Dates before year 1 are not read.")
        name = "Hijri" if token.text in HIJRI else "Jalali" if token.text in JALALI else None
        if name is None:
            continue
        near = tokens[max(place - 1, 0) : place] + tokens[place + 1 : place + 2]
        if token.text not in NAMES_TOO or any(other.kind in (NUMERAL, ORDINAL) for other in near):
            raise Unreadable(
                f"“{token.text.capitalize()}” is a date of the {name} calendar, which is not converted; "
                "write the Gregorian date."
            )


def day_number(text: Text, at: int) -> list[tuple[int, int]]:
    """A day of the month: "25", "25th"."""
    token = text.tokens[at]
    if token.kind == NUMERAL and token.text.isdigit() and len(token.text) <= 2 and 1 <= int(token.text) <= 31:
        return [(int(token.text), at + 1)]
    return ordinal_day(text, at)


def ordinal_day(text: Text, at: int) -> list[tuple[int, int]]:
    """A day of the month as an ordinal: "25th"."""
    token = text.tokens[at]
    if token.kind == ORDINAL and token.text[:-2].isdigit() and 1 <= int(token.text[:-2]) <= 31:
        return [(int(token.text[:-2]), at + 1)]
    return []


def month_name(text: Text, at: int) -> list[tuple[int, int]]:
    """A month's name; one that is a word as well only with a capital, by a number or behind “in”."""
    token = text.tokens[at]
    if token.text not in MONTHS:
        return []
    if token.capital or token.text not in AMBIGUOUS:
        return [(MONTHS[token.text], at + 1)]
    before, behind = text.tokens[max(at - 1, 0) : at], text.tokens[at + 1 : at + 2]
    beside_number = any(other.kind in (NUMERAL, ORDINAL) for other in before + behind)
    if beside_number or (before and before[0].text in BEFORE_MONTH):
        return [(MONTHS[token.text], at + 1)]
    return []


def year_number(text: Text, at: int) -> list[tuple[int, int]]:
    """A year in four digits."""
    token = text.tokens[at]
    if token.kind == NUMERAL and len(token.text) == 4 and token.text.isdigit():
        return [(int(token.text), at + 1)]
    return []


def weekday_name(text: Text, at: int) -> list[tuple[int, int]]:
    """A weekday, Monday 0."""
    token = text.tokens[at]
    if token.text in WEEKDAYS and (token.capital or token.text not in AMBIGUOUS):
        return [(WEEKDAYS[token.text], at + 1)]
    return []


def decade(text: Text, at: int) -> list[tuple[int, int]]:
    """The first year of a decade: "1990s"."""
    token = text.tokens[at]
    digits = token.text.rstrip("s").rstrip("'")
    if (
        token.kind == ORDINAL
        and token.text.endswith("s")
        and len(digits) == 4
        and digits.endswith("0")
        and digits > "0000"
    ):
        return [(int(digits), at + 1)]
    return []


def century(text: Text, at: int) -> list[tuple[int, int]]:
    """The number of a century: "19th"."""
    token = text.tokens[at]
    if token.kind == ORDINAL and token.text[:-2].isdigit() and 1 <= int(token.text[:-2]) <= 99:
        return [(int(token.text[:-2]), at + 1)]
    return []


def numeric_day(text: Text, at: int) -> list[tuple[Written, int]]:
    """A day in numbers: ISO 8601, or day, month and year where only one order of them is possible."""
    token = text.tokens[at]
    if token.kind != DATE or len(token.text) < 8:
        return []
    if token.text[4] == "-":
        written = Written(*(int(piece) for piece in token.text[:10].split("-")))
    else:
        first, second, year = (int(piece) for piece in token.text.replace(".", "/").replace("-", "/").split("/"))
        if first <= 12 and second <= 12 and first != second:
            raise Unreadable(
                f"“{token.text}” could be {first} {MONTH_NAMES[max(second, 1) - 1]} or {second} "
                f"{MONTH_NAMES[max(first, 1) - 1]}; write the month's name."
            )
        written = Written(year, first, second) if second > 12 else Written(year, second, first)
    if written.year in OTHER_YEARS:
        raise Unreadable(f"“{token.text}” could be a date of the Hijri or the Jalali calendar; write the month's name.")
    written.stretch()
    return [(written, at + 1)]


def numeric_month(text: Text, at: int) -> list[tuple[Written, int]]:
    """A month in numbers, as in ISO 8601: "2020-06"."""
    token = text.tokens[at]
    if token.kind != DATE or len(token.text) != 7:
        return []
    written = Written(*(int(piece) for piece in token.text.split("-")))
    written.stretch()
    return [(written, at + 1)]


def count_of_units(text: Text, at: int) -> list[tuple[Decimal, int]]:
    """How many units: a number, or "a" for one."""
    word = text.tokens[at].text
    if word in ("a", "an"):
        return [(Decimal(1), at + 1)]
    if word[0] == "0" and len(word) > 1:  # a day or a year of four digits
        return []
    return [(number.value, end) for number, end in number_at(text.tokens, at)]


def unit_name(text: Text, at: int) -> list[tuple[Unit, int]]:
    """A unit of time, one or more of it."""
    name = text.tokens[at].text
    unit = UNITS.get(name.removesuffix("s"))
    return [(unit, at + 1)] if unit else []


def units_name(text: Text, at: int) -> list[tuple[Unit, int]]:
    """A unit of time in the plural."""
    return unit_name(text, at) if text.tokens[at].text.endswith("s") else []


def is_date_sign(token: Token) -> bool:
    """Whether a sign may stand beside a date without changing it."""
    return token.kind != SIGN or token.text in "-,()/&'"


def is_number(token: Token) -> bool:
    """Whether a token writes a number or a date, not a word or a sign."""
    return token.kind not in (WORD, SIGN)
