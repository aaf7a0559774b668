"""Numbers: the stretches of tokens that write one, in digits, in words or in both."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from claims.wording.figures.addends import Row
from claims.wording.figures.amounts import ONE, Amount, amount, places, text_at
from claims.wording.figures.number_words import (
    BEGINS_PART,
    BEHIND_ONCE,
    FIRST_WORDS,
    GOES_ON,
    POWERS,
    SMALL,
    TIMES,
    VULGAR,
)
from claims.wording.figures.numerals import literal
from claims.wording.grammar import Text
from claims.wording.readings import Unreadable
from claims.wording.tokens import NUMERAL, WORD, Token


def number_at(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """The numbers that begin at a token, the longest first, each with the place behind it.

    Unreadable where one begins there that has two meanings or too many digits.
    """
    found = numbers_at(tokens, at)
    for number, _ in found:
        if number.problem:
            raise Unreadable(number.problem)
    return found


def numbers_at(tokens: Sequence[Token], at: int) -> list[tuple[Amount, int]]:
    """As `number_at`, but that the number itself says what is wrong with it."""
    token = tokens[at]
    text = token.text
    if token.kind == WORD:
        if text in TIMES:
            return [(amount(TIMES[text], text), at + 1)] if text != "once" or _is_times(tokens, at) else []
        if text not in FIRST_WORDS:
            return []
    elif token.kind != NUMERAL and text not in VULGAR:
        return []
    if not _goes_on(tokens, at):
        plain = _plain(text)
        if plain is not None:
            return [(plain, at + 1)]
    row = Row(tokens, at)
    try:
        return row.read()
    except Unreadable as error:
        end = max(row.place, at + 1)
        return [(amount(Decimal(0), text)._replace(problem=str(error)), end)]


@lru_cache(maxsize=8192)
def _plain(text: str) -> Amount | None:
    """A number that one token writes, None where it takes a closer look."""
    if text in SMALL:
        return amount(Decimal(SMALL[text]), text)
    try:
        value = literal(text) if text[0] in "0123456789." else None
    except Unreadable:
        return None
    behind = places(text)
    if value is None or (behind == 3 and value >= 1):
        return None
    return amount(value, text, ONE, ONE.scaleb(-behind) / 2, bool(behind))


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands behind a token may belong to the number that begins there."""
    if at + 1 == len(tokens):
        return False
    following = tokens[at + 1]
    if following.kind == WORD:
        text = following.text
        if text == "and":
            return text_at(tokens, at + 2) in BEGINS_PART
        return text in GOES_ON or (text in POWERS and following.start == tokens[at].end)
    if following.text == "-":
        return text_at(tokens, at + 2) in GOES_ON
    return following.kind == NUMERAL or following.text in "^×"


def numbers_in(text: Text, at: int) -> list[tuple[Amount, int]]:
    """`numbers_at` as what reads a slot."""
    return numbers_at(text.tokens, at)


def _is_times(tokens: Sequence[Token], at: int) -> bool:
    """Whether "once" counts: "struck once", "once or twice", but not "at once" or "was once detained"."""
    before = tokens[at - 1].text if at else ""
    return text_at(tokens, at + 1) in BEHIND_ONCE and before != "at"
