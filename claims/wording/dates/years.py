"""Years as they are written: what reads a year, a decade or a hundred years at a token, in digits or in words."""

from __future__ import annotations

from collections.abc import Sequence

from claims.wording.dates.days import MONTHS, Short
from claims.wording.grammar import Text
from claims.wording.lexicon import PLURAL
from claims.wording.tokens import DATE, NUMERAL, ORDINAL, SIGN, WORD, Token, words

Found = Sequence[tuple[int, int]]

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
CARDINALS = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
DECADES = {f"{word[:-1]}ies": 10 * number for number, word in enumerate(_TENS, 2)} | {"tens": 10, "noughties": 0}
DECADE_WORDS = frozenset(DECADES) | words("nineteen eighteen seventeen twenty two")
YEAR_WORDS = words("one two ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")
# What may follow a day of the month whose month is not written: "the 25th of".
BEHIND_DAY = words("to till until through thru and or at in on during after before by night morning evening afternoon")
NOT_BEHIND_YEAR = PLURAL | words("gmt utc hrs hours")
BEFORE_MONTH = words("in of since early mid late by during last past this next until till from to and or")


def year_number(text: Text, at: int) -> Found:
    """A year in four digits, in two behind an apostrophe, or in words; not a number of things ("2000 troops")."""
    token = text.tokens[at]
    if token.kind == NUMERAL:
        if not token.text.isdigit():
            return ()
        if len(token.text) == 4:
            return () if word_at(text.tokens, at + 1) in NOT_BEHIND_YEAR else ((int(token.text), at + 1),)
        return _short_year(text, at)
    if token.kind == SIGN:
        behind = text.tokens[at + 1 : at + 2]
        if token.text != "'" or not behind or behind[0].start != token.end or behind[0].kind != NUMERAL:
            return ()
        return ((Short(behind[0].text), at + 2),) if len(behind[0].text) == 2 else ()
    return year_in_words(text, at) if token.kind == WORD else ()


def _short_year(text: Text, at: int) -> Found:
    """The last two digits of a year behind a month or its day, where they are no day: above 31, or "25-Jun-20"."""
    token, tokens = text.tokens[at], text.tokens
    if len(token.text) != 2 or at == 0 or (at + 1 < len(tokens) and not _ends_a_date(tokens[at + 1])):
        return ()
    joined = tokens[at - 1].text == "-" and at > 3 and tokens[at - 2].text in MONTHS and tokens[at - 3].text == "-"
    before = [other for other in tokens[max(at - 4, 0) : at] if other.text not in (",", "-", "the")][-2:]
    day = before[-1:] and (before[-1].kind == ORDINAL or (before[-1].kind == NUMERAL and len(before[-1].text) < 3))
    beside = before[-1:] and (before[-1].text in MONTHS or (day and before[0].text in MONTHS))
    return ((Short(token.text), at + 1),) if joined or (int(token.text) > 31 and beside) else ()


def _ends_a_date(token: Token) -> bool:
    """Whether a date may have ended before a token, so that the number there counts nothing."""
    return token.kind not in (WORD, SIGN) or token.text in ("-", "/", ")", ",") or token.text in BEHIND_DAY


def any_year(text: Text, at: int) -> Found:
    """A year of any number of digits, where it is called a year: "the year 247", "AD 14"."""
    token = text.tokens[at]
    if token.kind == NUMERAL and token.text.isdigit() and len(token.text) <= 4:
        of_our_era = word_at(text.tokens, at + 1) in ("ad", "ce", "a") or (at and text.tokens[at - 1].text == "ad")
        return ((int(token.text), at + 1),) if len(token.text) > 2 or of_our_era or token.text == "0" else ()
    if token.kind != WORD:
        return ()
    return year_in_words(text, at) or _hundreds(text, at)


def year_in_words(text: Text, at: int) -> Found:
    """A year as it is spoken: "nineteen eighty-four", "two thousand and ten", "twenty twenty"."""
    tokens = text.tokens
    first = CARDINALS.get(tokens[at].text, 0)
    if word_at(tokens, at + 1) == "thousand" and 1 <= first <= 2:
        rest, end = _rest(text, at + 2)
        year = first * 1000 + rest
        return ((year, end),) if (rest and year > 1099) or (year == 2000 and _stands_alone(text, at, end)) else ()
    if not 10 <= first <= 20:
        return ()
    place = at + 1 + (word_at(tokens, at + 1) == "-")
    if word_at(tokens, place) == "hundred" and first < 20:
        return ((first * 100, place + 1),) if _stands_alone(text, at, place + 1) else ()
    if word_at(tokens, place) in ("zero", "oh", "o") and 1 <= CARDINALS.get(word_at(tokens, place + 1), 0) <= 9:
        return ((first * 100 + CARDINALS[tokens[place + 1].text], place + 2),)
    second, end = _below_100(tokens, place)
    return ((first * 100 + second, end),) if second >= 10 else ()


def _stands_alone(text: Text, at: int, end: int) -> bool:
    """Whether a round number is a year: behind "in", "of" or a month, and no thing named behind it."""
    before = text.tokens[at - (text.tokens[at - 1].text == ",") - 1].text if at else ""
    behind = word_at(text.tokens, end)
    return (before in BEFORE_MONTH or before in MONTHS or before in ("year", "until")) and behind not in PLURAL


