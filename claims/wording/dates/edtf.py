"""EDTF: the Extended Date/Time Format, ISO 8601-2:2019 Annex A, levels 0 to 2, and the rest of ISO 8601's dates.

Days, months and years in full and intervals of two of them are read by the grammar of dates; here is what it has no
words for: uncertain and unspecified digits, seasons, sets, intervals open or cut short. The specification is at
https://www.loc.gov/standards/datetime/.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from claims.spans import Span
from claims.wording.dates.days import OTHER_YEARS, Stretch, Written, later, length_of
from claims.wording.dates.plain import DATE
from claims.wording.dates.seasons import AUTUMN, SPRING, SUMMER, WINTER, season_days
from claims.wording.dates.weeks import iso_week
from claims.wording.dates.years import two_meanings
from claims.wording.grammar import Rule
from claims.wording.readings import Reading, Unreadable

SPAN = "first … last"
EDTF_RULES = (
    Rule("EDTF: uncertain (?)", DATE, "2004?, 2004-06?, 2004-06-11?, 2004?-06-11, 2004-?06-11, 11 June 2004?, 1984 (?)",
         "2004-06?", SPAN,
         "first − about … last + about", "about is what “about” makes possible for a day, a month or a year"),
    Rule("EDTF: approximate (~, %)", DATE, "2004~, 2004-06~, 2004-06-11%, 2004-06~-11, 2004-~06-11", "2004-06~",
         "first − about … last + about", "first − about … last + about",
         "about is what “about” adds to a day, a month or a year, expected and possible"),
    Rule("EDTF: unspecified digits (X)", DATE, "199X, 19XX, 1999-XX, 1999-01-XX, 156X-12-25", "199X", SPAN, SPAN,
         "from the first to the last day that it may be"),
    Rule("EDTF: a season or part of a year", DATE, "2001-21, 2001-33, 2001-40", "2001-21", SPAN, SPAN,
         "21–24 and 25–28 are spring to winter, 29–32 those of the south, 33–36 quarters, 37–39 thirds, 40–41 halves"),
    Rule("EDTF: significant digits (S)", DATE, "1950S2", "1950S2", "1950", SPAN,
         "expected is the year itself, possible every year with the same significant digits"),
    Rule("EDTF: an interval", DATE, "2004~/2006, 2004-06-XX/2004-07-03, 2004-02/.., /2006, 2001-21/2003",
         "1984~/2004-06",
         SPAN, SPAN, "an end that is open (..) or unknown (left out) is open"),
    Rule("EDTF: one of a set ([ ])", DATE, "[1667,1668,1670..1672], [..1760-12-03], [1760-12..]", "[1667, 1760-12]",
         SPAN, SPAN, "from the first day of the earliest to the last day of the latest"),
    Rule("EDTF: all of a set ({ })", DATE, "{1667,1668,1670..1672}", "{1960, 1961-12}", SPAN, SPAN,
         "from the first day of the earliest to the last day of the latest"),
    Rule("EDTF: a long year (Y)", DATE, "Y170000002, Y17E7", "Y170000002",
         refuses="it lies outside the years 1 to 9999, which claims reach; check the year"),
    Rule("ISO 8601: a day of the year or week", DATE, "2020-177, 2020-W26, 2020-W26-4, 2020W264", "2020-W26-4",
         SPAN, SPAN),
    Rule("ISO 8601: an interval in short", DATE, "2020-06-25/28, 2020-06-25/07-03, 2020-06-25/P3D, P3D/2020-06-25",
         "2020-06-25/28", SPAN, SPAN, "a length runs from the day that is named to so many days after it"),
)  # fmt: skip
(UNCERTAIN, APPROXIMATE, UNSPECIFIED, PART, SIGNIFICANT, INTERVAL, ONE_OF, ALL_OF, LONG_YEAR, OF_YEAR, SHORT) = (
    EDTF_RULES
)

PLAIN = Rule("a day", DATE, "", "")  # what the grammar of dates reads

_CHARACTERS = re.compile(r"[0-9XYESPDMWTZ?~%./,:+\- \[\]{}]{3,200}\Z")
_MARKS = re.compile(
    r"[XYSW?~%\[{P]|\.\.|/\s*\Z|^\s*/|^\d{4}-\d{3}\Z|^\d{4}-(?:2[1-9]|3\d|4[01])(?![0-9])|^\d{4}-\d\d(?:-\d\d)?/\d\d(?:-\d\d)?\Z"
)
_DATE = re.compile(r"([?~%]?)([0-9X]{4})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?)(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?\Z")
_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?\Z")
_ORDINAL = re.compile(r"([0-9]{4})-([0-9]{3})\Z")
_LENGTH = re.compile(r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,6})D)?\Z")
_SIGNIFICANT = re.compile(r"([0-9]{4})S([1-4])\Z")
Both = tuple[Span, Span]


def read_edtf(wording: str) -> Reading | None:
    """The reading of a wording that is written in EDTF; None where it is not, or where the grammar reads it."""
    if not _CHARACTERS.match(wording):
        return None
    text = wording.strip()
    if not _MARKS.search(text) or not any(character.isdigit() for character in text):
        return None
    rule, spans, note = _read(text)
    if rule is None or rule is PLAIN:
        return None
    if rule.refuses:
        raise Unreadable(f"“{wording}” is not read: {rule.refuses}.")
    return Reading(*spans, rule.name, "date", phrase=text, note=note)


Found = tuple[Rule | None, Both, str]
NOTHING: Found = (None, (Span(), Span()), "")


def _read(text: str) -> Found:
    if text[0] in "[{":
        return _set(text)
    if "/" in text:
        return _interval(text)
    return _single(text)


def _single(text: str) -> Found:
    """A date that stands alone."""
    if text[0] == "Y":
        return (
            (LONG_YEAR, (Span(), Span()), "")
            if re.match(r"Y-?[0-9]{1,12}(?:E[0-9]{1,3})?(?:S[0-9]+)?\Z", text)
            else NOTHING
        )
    if found := _WEEK.match(text):
        year, week, day = (int(group or 0) for group in found.groups())
        stretch = iso_week(year, week)
        return (
            OF_YEAR,
            _both(Stretch(later(stretch.first, 0, day - 1), later(stretch.first, 0, day - 1)) if day else stretch),
            "",
        )
    if found := _ORDINAL.match(text):
        return _ordinal(int(found[1]), int(found[2]))
    if found := _SIGNIFICANT.match(text):
        return _significant(int(found[1]), int(found[2]))
    return _date(text)


def _ordinal(year: int, number: int) -> Found:
    if not 1 <= number <= 365 + calendar.isleap(year) or not year:
        raise Unreadable(f"The year {year} has no day {number}; check it.")
    day = later(date(year, 1, 1), 0, number - 1)
    return OF_YEAR, _both(Stretch(day, day)), ""


def _significant(year: int, digits: int) -> Found:
    step = 10 ** (4 - digits)
    first, last = year // step * step, year // step * step + step - 1
    possible = Stretch(Written(max(first, 1)).stretch().first, date(last, 12, 31))
    return SIGNIFICANT, (_span(Written(year).stretch()), _span(possible)), f"{digits} digits of {year} are significant."


def _date(text: str) -> Found:
    """A date with qualified, unspecified or coded parts; the mark behind a part holds for those before it too."""
    found = _DATE.match(text)
    if found is None:
        return NOTHING
    groups = [group or "" for group in found.groups()]
    year, month, day = groups[1], groups[4], groups[7]
    if year == "XXXX":
        raise Unreadable(f"“{text}” names no year; write it.")
    if month.isdigit() and 21 <= int(month) <= 41 and not day:
        if not year.isdigit():
            raise Unreadable(f"“{text}” names a part of no one year; write the date.")
        rule, (expected, possible), note = _part_of_year(int(year), int(month), text)
        if rule is None:
            return NOTHING
    else:
        stretch = _specified(year, month, day, text)
        expected = possible = _span(stretch)
        rule, note = (UNSPECIFIED if "X" in text else None), ""
    marks = _marks(groups)
    if marks:
        (expected, possible), rule = (
            _widened(expected, possible, marks, bool(month), bool(day)),
            (UNCERTAIN if set(marks.values()) == {"?"} else APPROXIMATE),
        )
    return (rule, (expected, possible), note) if rule else (PLAIN, (expected, possible), "")


def _marks(groups: list[str]) -> dict[str, str]:
    """The mark of each part, and of "all" where one stands at the very end."""
    marks: dict[str, str] = {}
    parts = [part for part, at in (("year", 1), ("month", 4), ("day", 7)) if groups[at]]
    for place, part in enumerate(parts):
        left, right = groups[3 * place], groups[3 * place + 2]
        if left:
            marks[part] = left
        if right and place == len(parts) - 1:
            marks["all"] = right
        elif right:
            for earlier in parts[: place + 1]:
                marks[earlier] = right
    return marks


def _widened(expected: Span, possible: Span, marks: dict[str, str], has_month: bool, has_day: bool) -> Both:
    """The spans as "about" widens them: by the coarsest part that is marked, or by the date's own grain."""
    finest = "day" if has_day else "month" if has_month else "year"
    grain = "year" if "year" in marks else "month" if "month" in marks else finest
    if set(marks) == {"all"}:
        grain = finest
    sure = set(marks.values()) == {"?"}
    if grain == "day":
        return (expected if sure else _wider(expected, 0, 1)), _wider(possible, 0, 3)
    return expected, _wider(possible, 12 if grain == "year" else 1, 0)


