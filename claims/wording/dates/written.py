"""Dates as they are written: what reads a day or a month at a token, in words or in digits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from claims.wording.dates.days import AMBIGUOUS, MONTH_NAMES, MONTHS, OTHER_YEARS, WEEKDAYS, Short, Written, length_of
from claims.wording.dates.years import (
    BEFORE_MONTH,
    BEHIND_DAY,
    CARDINALS,
    YEAR_WORDS,
    Found,
    two_meanings,
    word_at,
    year_number,
    years_apart,
)
from claims.wording.grammar import Text
from claims.wording.lexicon import PLURAL
from claims.wording.readings import Unreadable
from claims.wording.tokens import DATE, NUMERAL, ORDINAL, WORD, Token, words

_NTHS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
NTHS = {word: number for number, word in enumerate(_NTHS.split(), 1)} | {"thirtieth": 30}
NTH_WORDS = frozenset(NTHS) | words("twenty thirty")
LAST_WORDS = words("last final closing")
LAST_HOUR, LAST_MINUTE = 24, 60  # a leap second is the 60th
VERBS_TOO = words("may march")  # which "this may" and "to march" do not name
WORDS_BEFORE = words("in of since early mid late by during until till last next past")
BEFORE_BARE = words("in during since by throughout early mid late")  # no day stands behind these and a month
PAST_YEARS = 80  # that a year in two digits may lie before publication, as `named.YEARS_AHEAD` has it
EVENTS = words("the on of and from since by after before until to")  # "the June 25 attacks"


def day_number(text: Text, at: int) -> Found:
    """A day of the month: "25", "25th", "twenty-fifth"; not a number of things behind a month ("June, 25 people")."""
    token = text.tokens[at]
    if token.kind == NUMERAL:
        if len(token.text) > 2 or not token.text.isdigit() or not 1 <= int(token.text) <= 31:
            return ()
        return () if _counts(text, at) else ((int(token.text), at + 1),)
    if token.kind == WORD and token.text in CARDINALS:
        return _spoken_day(text, at)
    return ordinal_day(text, at)


def bare_day(text: Text, at: int) -> Found:
    """A day of the month in a range, with or without "the": "the 25th", "25"."""
    tokens = text.tokens
    start = at + 1 if tokens[at].text == "the" and at + 1 < len(tokens) else at
    token = tokens[start]
    if token.kind == NUMERAL and len(token.text) <= 2 and token.text.isdigit() and 1 <= int(token.text) <= 31:
        return ((int(token.text), start + 1),)
    return ordinal_day(text, start)


def ordinal_day(text: Text, at: int) -> Found:
    """A day of the month as an ordinal: "25th", "twenty-fifth"."""
    found = ordinal(text.tokens, at)
    return (found,) if found and 1 <= found[0] <= 31 else ()


def lone_day(text: Text, at: int) -> Found:
    """A day of the month whose month is not written: "the 25th", "the twenty-fifth", "Thursday the first"."""
    tokens = text.tokens
    found = ordinal_day(text, at) if tokens[at].kind != NUMERAL else bare_day(text, at)
    if not found:
        return ()
    end = found[0][1]
    if end < len(tokens) and tokens[end].kind == WORD and tokens[end].text not in BEHIND_DAY:
        return ()
    before = [token.text for token in tokens[max(at - 2, 0) : at]]
    if tokens[at].kind == NUMERAL:  # "the 27" counts things as well: only by itself or behind "on"
        alone = before == ["the"] and end == len(tokens)
        return found if alone or before == ["on", "the"] else ()
    named = end > at + 1 or any(word in WEEKDAYS for word in before)
    return found if tokens[at].kind == ORDINAL or (named and "the" in before[-1:]) else ()


def ordinal(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """An ordinal number from a token on, and the place behind it."""
    token = tokens[at]
    if token.kind == ORDINAL:
        return (int(token.text[:-2]), at + 1) if token.text[:-2].isdigit() and token.text[-1] != "s" else None
    if token.text in NTHS:
        return NTHS[token.text], at + 1
    if token.text in ("twenty", "thirty"):
        end = at + 1 + (word_at(tokens, at + 1) == "-")
        unit = NTHS.get(word_at(tokens, end), 10)
        return (CARDINALS[token.text] + unit, end + 1) if unit < 10 else None
    return None


def day_in_words(text: Text, at: int) -> Found:
    """A day of the month as a plain number in words."""
    tokens = text.tokens
    value, end = CARDINALS[tokens[at].text], at + 1
    if value in (20, 30):
        behind = end + (word_at(tokens, end) == "-")
        unit = CARDINALS.get(word_at(tokens, behind), 0)
        if 1 <= unit <= 9:
            value, end = value + unit, behind + 1
    return ((value, end),) if 1 <= value <= 31 else ()


def _spoken_day(text: Text, at: int) -> Found:
    """A day in words: an ordinal, or a plain number behind a month where a year follows it."""
    tokens = text.tokens
    nth = ordinal(tokens, at)
    if nth is not None and nth[0] <= 31:
        return (nth,)
    if at == 0 or tokens[at - 1].text not in MONTHS:
        return ()
    found = day_in_words(text, at)
    end = found[0][1] if found else 0
    if not found:
        return ()
    if end == len(tokens):
        return found if at < 2 or tokens[at - 2].text not in BEFORE_BARE else ()
    end += tokens[end].text == ","
    return found if end < len(tokens) and year_number(text, end) else ()


def _counts(text: Text, at: int) -> bool:
    """Whether the number at a place counts things: "in June 25 were killed", "June 25 people", not "June 25, 2020"."""
    tokens = text.tokens
    before = at - 1
    if before >= 0 and tokens[before].text == ",":
        before -= 1
    if before < 0 or tokens[before].kind != WORD or tokens[before].text not in MONTHS:
        return at + 1 < len(tokens) and tokens[at + 1].text in PLURAL
    if at + 1 >= len(tokens) or tokens[at + 1].kind != WORD or tokens[at + 1].text in MONTHS:
        return False
    opening = tokens[before - 1].text if before else ""
    if opening in BEFORE_BARE and tokens[at + 1].text not in BEHIND_DAY | WEEKDAYS.keys() | YEAR_WORDS:
        return True
    return tokens[at + 1].text in PLURAL and opening not in EVENTS


def month_name(text: Text, at: int) -> Found:
    """A month's name; one that is a word as well only with a capital, by a number or behind “in”."""
    token = text.tokens[at]
    if token.text not in MONTHS:
        return ()
    if token.capital or token.text not in AMBIGUOUS:
        return ((MONTHS[token.text], at + 1),)
    around = [token for token in text.tokens[max(at - 2, 0) : at + 3] if token.text not in ("-", "/", ",", "the")]
    place = around.index(token)
    before, behind = around[:place][-1:], around[place + 1 : place + 2]
    if any(other.kind in (NUMERAL, ORDINAL) or other.text in NTHS for other in (*before, *behind)):
        return ((MONTHS[token.text], at + 1),)
    opens = WORDS_BEFORE if token.text in VERBS_TOO else BEFORE_MONTH
    if (before and before[0].text in opens) or (behind and behind[0].text in CARDINALS):
        return ((MONTHS[token.text], at + 1),)
    return ()