def _hundreds(text: Text, at: int) -> Found:
    first = CARDINALS.get(text.tokens[at].text, 0)
    if 1 <= first <= 9 and word_at(text.tokens, at + 1) == "hundred":
        rest, end = _below_100(text.tokens, at + 2 + (word_at(text.tokens, at + 2) == "and"))
        return ((first * 100 + rest, end),) if rest else ((first * 100, at + 2),)
    return ()


def _rest(text: Text, at: int) -> tuple[int, int]:
    """What stands behind "thousand" in a year: "seven hundred and eighty nine", "and ten"; 0 where nothing does."""
    tokens = text.tokens
    hundreds, end = 0, at
    first = CARDINALS.get(word_at(tokens, at), 0)
    if 1 <= first <= 9 and word_at(tokens, at + 1) == "hundred":
        hundreds, end = first * 100, at + 2
    value, behind = _below_100(tokens, end + (word_at(tokens, end) == "and"))
    return (hundreds + value, behind) if value else (hundreds, end)


def _below_100(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    first = CARDINALS.get(word_at(tokens, at), 0)
    if first < 20:
        return first, at + 1
    behind = at + 1 + (word_at(tokens, at + 1) == "-")
    unit = CARDINALS.get(word_at(tokens, behind), 0)
    return (first + unit, behind + 1) if 1 <= unit <= 9 else (first, at + 1)


def decade(text: Text, at: int) -> Found:
    """The first year of a decade: "1990s", "'90s", "the nineties", "nineteen nineties"."""
    tokens = text.tokens
    start = at + (tokens[at].text == "'" and at + 1 < len(tokens))
    token = tokens[start]
    if token.kind == ORDINAL and token.text.endswith("s"):
        digits = token.text.rstrip("s").rstrip("'")
        if len(digits) == 4 and digits.endswith("0") and digits > "0000" and (digits[2] > "0" or digits == "2000"):
            return ((int(digits), start + 1),)
        return ((Short(digits), start + 1),) if len(digits) == 2 and digits[1] == "0" else ()
    if token.text in DECADES and start == at:
        known = token.text == "noughties"
        named = known or token.capital or (at and tokens[at - 1].text in ("the", "mid", "early", "late", "-", "in"))
        return ((2000 if known else Short(DECADES[token.text]), at + 1),) if named and token.text != "tens" else ()
    return _spoken_decade(tokens, at)


def _spoken_decade(tokens: Sequence[Token], at: int) -> Found:
    """ "Nineteen seventies", "twenty-tens", "two thousand and tens", "two thousands"."""
    first = CARDINALS.get(tokens[at].text, 0)
    if first == 2 and word_at(tokens, at + 1) == "thousands":
        return ((2000, at + 2),)
    end = at + 1
    if first == 2 and word_at(tokens, end) == "thousand":
        first, end = 20, end + 1 + (word_at(tokens, end + 1) == "and")
    end += word_at(tokens, end) == "-"
    tens = DECADES.get(word_at(tokens, end)) if first in (17, 18, 19, 20) else None
    return () if tens is None else ((first * 100 + tens, end + 1),)


def hundred_years(text: Text, at: int) -> Found:
    """The first year of a century called by its hundreds: "1800s"."""
    token = text.tokens[at]
    digits = token.text.rstrip("s").rstrip("'")
    hundreds = token.kind == ORDINAL and token.text[-1] == "s" and len(digits) == 4 and digits.endswith("00")
    return ((int(digits), at + 1),) if hundreds and "0000" < digits != "2000" else ()


def two_meanings(wording: str) -> str:
    """Why "2001-29" is refused."""
    year = wording[:4]
    return (
        f"“{wording}” could be the years {year} to {year[:2]}{wording[5:]} or, in EDTF, a part of {year}; "
        "write it in words."
    )


def years_apart(text: Text, at: int) -> Sequence[tuple[tuple[int, int], int]]:
    """Two years, the second in two digits: "2017-18", "2019/20"."""
    tokens, token = text.tokens, text.tokens[at]
    if token.kind == DATE and len(token.text) == 7 and token.text[4] == "-":
        first, short, end = token.text[:4], token.text[5:], at + 1
    elif token.kind == NUMERAL and len(token.text) == 4 and len(tokens) > at + 2 and tokens[at + 1].text in ("/", "-"):
        first, short, end = token.text, tokens[at + 2].text, at + 3
    else:
        return ()
    if not (first.isdigit() and short.isdigit() and len(short) == 2) or int(short) <= max(int(first) % 100, 12):
        return ()
    if token.kind == DATE and 20 < int(short) < 42 and int(short) != int(first) % 100 + 1:
        return ()  # a part of a year in EDTF
    last = int(first) // 100 * 100 + int(short)
    return (((int(first), last), end),)


def word_at(tokens: Sequence[Token], at: int) -> str:
    """The text of a token, "" where there is none."""
    return tokens[at].text if at < len(tokens) else ""