def _wider(span: Span, months: int, days: int) -> Span:
    low, high = span.low, span.high
    first = later(low, -months, -days) if isinstance(low, date) else None
    last = later(later(later(high, 0, 1), months, 0), 0, days - 1) if isinstance(high, date) else None
    return Span(first, last)


def _specified(year: str, month: str, day: str, text: str) -> Stretch:
    """From the first to the last day that the digits allow."""
    first = next(_candidates(year, month, day, ascending=True), None)
    last = next(_candidates(year, month, day, ascending=False), None)
    if first is None or last is None:
        if "X" not in text:
            Written(int(year), int(month) if month else None, int(day) if day else None).stretch()
        raise Unreadable(f"“{text}” is no date of the calendar; check it.")
    if not month and "X" not in year and int(year) in OTHER_YEARS:
        Written(int(year)).stretch()
    return Stretch(first, last)


def _candidates(year: str, month: str, day: str, ascending: bool) -> Iterator[date]:
    """The days that the digits allow, from the first or from the last; for a month or a year its first or last."""
    for number in _digits(year, ascending):
        if not 1 <= number <= 9999:
            continue
        for of_year in _digits(month, ascending) if month else (1 if ascending else 12,):
            if not 1 <= of_year <= 12:
                continue
            length = length_of(number, of_year)
            for of_month in _digits(day, ascending) if day else (1 if ascending else length,):
                if 1 <= of_month <= length:
                    yield date(number, of_year, of_month)