def month_number(text: Text, at: int) -> Found:
    """A month in digits beside its year: "6"."""
    token = text.tokens[at]
    if at and text.tokens[at - 1].text == "/" and word_at(text.tokens, at + 1) == "/":
        return ()  # a path or a number: "2020/06/25/14"
    if token.kind == NUMERAL and len(token.text) <= 2 and token.text.isdigit() and 1 <= int(token.text) <= 12:
        return ((int(token.text), at + 1),)
    return ()


def weekday_name(text: Text, at: int) -> Found:
    """A weekday, Monday 0; a short one that is a word as well only with a capital or beside a number."""
    token = text.tokens[at]
    if token.text not in WEEKDAYS:
        return ()
    if token.capital or token.text not in AMBIGUOUS:
        return ((WEEKDAYS[token.text], at + 1),)
    beside = text.tokens[at + 1 : at + 3]
    if len(text.tokens) == 1 or any(other.text in MONTHS or other.kind in (NUMERAL, ORDINAL) for other in beside):
        return ((WEEKDAYS[token.text], at + 1),)
    return ()


def weekday_names(text: Text, at: int) -> Found:
    """A weekday in the plural, Monday 0: "Sundays"."""
    name = text.tokens[at].text
    number = WEEKDAYS.get(name.removesuffix("s"))
    return () if number is None else ((number, at + 1),)


