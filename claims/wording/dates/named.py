"""The days that a rule's words name: a written date, a season, a quarter, a half, the third week of a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from claims.wording.dates.days import MONTH_NAMES, Short, Stretch, Written, full_year, later, without_year
from claims.wording.dates.seasons import WINTER, season_days
from claims.wording.grammar import Match
from claims.wording.readings import Unreadable

if TYPE_CHECKING:
    from claims.wording.dates.stretches import Days

Both = tuple[Stretch, Stretch]
Named = Callable[["Days", Match], Both]
WRITTEN = frozenset(("a day", "a month", "a year", "a day of this or that month", "a month of last year", "a holiday"))
NUMERIC = ("yyyy-mm-dd", "d-m-y", "yyyymmdd", "dd/mm", "yyyy-mm")
STARTS_THE_YEAR = 1
YEARS_AHEAD = 20  # that a year in two digits may lie after publication


def both(stretch: Stretch) -> Both:
    """Days that are expected and possible alike."""
    return stretch, stretch


def written_of(days: Days, match: Match) -> Written:
    """A day, month or year as written, without its year where none is; Unreadable where it is refused."""
    values = match.values
    written: Written | None = next((values[name] for name in NUMERIC if name in values), None)
    if written is None:
        month = values.get("m", values.get("mm"))
        year = values.get("y", values.get("yy"))
        day = values.get("d", values.get("dth"))
        if "holiday" in values:
            month, day = values["holiday"]
        written = Written(year, month, day)
    elif "y" in values:
        written = written._replace(year=values["y"])
    if "mm" in values:
        _refuse_two_years(days, match)
    if written.refused:
        raise Unreadable(written.refused)
    if "current" in values:
        first = days.calendar(values["current"]).first
        written = written._replace(year=first.year, month=first.month)
    elif "now-year" in values:
        written = written._replace(year=days.calendar(values["now-year"]).first.year)
    weekday = values.get("weekday")
    return written if weekday is None else written._replace(weekday=weekday)


def _refuse_two_years(days: Days, match: Match) -> None:
    """Refuses "2010/11" and "2001–04", where a year and a month may be two years as well."""
    wording = days.quote(match)
    short = "".join(character for character in wording[4:] if character.isdecimal())
    if not wording[:4].isdecimal() or not 0 < len(short) <= 4:
        return
    more = int(short) - int(wording[4 - len(short) : 4])
    if more == 1 or (more > 1 and (len(short) == 2 or "/" not in wording)):
        last = wording[: 4 - len(short)] + short
        raise Unreadable(
            f"“{wording}” could be the years {wording[:4]} to {last} or {MONTH_NAMES[int(short) - 1]} {wording[:4]}; "
            "write it in words."
        )


def dated(days: Days, match: Match, written: Written) -> Written:
    """The same with its whole year, which the publication date tells where it is not written."""
    if isinstance(written.year, Short):
        year = full_year(written.year, days.published(match), YEARS_AHEAD)
        days.notes.append(f"{year} is the latest such year that is at most {YEARS_AHEAD} years after publication.")
        return written._replace(year=year)
    if written.year is None and days.year is not None and written.month:
        return written._replace(year=days.year)
    if written.year is not None:
        return written
    published = days.published(match)
    full = without_year(written, published, days.quote(match))
    named = f"{full.year}" if written.month else f"{MONTH_NAMES[(full.month or 1) - 1]} {full.year}"
    unit = "year" if written.month else "month"
    if full._replace(weekday=None).stretch().first > published:
        days.notes.append(f"{named} is the {unit} in which it falls on that weekday.")
    else:
        days.notes.append(f"{named} is the latest {unit} in which it began by publication.")
    return full


def _a_written_date(days: Days, match: Match) -> Both:
    written = written_of(days, match)
    if "dd/mm" in match.values or "yyyy-mm-dd" in match.values:
        _note_order(days, match, written)
    return both(dated(days, match, written).stretch())


def _note_order(days: Days, match: Match, written: Written) -> None:
    wording = days.quote(match)
    if written.day and written.day > 12 and not wording[:4].isdigit() and "-" not in wording[:2]:
        order = "month" if wording.lstrip("0").startswith(str(written.month)) else "day"
        days.notes.append(f"The {order} stands first, since there is no month {written.day}.")


def _a_decade(days: Days, match: Match) -> Both:
    first = match.values["decade"]
    if isinstance(first, Short):
        first = full_year(first, days.published(match))
        days.notes.append(f"The {first}s are the latest such decade that began by publication.")
    return both(Stretch(date(first, 1, 1), date(first + 9, 12, 31)))


def _a_hundred_years(days: Days, match: Match) -> Both:
    first = match.values["hundred"]
    if first == 1900:
        days.notes.append("The 1900s are read as a hundred years; write “1900–1909” for the ten.")
    return both(Stretch(date(first, 1, 1), date(first + 99, 12, 31)))


def _a_century(days: Days, match: Match) -> Both:
    number = match.values.get("19th") or match.values["19c"]
    return both(Stretch(date(number * 100 - 99, 1, 1), later(date(number * 100 - 1, 12, 31), 12, 0)))


def _a_year_apart(days: Days, match: Match) -> Both:
    first, last = match.values["years"]
    if 20 < last % 100 < 25:
        days.notes.append(f"As EDTF, {first}-{last % 100} would be a season of {first}.")
    return both(Stretch(Written(first).stretch().first, Written(last).stretch().last))


def _a_month_near(days: Days, match: Match) -> Both:
    """ "Last", "this" or "next named month"."""
    year, month = days.published(match).year, match.values["m"]
    return _near(days, match, lambda number: both(Written(number, month).stretch()), year)


def _a_past_month(days: Days, match: Match) -> Both:
    """ "This past November"."""
    published, month = days.published(match), match.values["m"]
    return both(Written(published.year - (month >= published.month), month).stretch())


def _a_season_near(days: Days, match: Match) -> Both:
    year, name = days.published(match).year, match.values["season"]
    if name == WINTER and match.rule.name == "this named season" and days.published(match).month < 3:
        year -= 1
    if "last year" in match.rule.name or days.words(match).endswith("last year"):
        return season_days(name, year - 1)
    return _near(days, match, lambda number: season_days(name, number), year)


def _near(days: Days, match: Match, of: Callable[[int], Both], year: int) -> Both:
    """The one of a year before publication, of its own year, or after it, as "last", "this" and "next" tell."""
    published, which = days.published(match), match.rule.name.split()[0]
    if which == "this":
        return of(year)
    ahead = which == "next"
    years = [number for number in range(year - 2, year + 3) if 1 <= number <= 9998]
    if ahead:
        found = [number for number in years if of(number)[0].first > published]
        nearest, other = (found[0], year + 1) if found else (year, year)
    else:
        found = [number for number in years if of(number)[0].last < published]
        nearest, other = (found[-1], year - 1) if found else (year, year)
    expected, possible = of(nearest)
    further = of(other)[1] if other != nearest else possible
    return expected, Stretch(min(possible.first, further.first), max(possible.last, further.last))


def _a_season(days: Days, match: Match) -> Both:
    values, name = match.values, match.values["season"]
    year = values.get("y")
    if "year" in values:
        year = days.calendar(values["year"]).first.year
    if year is not None:
        expected, possible = season_days(name, dated(days, match, Written(year)).year or 0)
        days.notes.append("A season of the northern hemisphere.")
        if name == WINTER:
            return expected, Stretch(expected.first.replace(month=STARTS_THE_YEAR, day=1), possible.last)
        return expected, possible
    published = days.published(match)
    latest = max(number for number in _years(published) if season_days(name, number)[0].first <= published)
    following = season_days(name, latest + 1)[0]
    expected, possible = season_days(name, latest)
    _refuse_nearer(days, match, expected, following)
    days.notes.append("It is the latest that began by publication, a season of the northern hemisphere.")
    return expected, possible


def _years(published: date) -> range:
    if not 2 <= published.year <= 9997:
        raise Unreadable("It lies outside the years 1 to 9999; write the date.")
    return range(published.year - 1, published.year + 1)


def _refuse_nearer(days: Days, match: Match, latest: Stretch, following: Stretch) -> None:
    published = days.published(match)
    if (following.first - published).days < (published - latest.last).days:
        raise Unreadable(
            f"“{days.quote(match)}” names no year, and the next one is nearer to the publication date "
            f"({published.isoformat()}) than the last: write the year."
        )


def _a_winter_of_two_years(days: Days, match: Match) -> Both:
    first, last = match.values.get("years") or (match.values["y"], match.values["y again"])
    if match.values["season"] != WINTER:
        raise Unreadable(
            f"“{days.quote(match)}” is a season of two years, and only a winter lies in two; write the year."
        )
    if last != first + 1:
        raise Unreadable(f"“{days.quote(match)}” is a season of two years that do not follow; write the date.")
    return season_days(match.values["season"], first)


def _a_quarter(days: Days, match: Match) -> Both:
    values, number = match.values, match.values["quarter"]
    month = number * 3 - 2
    if "y" not in values and "year" not in values:
        published = days.published(match)
        latest, following = (_quarter(year, month) for year in _quarter_years(published, month))
        _refuse_nearer(days, match, latest, following)
        days.notes.append(f"{latest.first.year} is the latest year in which it began by publication.")
        return both(latest)
    year = days.calendar(values["year"]).first.year if "year" in values else values["y"]
    return both(_quarter(dated(days, match, Written(year)).year or 0, month))


def _quarter_years(published: date, month: int) -> tuple[int, int]:
    years = _years(published)
    latest = max(year for year in years if date(year, month, 1) <= published)
    return latest, latest + 1


def _quarter(year: int, month: int) -> Stretch:
    first = Written(year, month).stretch().first
    return Stretch(first, later(first, 3, -1))


def _a_half(days: Days, match: Match) -> Both:
    values = match.values
    if "y" in values:
        whole = dated(days, match, Written(values["y"])).stretch()
    else:
        whole = days.calendar(values.get("half-of") or values["year"])
    if (whole.last - whole.first).days < 31:
        middle = whole.first.replace(day=16)
    else:
        months = (whole.last.year - whole.first.year) * 12 + whole.last.month - whole.first.month + 1
        middle = later(whole.first, months // 2, 0)
    if values["half"] == 1:
        return both(Stretch(whole.first, later(middle, 0, -1)))
    return both(Stretch(middle, whole.last))


NAMED: dict[str, Named] = dict.fromkeys(WRITTEN, _a_written_date) | {
    "a decade": _a_decade,
    "a hundred years": _a_hundred_years,
    "a century": _a_century,
    "years in two digits": _a_year_apart,
    "last named month": _a_month_near,
    "this named month": _a_month_near,
    "this past named month": _a_past_month,
    "next named month": _a_month_near,
    "last named season": _a_season_near,
    "this named season": _a_season_near,
    "next named season": _a_season_near,
    "a season": _a_season,
    "a winter of two years": _a_winter_of_two_years,
    "a quarter of a year": _a_quarter,
    "a half": _a_half,
}
