"""Weeks, weekdays and weekends: the days that a rule about them names. Weeks begin on Monday, as in ISO 8601."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from claims.wording.dates.days import Short, Stretch, full_year, later
from claims.wording.dates.durations import Duration
from claims.wording.dates.named import Both, Named, both
from claims.wording.grammar import Match
from claims.wording.readings import Unreadable

if TYPE_CHECKING:
    from claims.wording.dates.stretches import Days

SATURDAY = 5


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return later(day, 0, -day.weekday())


def on_or_before(day: date, weekday: int) -> date:
    """The latest such weekday that is not after a day."""
    return later(day, 0, -((day.weekday() - weekday) % 7))


def _day(day: date) -> Both:
    return both(Stretch(day, day))


def _a_weekday(days: Days, match: Match) -> Both:
    return _day(on_or_before(days.published(match), match.values["weekday"]))


def _last_weekday(days: Days, match: Match) -> Both:
    published, weekday = days.published(match), match.values["weekday"]
    latest = on_or_before(later(published, 0, -1), weekday)
    of_last_week = later(monday(published), 0, weekday - 7)
    if of_last_week < latest:
        days.notes.append(f"It could be {of_last_week.day} {of_last_week:%B} as well, of the week before.")
    return Stretch(latest, latest), Stretch(min(of_last_week, latest), latest)


def _weekday_of_week(weeks: int) -> Named:
    def named(days: Days, match: Match) -> Both:
        return _day(later(monday(days.published(match)), 0, 7 * weeks + match.values["weekday"]))

    return named


def _next_weekday(days: Days, match: Match) -> Both:
    return _day(later(on_or_before(days.published(match), match.values["weekday"]), 0, 7))


def _weekdays_ago(days: Days, match: Match) -> Both:
    count = _count(match)
    latest = on_or_before(later(days.published(match), 0, -1), match.values["weekdays"])
    return _day(later(latest, 0, -7 * (count - 1)))


def _weekdays_from_now(days: Days, match: Match) -> Both:
    first = later(on_or_before(days.published(match), match.values["weekdays"]), 0, 7)
    return _day(later(first, 0, 7 * (_count(match) - 1)))


def _a_week_ago(days: Days, match: Match) -> Both:
    back = later(days.published(match), 0, -7 * _count(match))
    return _day(on_or_before(back, match.values["weekday"]))


def _count(match: Match) -> int:
    value = match.values["n"]
    if value != int(value) or not 0 < value < 10**6:
        raise Unreadable(f"“{value}” is no number of weeks; write the date.")
    return int(value)


def _weekend(saturday: date) -> Both:
    return Stretch(saturday, later(saturday, 0, 1)), Stretch(later(saturday, 0, -1), later(saturday, 0, 1))


def _a_weekend(days: Days, match: Match) -> Both:
    if "day" in match.values:
        day = days.closed(match.values["day"])[0].first
        # Friday to Sunday lie in it, any other day stands before it.
        return _weekend(later(monday(day), 0, SATURDAY))
    return _weekend(_nth_weekday(days, match, SATURDAY))


def _the_weekend(days: Days, match: Match) -> Both:
    return _weekend(on_or_before(days.published(match), SATURDAY))


def _last_weekend(days: Days, match: Match) -> Both:
    return _weekend(on_or_before(later(days.published(match), 0, -2), SATURDAY))


def _this_weekend(days: Days, match: Match) -> Both:
    published = days.published(match)
    coming = later(monday(published), 0, SATURDAY)
    expected, possible = _weekend(coming)
    latest = on_or_before(published, SATURDAY)
    return expected, Stretch(min(later(latest, 0, -1), possible.first), possible.last)


def _next_weekend(days: Days, match: Match) -> Both:
    coming = later(on_or_before(days.published(match), SATURDAY), 0, 7)
    expected, possible = _weekend(coming)
    return expected, Stretch(possible.first, later(possible.last, 0, 7))


def _weekend_before_last(days: Days, match: Match) -> Both:
    return _weekend(later(on_or_before(later(days.published(match), 0, -2), SATURDAY), 0, -7))


def _weekend_after_next(days: Days, match: Match) -> Both:
    coming = later(on_or_before(days.published(match), SATURDAY), 0, 14)
    expected, possible = _weekend(coming)
    return expected, Stretch(possible.first, later(possible.last, 0, 7))


def _the_nth_weekday(days: Days, match: Match) -> Both:
    return _day(_nth_weekday(days, match, match.values["weekday"]))


def _nth_weekday(days: Days, match: Match, weekday: int) -> date:
    whole, number = days.calendar(match.values["part-of"]), match.values["nth"]
    if number > 0:
        first = later(on_or_before(later(whole.first, 0, -1), weekday), 0, 7)
        day = later(first, 0, 7 * (number - 1))
    else:
        day = later(on_or_before(whole.last, weekday), 0, 7 * (number + 1))
    return _inside(days, match, day, whole)


def _inside(days: Days, match: Match, day: date, whole: Stretch) -> date:
    if not whole.first <= day <= whole.last:
        raise Unreadable(f"There is no “{days.quote(match)}”; check it, or write the date.")
    return day


def _nth_day(days: Days, match: Match) -> Both:
    whole, number = days.calendar(match.values["part-of"]), match.values["nth"]
    day = later(whole.first, 0, number - 1) if number > 0 else later(whole.last, 0, number + 1)
    return _day(_inside(days, match, day, whole))


def _nth_week(days: Days, match: Match) -> Both:
    whole, number = days.calendar(match.values["part-of"]), match.values["nth"]
    if number > 0:
        first = _inside(days, match, later(whole.first, 0, 7 * (number - 1)), whole)
        last = min(later(first, 0, 6), whole.last)
    else:
        last = _inside(days, match, later(whole.last, 0, 7 * (number + 1)), whole)
        first = later(last, 0, -6)
    return Stretch(first, last), Stretch(monday(first), later(monday(last), 0, 6))


def _first_n_days(days: Days, match: Match) -> Both:
    whole, number = days.calendar(match.values["part-of"]), match.values["nth"]
    time: Duration = match.values["time"]
    if number not in (1, -1) or time.low != time.high:
        raise Unreadable(f"“{days.quote(match)}” is not a stretch that a rule reads; write the date.")
    if number == 1:
        found = Stretch(whole.first, later(whole.first, time.months, int(time.low) - 1))
    else:
        found = Stretch(later(later(whole.last, 0, 1), -time.months, -int(time.low)), whole.last)
    if found.first < whole.first or found.last > whole.last:
        raise Unreadable(f"There is no “{days.quote(match)}”; check it, or write the date.")
    return both(found)


def iso_week(year: int, week: int) -> Stretch:
    """The Monday to Sunday of a week of ISO 8601; Unreadable where the year has no such week."""
    try:
        first = date.fromisocalendar(year, week, 1)
        return Stretch(first, first + timedelta(6))
    except (ValueError, OverflowError):
        raise Unreadable(f"There is no week {week} of {year}; check it, or write the date.") from None


def _a_week(days: Days, match: Match) -> Both:
    week, year = match.values["w"], match.values.get("y")
    if year is None:
        published = days.published(match)
        year = published.isocalendar().year
        if week > published.isocalendar().week:
            year -= 1
        days.notes.append(f"{year} is the latest year in which it began by publication.")
        found = iso_week(year, week)
        if (iso_week(year + 1, min(week, 52)).first - published).days < (published - found.last).days:
            raise Unreadable(
                f"“{days.quote(match)}” names no year, and the next one is nearer to the publication date "
                f"({published.isoformat()}) than the last: write the year."
            )
        return both(found)
    if isinstance(year, Short):
        year = full_year(year, days.published(match))
    return both(iso_week(year, week))


WEEKS: dict[str, Named] = {
    "a weekday": _a_weekday,
    "last named weekday": _last_weekday,
    "this named weekday": _weekday_of_week(0),
    "next named weekday": _next_weekday,
    "a weekday of last week": _weekday_of_week(-1),
    "a weekday of next week": _weekday_of_week(1),
    "a weekday some weeks ago": _weekdays_ago,
    "a weekday some weeks on": _weekdays_from_now,
    "a week before a weekday": _a_week_ago,
    "a weekend": _a_weekend,
    "the weekend": _the_weekend,
    "last weekend": _last_weekend,
    "this weekend": _this_weekend,
    "next weekend": _next_weekend,
    "the weekend before last": _weekend_before_last,
    "the weekend after next": _weekend_after_next,
    "nth weekday of": _the_nth_weekday,
    "nth day of": _nth_day,
    "nth week of": _nth_week,
    "the first n days of": _first_n_days,
    "a week": _a_week,
}
