"""Seasons, quarters, halves and lists of days: what reads them at a token, and the days of a season."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from claims.wording.dates.days import WEEKDAYS, Stretch, Written, later
from claims.wording.dates.written import NTHS, bare_day, ordinal
from claims.wording.dates.years import YEAR_WORDS
from claims.wording.grammar import Text
from claims.wording.tokens import DATE, NUMERAL, ORDINAL, Token, words

SPRING, SUMMER, AUTUMN, WINTER = range(4)
SEASONS = {
    "spring": SPRING, "springtime": SPRING, "summer": SUMMER, "summertime": SUMMER, "autumn": AUTUMN, "fall": AUTUMN,
    "winter": WINTER, "wintertime": WINTER,
}  # fmt: skip
NOT_ALONE = words("fall spring")  # words of other meanings, in small letters
BEFORE_SEASON = words("the this last next in of early mid late since by until during past")
FIRST_MONTHS = (3, 6, 9, 12)
# The latest equinox or solstice that ends each, in the years 1583 to 9999 give or take a day.
LAST_DAYS = ((6, 21), (9, 23), (12, 21), (3, 20))
DAYS_OF_A_WEEK = 7
QUARTER_WORDS = words("q first second third fourth last")
HALF_WORDS = words("h first second latter former last")
TO = words("- to into until untill till til through thru upto")
NOW = ("the present day", "the present", "present day", "present", "this day", "now", "date")


def season(text: Text, at: int) -> Sequence[tuple[int, int]]:
    """A season's name; "fall" and "spring" in small letters only behind "the", "last", "in" or by a year."""
    token, tokens = text.tokens[at], text.tokens
    if token.text not in SEASONS:
        return ()
    if token.text in NOT_ALONE and not token.capital:
        before = tokens[at - 1].text if at else ""
        behind = _word(tokens, at + 1)
        year = behind.isdigit() and len(behind) == 4 or behind in ("of", "last", "'")
        if not year and (before not in BEFORE_SEASON or before == "-"):
            return ()
    if token.text in NOT_ALONE and _word(tokens, at + 1) == "of" and _word(tokens, at + 2) not in YEAR_WORDS:
        named = _word(tokens, at + 2)
        if not (named.isdigit() and len(named) == 4) and named not in ("last", "this", "that", "'"):
            return ()  # "the fall of Mosul"
    return ((SEASONS[token.text], at + 1),)


def season_days(name: int, year: int) -> tuple[Stretch, Stretch]:
    """The expected and the possible days of a season of a year; a winter is that which begins in it."""
    first = Written(year, FIRST_MONTHS[name]).stretch().first
    month, day = LAST_DAYS[name]
    end = date(year, month, day) if name != WINTER else later(date(year, month, day), 12, 0)
    return Stretch(first, later(first, 3, -1)), Stretch(first, end)


def quarter(text: Text, at: int) -> Sequence[tuple[int, int]]:
    """A quarter of a year: "Q2", "second quarter", "last quarter"."""
    tokens, token = text.tokens, text.tokens[at]
    if token.text == "q":
        number = _word(tokens, at + 1)
        return ((int(number), at + 2),) if number in ("1", "2", "3", "4") else ()
    if token.kind == NUMERAL:
        behind = _word(tokens, at + 1)
        return ((int(token.text), at + 2),) if behind == "q" and token.text in ("1", "2", "3", "4") else ()
    found = (4, at + 1) if token.text == "last" else ordinal(tokens, at)
    if found is None or not 1 <= found[0] <= 4:
        return ()
    end = found[1] + (_word(tokens, found[1]) == "-")
    return ((found[0], end + 1),) if _word(tokens, end) in ("quarter", "qtr") else ()


def half(text: Text, at: int) -> Sequence[tuple[int, int]]:
    """A half: "H1", "first half", "latter half"."""
    tokens, token = text.tokens, text.tokens[at]
    if token.text == "h":
        number = _word(tokens, at + 1)
        return ((int(number), at + 2),) if number in ("1", "2") else ()
    if token.kind == NUMERAL:
        return ((int(token.text), at + 2),) if token.text in ("1", "2") and _word(tokens, at + 1) == "h" else ()
    number_of = {"latter": 2, "last": 2, "former": 1}.get(token.text) or NTHS.get(token.text, 0)
    end = at + 1 + (_word(tokens, at + 1) == "-")
    return ((number_of, end + 1),) if number_of in (1, 2) and _word(tokens, end) == "half" else ()


def joined(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """What joins the two ends of a range: "to", "until", "up to", a dash."""
    token = text.tokens[at]
    if token.text in TO or (token.text == "/" and _between_dates(text.tokens, at)):
        end = at + 1
    elif token.text == "up" and _word(text.tokens, at + 1) == "to":
        end = at + 2
    else:
        return ()
    return ((token.text, end + (_word(text.tokens, end) == "about")),)


def _between_dates(tokens: Sequence[Token], at: int) -> bool:
    """Whether a stroke joins two dates in numbers, as in ISO 8601, and not the parts of one or of a path."""
    beside = (*tokens[at - 1 : at], *tokens[at + 1 : at + 2])
    return any(token.kind == DATE for token in beside) or all(len(token.text) == 4 for token in beside)


def now(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """The moment of publication as an end of a range: "now", "the present"."""
    for name in NOW:
        end = at + 1 + name.count(" ")
        if text.part(at, end) == name:
            return ((name, end),)
    return ()


def days_in_a_row(text: Text, at: int) -> Sequence[tuple[tuple[int, ...], int]]:
    """Two days of the month or more, joined by commas, "and" or "or": "25, 26 and 27"."""
    tokens = text.tokens
    found, place, end = list[int](), at, 0
    if at > 1 and tokens[at - 1].text == "," and tokens[at - 2].kind in (NUMERAL, ORDINAL):
        return ()  # in the middle of a list
    while place < len(tokens) and len(found) < DAYS_OF_A_WEEK:
        day = bare_day(text, place)
        if not day:
            break
        found.append(day[0][0])
        place = end = day[0][1]
        start = place
        while _word(tokens, place) in (",", "and", "or", "&", "/") and place < start + 2:
            place += 1
        if _word(tokens, place) in WEEKDAYS:
            place += 1
        if place == start:
            break
    return ((tuple(found), end),) if len(found) > 1 and _word(tokens, end) != "/" else ()


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""