def century(text: Text, at: int) -> Found:
    """The number of a century: "19th", "nineteenth"."""
    found = ordinal(text.tokens, at)
    return (found,) if found and 1 <= found[0] <= 99 else ()


def short_century(text: Text, at: int) -> Found:
    """The number of a century in short: "19c"."""
    token, behind = text.tokens[at], text.tokens[at + 1 : at + 2]
    if not behind or behind[0].text != "c" or behind[0].start != token.end or not token.text.isdigit():
        return ()
    return ((int(token.text), at + 2),) if 1 <= int(token.text) <= 21 else ()


def nth(text: Text, at: int) -> Found:
    """Which one of several: "third" is 3, "last" −1, "second last" −2."""
    tokens = text.tokens
    if tokens[at].text in LAST_WORDS:
        return ((-1, at + 1),)
    if tokens[at].text == "penultimate":
        return ((-2, at + 1),)
    found = ordinal(tokens, at)
    if found is None:
        return ()
    end = found[1] + (word_at(tokens, found[1]) in ("-", "to"))
    end += word_at(tokens, end) == "-"
    if word_at(tokens, end) == "last" and found[0] > 1:
        return ((-found[0], end + 1), found)
    return (found,)


def numeric_day(text: Text, at: int) -> Sequence[tuple[Written, int]]:
    """A day in numbers: ISO 8601, or day, month and year where only one order of them is possible."""
    token = text.tokens[at]
    if token.kind != DATE or len(token.text) < 6 or (token.text[:4] + token.text[5:]).isdigit():
        return ()
    pieces = token.text.partition("t")[0].replace(".", "/").replace("-", "/").split("/")
    first, second, third = (int(piece) for piece in pieces)
    if not _is_time(token.text.partition("t")[2]):
        return ((Written(refused=f"There is no such time as that in “{text.quote(at, at + 1)}”; check it."), at + 1),)
    if len(pieces[0]) == 4:
        return ((_checked(Written(first, second, third), token), at + 1),)
    if len(pieces[2]) == 4:
        return ((_in_order(first, second, third, token.text), at + 1),)
    if len(pieces[0]) == 2 and first != third and _is_past_day(first, second, third, text.published):
        return (
            (
                Written(
                    refused=f"“{token.text}” could begin with its day or with its year; write all four digits "
                    "of the year."
                ),
                at + 1,
            ),
        )
    return ((_in_order(first, second, Short(pieces[2]), token.text), at + 1),)


def spaced_day(text: Text, at: int) -> Sequence[tuple[Written, int]]:
    """A day in numbers with long dashes or spaces between them: "25–06–2020", "25 / 06 / 2020"."""
    sign = text.tokens[at + 1].text if at + 4 < len(text.tokens) else ""
    if sign not in ("-", "/") or text.tokens[at + 3].text != sign:
        return ()
    tokens = text.tokens[at : at + 6]
    if (len(tokens) > 5 and tokens[5].text == sign) or (at and text.tokens[at - 1].text == sign):
        return ()
    pieces = [token.text for token in tokens[:5:2]]
    if not all(piece.isdigit() for piece in pieces) or max(map(len, pieces[1:2] + sorted(pieces, key=len)[:2])) > 2:
        return ()
    first, second, third = map(int, pieces)
    wording = text.quote(at, at + 5)
    if len(pieces[0]) == 4 and len(pieces[2]) < 3:
        return ((_refuse_month(Written(first, second, third), wording), at + 5),)
    return ((_in_order(first, second, third, wording), at + 5),) if len(pieces[2]) == 4 else ()