def _digits(pattern: str, ascending: bool) -> Iterator[int]:
    order = "0123456789" if ascending else "9876543210"
    return (int("".join(digits)) for digits in product(*(order if digit == "X" else digit for digit in pattern)))


def _part_of_year(year: int, code: int, text: str) -> Found:
    """A season, quarter, third or half of a year by its code."""
    if year % 100 < code and (code > 24 or code == year % 100 + 1):
        if code == year % 100 + 1:
            return NOTHING  # the grammar reads two years
        raise Unreadable(two_meanings(text))
    if code <= 28:
        name = (SPRING, SUMMER, AUTUMN, WINTER)[(code - 21) % 4]
        expected, possible = season_days(name, year)
        if name == WINTER:
            possible = Stretch(date(year, 1, 1), possible.last)
        return PART, (_span(expected), _span(possible)), "A season of the northern hemisphere."
    if code <= 32:
        first = Written(year, (9, 12, 3, 6)[code - 29]).stretch().first
        return PART, _both(Stretch(first, later(first, 3, -1))), "A season of the southern hemisphere."
    months, number = (3, code - 33) if code <= 36 else (4, code - 37) if code <= 39 else (6, code - 40)
    first = later(date(max(year, 1), 1, 1), months * number, 0)
    return PART, _both(Stretch(first, later(first, months, -1))), ""


