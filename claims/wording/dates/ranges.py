"""Ranges: from the first day of one date to the last day of another, where what one leaves out the other gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from claims.wording.dates.days import Short, Stretch, Written, later
from claims.wording.dates.named import WRITTEN, Both, Named, both, dated, written_of
from claims.wording.grammar import Match
from claims.wording.readings import Unreadable

if TYPE_CHECKING:
    from claims.wording.dates.stretches import Days

HALF_A_YEAR = 5  # months at least that the second date stands before the first, when the year turns
End = Match | Written


def _between(days: Days, match: Match) -> Both:
    """From the first day of one end to the last of the other."""
    if "week" in match.values:
        return _weekdays(days, match)
    if "days" in match.values:
        return _in_a_row(days, match)
    left, right = _ends(days, match)
    if isinstance(left, Written) and isinstance(right, Written):
        first, last = _completed(days, match, left, right)
        expected = possible = Stretch(first.first, last.last)
    else:
        (first_expected, first_possible), (last_expected, last_possible) = _both_ends(days, match, left, right)
        expected = Stretch(first_expected.first, last_expected.last)
        possible = Stretch(first_possible.first, last_possible.last)
    if expected.first > expected.last or possible.first > possible.last:
        raise Unreadable(f"“{days.quote(match)}” runs backwards; write the earlier date first.")
    return expected, possible


def _weekdays(days: Days, match: Match) -> Both:
    """Two weekdays of a week: "last week between Wednesday and Friday"."""
    week, first, last = (match.values[name] for name in ("week", "weekday", "weekday again"))
    monday = days.calendar(week).first
    if first > last:
        raise Unreadable(f"“{days.quote(match)}” runs backwards; write the earlier date first.")
    return both(Stretch(later(monday, 0, first), later(monday, 0, last)))


def _both_ends(days: Days, match: Match, left: End, right: End) -> tuple[Both, Both]:
    """The days of two ends, one of which is told from a date ("mid-June to 3 July 2020"); a year holds for both."""
    named = _year_of(days, left), _year_of(days, right)
    last = _in_year(days, match, right, named[0] if named[1] is None else None)
    first = _in_year(days, match, left, named[1] if named[0] is None else None, before=last[1])
    if first[1].first > last[1].last and named[0] is not None and named[1] is None:
        last = _in_year(days, match, right, named[0] + 1)
    elif first[1].first > last[1].last and named[1] is not None and named[0] is None:
        first = _in_year(days, match, left, named[1] - 1, before=last[1])
    return first, last


def _year_of(days: Days, end: End) -> int | None:
    """The year that an end names, itself or in the date that it is told from."""
    while isinstance(end, Match):
        if end.rule.name in WRITTEN:
            end = written_of(days, end)
        else:
            inner = next((value for value in end.values.values() if isinstance(value, Match)), None)
            if inner is None:
                return None
            end = inner
    return None if isinstance(end.year, Short) or end.month is None else end.year


def _in_year(days: Days, match: Match, end: End, year: int | None, before: Stretch | None = None) -> Both:
    days.year = year
    try:
        return _end_of(days, match, end, before)
    finally:
        days.year = None


def _ends(days: Days, match: Match) -> tuple[End, End]:
    """Both ends, those that are written dates as such."""
    values = match.values
    if "a" in values and "b" in values:
        return _within_month(days, match)
    left: End = values["X"] if "a" not in values else Written(day=values["a"])
    right: End = _decade_after(left, values.get("X again", values["X"]))
    if "b" in values:
        right = Written(year=values.get("y"), day=values["b"])
    first, last = _written(days, left), _written(days, right)
    if "y" in values and isinstance(last, Written):
        last = last._replace(year=values["y"])
    return first, last


def _decade_after(left: End, right: End) -> End:
    """A decade of two digits with the century of the one before it: "the 1840s–50s"."""
    if isinstance(left, Written) or isinstance(right, Written):
        return right
    first, last = left.values.get("decade"), right.values.get("decade")
    if not isinstance(last, Short) or not isinstance(first, int) or isinstance(first, Short):
        return right
    return right._replace(values={**right.values, "decade": first + (last - first) % 100})


def _written(days: Days, end: End) -> End:
    if isinstance(end, Match) and end.rule.name in WRITTEN:
        return written_of(days, end)
    return end


def _within_month(days: Days, match: Match) -> tuple[Written, Written]:
    """Two days of a month that stands before or behind them: "November, between the 19th and the 20th"."""
    values = match.values
    month = _written(days, values["X"])
    if not isinstance(month, Written) or month.month is None or month.day is not None:
        raise Unreadable(f"“{days.quote(match)}” names days of no month; write the month.")
    month = month._replace(year=values.get("y", month.year))
    return month._replace(day=values["a"]), month._replace(day=values["b"])


def _end_of(days: Days, match: Match, end: End, before: Stretch | None = None) -> Both:
    if isinstance(end, Written):
        if end.month is None and end.year is None:
            raise Unreadable(f"“{days.quote(match)}” names a day without its month; write the month.")
        return both(dated(days, match, end).stretch())
    expected, possible = days.closed(end)
    if before and end.rule.name == "a weekday" and possible.first > before.last:
        return both(Stretch(later(possible.first, 0, -7), later(possible.last, 0, -7)))
    return expected, possible


def _completed(days: Days, match: Match, left: Written, right: Written) -> tuple[Stretch, Stretch]:
    left, right = _whole_year(days, match, left), _whole_year(days, match, right)
    if right.month is None and right.day is not None:
        right = right._replace(month=left.month)
    if left.month is None and left.day is not None:
        left = left._replace(month=right.month)
    if left.year is None and right.year is not None and right.month is not None:
        left = left._replace(year=right.year - _turns(left, right))
    elif left.year is None and left.month is not None:
        left = dated(days, match, left)
    if right.year is None and left.year is not None and left.month is not None:
        right = right._replace(year=left.year + _turns(left, right))
    elif right.year is None and right.month is not None:
        right = dated(days, match, right)
    if left.day is not None and left.month is None or right.day is not None and right.month is None:
        raise Unreadable(f"“{days.quote(match)}” names a day without its month; write the month.")
    return left.stretch(), right.stretch()


def _whole_year(days: Days, match: Match, end: Written) -> Written:
    return dated(days, match, end) if isinstance(end.year, Short) else end


def _turns(left: Written, right: Written) -> bool:
    """Whether the year turns between two dates, within half a year: "29 December to 3 January"."""
    first, last = (left.month or 0, left.day or 0), (right.month or 0, right.day or 0)
    return first > last and first[0] - last[0] > HALF_A_YEAR


def _in_a_row(days: Days, match: Match) -> Both:
    """Days of a month that follow one another."""
    values = match.values
    numbers = values["days"]
    if any(number + 1 != following for number, following in zip(numbers, numbers[1:], strict=False)):
        raise Unreadable(
            f"“{days.quote(match)}” are days that do not follow one another; give the phrase that carries one."
        )
    if "current" in values:
        first = days.calendar(values["current"]).first
        written = Written(first.year, first.month, numbers[0])
    else:
        written = Written(values.get("y"), values["m"], numbers[0])
    written = dated(days, match, written)
    return both(Stretch(written.stretch().first, written._replace(day=numbers[-1]).stretch().last))


def _centuries(days: Days, match: Match) -> Both:
    """From the first day of a century to the last of a later one."""
    first, last = match.values["19th"], match.values["19th again"]
    if first > last:
        raise Unreadable(f"“{days.quote(match)}” runs backwards; write the earlier century first.")
    return both(Stretch(date(first * 100 - 99, 1, 1), later(date(last * 100 - 1, 12, 31), 12, 0)))


def _one_or_the_next(days: Days, match: Match) -> Both:
    """Two dates that follow one another or overlap; the first takes what it leaves out from the second."""
    left, right = _written(days, match.values["X"]), _written(days, match.values["X again"])
    if isinstance(left, Written) and isinstance(right, Written):
        first, last = (both(stretch) for stretch in _completed(days, match, left, right))
    else:
        first, last = _both_ends(days, match, left, right)
    backwards = first[0].first > last[0].last or first[1].first > last[1].last
    if backwards or later(first[1].last, 0, 1) < last[1].first:
        raise Unreadable(
            f"“{days.quote(match)}” are two dates with others between them, or out of order; "
            "give the phrase that carries one."
        )
    return Stretch(first[0].first, last[0].last), Stretch(first[1].first, last[1].last)


RANGES: dict[str, Named] = {
    "between, from … to": _between,
    "the night of a range": _between,
    "the weekend of a range": _between,
    "the week of a range": _between,
    "days in a row": _in_a_row,
    "a range of centuries": _centuries,
    "one date or the next": _one_or_the_next,
}