def _is_past_day(short: int, month: int, day: int, published: date | None) -> bool:
    """Whether year, month and day, the year in two digits, are a day that publication may look back on."""
    if published is None:
        return False
    year = published.year - (published.year - short) % 100
    return year > published.year - PAST_YEARS and 1 <= month <= 12 and 1 <= day <= length_of(year, month)


def _is_time(clock: str) -> bool:
    """Whether hours, minutes and seconds behind a date are those of a clock; there may be none."""
    numbers = [int(piece) for piece in clock[:8].split(":")[:3] if piece.isdigit()]
    return not numbers or (numbers[0] <= LAST_HOUR and all(number <= LAST_MINUTE for number in numbers[1:]))


def day_and_month(text: Text, at: int) -> Sequence[tuple[Written, int]]:
    """A day and a month in numbers without a year: "25/6", "6/25"."""
    tokens = text.tokens
    if len(tokens) < at + 3 or tokens[at + 1].text != "/" or not tokens[at].text.isdigit():
        return ()
    if at and tokens[at - 1].text == "/":
        return ()
    behind = tokens[at + 2]
    if behind.kind != NUMERAL or not behind.text.isdigit() or len(tokens[at].text) > 2 or len(behind.text) > 2:
        return ()
    if at + 3 < len(tokens) and (tokens[at + 3].text in ("/", "of") or tokens[at + 3].text in MONTHS):
        return ()
    return ((_in_order(int(tokens[at].text), int(behind.text), None, text.quote(at, at + 3)), at + 3),)


def _in_order(first: int, second: int, year: int | None, wording: str) -> Written:
    """Two numbers as day and month; refused where either order is possible, or neither."""
    if first <= 12 and second <= 12 and first != second and first and second:
        return Written(
            refused=f"“{wording}” could be {first} {MONTH_NAMES[second - 1]} or {second} {MONTH_NAMES[first - 1]}; "
            "write the month's name."
        )
    written = Written(year, first, second) if second > 12 else Written(year, second, first)
    return _refuse_month(written, wording)


def _refuse_month(written: Written, wording: str) -> Written:
    if written.year in OTHER_YEARS:
        return Written(
            refused=f"“{wording}” could be a date of the Hijri or the Jalali calendar; write the month's name."
        )
    if not 1 <= (written.month or 1) <= 12:
        return Written(refused=f"There is no month {written.month} in “{wording}”; check it.")
    return written


def _checked(written: Written, token: Token) -> Written:
    return _refuse_month(written, token.text)


def compact_day(text: Text, at: int) -> Sequence[tuple[Written, int]]:
    """A day in eight digits, as in ISO 8601: "20200625"."""
    token = text.tokens[at]
    if token.kind != NUMERAL or len(token.text) != 8 or not token.text.isdigit() or token.text[:2] not in ("19", "20"):
        return ()
    written = Written(int(token.text[:4]), int(token.text[4:6]), int(token.text[6:]))
    try:
        written.stretch()
    except Unreadable:
        return ()
    return ((written, at + 1),)


def numeric_month(text: Text, at: int) -> Sequence[tuple[Written, int]]:
    """A month in numbers, as in ISO 8601: "2020-06"."""
    token = text.tokens[at]
    if token.kind != DATE or len(token.text) != 7 or not (token.text[:4] + token.text[5:]).isdigit():
        return ()
    year, month = int(token.text[:4]), int(token.text[5:])
    if month > 12 and years_apart(text, at):
        return ()
    if 20 < month < 42 and month > year % 100:
        return ((Written(refused=two_meanings(token.text)), at + 1),)
    return ((_refuse_month(Written(int(token.text[:4]), int(token.text[5:])), token.text), at + 1),)