def _interval(text: str) -> Found:
    left, _, right = (piece.strip() for piece in text.partition("/"))
    if "/" in right or not (left or right) or not any(character.isdigit() for character in text):
        return NOTHING
    if left[:1] == "P" or right[:1] == "P":
        return _by_length(left, right, text)
    if re.fullmatch(r"[0-9]{4}", left) and len(right) == 2:
        return NOTHING
    if re.fullmatch(r"[0-9]{2}(?:-[0-9]{2})?", right) and re.fullmatch(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?", left):
        right = left[: -len(right)] + right
        return _hull(_end(left), _end(right), SHORT, "")
    first = None if left in ("", "..") else _end(left)
    last = None if right in ("", "..") else _end(right)
    unknown = "An end that is left out is unknown and read as open." if not (left and right) else ""
    return _hull(first, last, INTERVAL, unknown) if left not in ("", "..") or right not in ("", "..") else NOTHING


def _end(text: str) -> Both:
    day = text.partition("T")[0].partition(" ")[0]
    found = _single(day) if day else NOTHING
    if found[0] is None or found[0].refuses:
        raise Unreadable(f"“{text}” is no date in EDTF; check it, or write the date in words.")
    return found[1]


def _hull(first: Both | None, last: Both | None, rule: Rule, note: str) -> Found:
    spans = [(first[number].low if first else None, last[number].high if last else None) for number in (0, 1)]
    if any(low is not None and high is not None and low > high for low, high in spans):  # type: ignore[operator]
        raise Unreadable("The interval runs backwards; write the earlier date first.")
    return rule, (Span(*spans[0]), Span(*spans[1])), note


def _by_length(left: str, right: str, text: str) -> Found:
    length = _LENGTH.match(left if left[:1] == "P" else right)
    if length is None or not any(length.groups()):
        return NOTHING
    years, months, weeks, days = (int(group or 0) for group in length.groups())
    if left[:1] == "P":
        end = _end(right)[0].high
        assert isinstance(end, date)  # noqa: S101
        found = Stretch(later(end, -12 * years - months, -7 * weeks - days), end)
    else:
        start = _end(left)[0].low
        assert isinstance(start, date)  # noqa: S101
        found = Stretch(start, later(start, 12 * years + months, 7 * weeks + days))
    return SHORT, _both(found), ""


def _set(text: str) -> Found:
    """A set of dates, of which one or all are meant."""
    rule, closing = (ONE_OF, "]") if text[0] == "[" else (ALL_OF, "}")
    if text[-1] != closing or len(text) < 3:
        raise Unreadable(f"“{text}” opens a set of dates and does not close it; check it.")
    firsts, lasts = list[Both | None](), list[Both | None]()
    for piece in (piece.strip() for piece in text[1:-1].split(",")):
        left, dots, right = (part.strip() for part in piece.partition(".."))
        if not left and not right:
            raise Unreadable(f"“{text}” has an empty place in its set; check it.")
        firsts.append(_end(left) if left else None)
        lasts.append(_end(right or left) if right or not dots else None)
    first, last = _outermost(firsts, low=True), _outermost(lasts, low=False)
    several = "one" if rule is ONE_OF else "all"
    return _hull(first, last, rule, f"It is {several} of the dates in the set; the span holds them all.")


def _outermost(ends: list[Both | None], low: bool) -> Both | None:
    if any(end is None or (end[0].low if low else end[0].high) is None for end in ends):
        return None
    known = [end for end in ends if end is not None]
    if low:
        return min(known, key=lambda end: end[1].low)  # type: ignore[arg-type,return-value]
    return max(known, key=lambda end: end[1].high)  # type: ignore[arg-type,return-value]


def _span(stretch: Stretch) -> Span:
    return Span(stretch.first, stretch.last)


def _both(stretch: Stretch) -> Both:
    span = _span(stretch)
    return span, span
