"""What stands around a number and changes what it says: such a wording is refused, never half read."""

from __future__ import annotations

from claims.wording.days import is_month
from claims.wording.grammar import Text
from claims.wording.lexicon import (
    AFTER_NUMBER,
    BEFORE_NUMBER,
    BEFORE_STRETCH,
    BEFORE_YEAR,
    COLLECTIVES,
    DETERMINERS,
    MONEY,
    NEGATIONS,
    ONE_MORE,
    STRETCHES,
)
from claims.wording.numbers import NUMBER_WORDS
from claims.wording.readings import Unreadable
from claims.wording.tokens import DATE, NUMERAL, SIGN, WORD, Token

PLAIN_SIGNS = frozenset("-,()/&'`")
BARE_WITHIN = 3  # words that may stand before a bare noun
ADDING = frozenset(("and", "plus", "&"))


def check_around(text: Text, start: int, end: int, bare: bool) -> None:
    """Raises Unreadable where a word outside start … end changes the number that stands there."""
    part = text.quote(start, end)
    for place, token in enumerate(text.tokens):
        if not start <= place < end:
            _check_word(text, place, part, BEFORE_NUMBER if place < start else AFTER_NUMBER)
            if bare and place < start and (token.text in DETERMINERS or place < start - BARE_WITHIN):
                raise Unreadable(f"“{text.wording}” says no number; write beside it what it is to be read as.")
    if bare and text.tokens[end - 1].text in COLLECTIVES and text.part(end, end + 1) == "of":
        raise Unreadable(f"“{part} of” says that there were several and not how many; write the number.")
    _check_before(text.tokens[:start], text.tokens[start:end], part)
    _check_behind(text.tokens[end:], part)
    if is_month(text.tokens[start - 1] if start else None):
        raise Unreadable(f"“{part}” is a day of a month here, not a number of things.")


def _check_word(text: Text, place: int, part: str, hedges: frozenset[str]) -> None:
    token = text.tokens[place]
    word = token.text
    if word in NEGATIONS or word in hedges or word.endswith("n't"):
        raise Unreadable(
            f"“{word}” changes what “{part}” says, and no rule explains it here; "
            "write beside it what it is to be read as."
        )
    odd_sign = token.kind == SIGN and word not in PLAIN_SIGNS
    if odd_sign or word in MONEY or text.part(place, place + 2) == "per cent":
        raise Unreadable(f"“{word}” is not read with “{part}”; write beside it what it is to be read as.")
    if token.kind in (DATE, NUMERAL) or word in NUMBER_WORDS:
        raise Unreadable(f"“{word}” is a second number, and no rule says how it goes with the first.")


def _check_before(before: list[Token], number: list[Token], part: str) -> None:
    last = before[-1] if before else None
    if last is None:
        return
    touches = last.end == number[0].start
    if last.text == "-" and touches and (len(before) == 1 or before[-2].end < last.start):
        raise Unreadable(f"“-{part}” is below 0, and no count is.")
    joined = before[-2:-1] if last.text == "-" else before[-1:]
    if touches and joined and joined[0].kind == WORD and number[0].kind == NUMERAL:
        raise Unreadable(f"“{joined[0].text}-{part}” is a name here, not a number of things.")
    if last.text in BEFORE_STRETCH:
        raise Unreadable(f"“{last.text} {part}” says when or which, not how many; give the phrase that does.")
    if last.text in ADDING:
        raise Unreadable(f"“{last.text} {part}” is one number among others; give the phrase that says the total.")
    if last.text in BEFORE_YEAR and len(number) == 1 and _like_year(number[0]):
        raise Unreadable(f"“{part}” is a year here, not a number of things.")


def _check_behind(behind: list[Token], part: str) -> None:
    if is_month(behind[0] if behind else None):
        raise Unreadable(f"“{part}” is a day of a month here, not a number of things.")
    following = [token.text for token in behind if token.text != "-"]
    first, second, third = (*following[:3], "", "", "")[:3]
    if first in ("a", "an") and second in STRETCHES:
        raise Unreadable(f"“{part} {first} {second}” is a rate, not a total.")
    if (first in ("year", "years") and "old" in (second, third)) or first == "aged":
        raise Unreadable(f"“{part}” is an age here, not a number of things.")
    for word, then in zip(following, following[1:], strict=False):
        if word in ADDING and then in ONE_MORE:
            raise Unreadable(f"“{part} … {word} {then}” is a sum; write its total.")


def _like_year(token: Token) -> bool:
    return token.kind == NUMERAL and len(token.text) == 4 and token.text.isdigit() and token.text <= "2100"
