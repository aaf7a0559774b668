"""Numbers within dates: the days of a month and the years that a figure is not."""

from __future__ import annotations

from collections.abc import Sequence

from claims.wording.figures.amounts import text_at
from claims.wording.figures.number_words import TENS
from claims.wording.lexicon import PLURAL, names_several
from claims.wording.tokens import NUMERAL, ORDINAL, Token, words

LAST_YEAR = 2100
YEAR = "a year"
IN_YEAR = words("in since until till during early late mid year circa for")
OF_YEAR = words("of by from before after the and to through")
MONTHS = words("""
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec
""")


def dated(tokens: Sequence[Token], first: int, last: int, before: Token | None) -> str | None:
    """A day of a month or a year."""
    number = tokens[first]
    if number.kind != NUMERAL or not number.text.isdigit():
        return "a day of a month" if before is not None and is_month(before) and number.text in TENS else None
    behind = text_at(tokens, last)
    if len(number.text) <= 2:
        return "a day of a month" if _is_day(tokens, first, last) else None
    if len(number.text) != 4 or int(number.text) > LAST_YEAR:
        return None
    counts = names_several(behind) and number.text.endswith("00")
    if behind == "-" and last + 1 < len(tokens) and _like_year(number) and _like_year(tokens[last + 1]):
        return None if number.text.endswith("00") and tokens[last + 1].text.endswith("00") else YEAR
    if before is None:
        return None
    if is_month(before) or (before.text == "," and first > 1 and _follows_month(tokens, first - 1)):
        return YEAR
    if before.text in IN_YEAR and not counts and number.text >= "1000":
        return YEAR
    if number.text < "1900":
        return None
    if _follows_month(tokens, first) or (before.text == "(" and behind == ")"):
        return YEAR
    if before.text in OF_YEAR and not (names_several(behind) and (counts or before.text != "the")):
        return None if _is_range_of_counts(tokens, first, last) else YEAR
    if before.text in ("between", "-"):
        return YEAR if _other_year(tokens, first, last) else None
    return None


def _is_range_of_counts(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether one end of "from 2000 to 3000", "1000 to 2000" cannot be a year."""
    if tokens[first - 1].text in ("to", "and", "through"):
        earlier = tokens[first - 2] if first > 1 else None
        return earlier is None or not _like_year(earlier)
    if text_at(tokens, last) in ("to", "-", "and", "through"):
        return last + 1 < len(tokens) and tokens[last + 1].kind == NUMERAL and not _like_year(tokens[last + 1])
    return False


def _other_year(tokens: Sequence[Token], first: int, last: int) -> bool:
    if tokens[first - 1].text == "-":
        return first > 2 and _like_year(tokens[first - 2]) and tokens[first - 3].text in IN_YEAR | OF_YEAR
    if last + 1 >= len(tokens) or text_at(tokens, last) != "and" or not _like_year(tokens[last + 1]):
        return False
    return not (tokens[first].text.endswith("00") and tokens[last + 1].text.endswith("00"))


def _like_year(token: Token) -> bool:
    return (
        token.kind == NUMERAL and len(token.text) == 4 and token.text.isdigit() and 1900 <= int(token.text) <= LAST_YEAR
    )


def is_month(token: Token) -> bool:
    """Whether a token names a month; "may" and "march" only with a capital."""
    return token.text in MONTHS and (token.capital or token.text not in ("may", "march", "mar", "dec", "sep", "jan"))


def _follows_month(tokens: Sequence[Token], first: int) -> bool:
    """Whether a day and its month stand before a place: "June 25, 2020", "25 June"."""
    if first > 1 and is_month(tokens[first - 2]):
        return tokens[first - 1].kind in (NUMERAL, ORDINAL) and len(tokens[first - 1].text) <= 4
    return False


def _is_day(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a number up to 31 is a day of the month beside it, or at the far end of a range of days."""
    if int(tokens[first].text) > 31:
        return False
    place = first
    for _ in range(3):
        if place and is_month(tokens[place - 1]):
            if place > 1 and _small(tokens[place - 2]):
                return False
            return place != first or not _opens_clause(tokens, first, last)
        if place > 1 and tokens[place - 1].text in ("and", "to", "-") and _small(tokens[place - 2]):
            place -= 2
        else:
            break
    place = last
    for _ in range(3):
        if place < len(tokens) and (is_month(tokens[place]) or _of_month(tokens, place)):
            return True
        if place + 1 < len(tokens) and tokens[place].text in ("and", "to", "-") and _small(tokens[place + 1]):
            place += 2
        else:
            break
    return False


def _of_month(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].text == "of" and place + 1 < len(tokens) and is_month(tokens[place + 1])


def _small(token: Token) -> bool:
    return token.kind in (NUMERAL, ORDINAL) and len(token.text) <= 4


def _opens_clause(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a month ends the phrase before a number: "In May 25 people were held"."""
    if last >= len(tokens) or tokens[last].text not in PLURAL:
        return False
    return first < 2 or tokens[first - 2].text == "in"
