"""Amounts: a number as it stands in a wording, and the tokens that it is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from claims.wording.figures.number_words import (
    ARTICLES,
    BEHIND_WORDS,
    MULTIPLIERS,
    NUMBER_WORDS,
    ONE_PART,
    PARTS,
    PLURALS,
    SHORT,
    SMALL,
    TOUCHING,
)
from claims.wording.tokens import NUMERAL, SIGN, WORD, Token

HALF = Decimal("0.5")
ONE = Decimal(1)


class Amount(NamedTuple):
    """A number as it stands in a wording.

    `decimal` says whether it is written with a point, `scale` what its last scale word multiplies by, `unit` what
    stands before or behind it, `step` half the last place that is written. `problem` says why it cannot be read
    where it cannot; it then has no value.
    """

    value: Decimal
    decimal: bool
    scale: Decimal
    unit: str | None
    step: Decimal
    wording: str
    problem: str = ""

    @property
    def round(self) -> Decimal:
        """The margin of a bare round number, nought where it is not round."""
        value, scale = self.value, self.scale
        if self.decimal or (scale > 1 and scale not in (12, 20)) or (value >= 100 and value % 10 == 0):
            return min(Decimal(5).scaleb(int(value.normalize().as_tuple().exponent) - 1), value / 20)
        return Decimal(0)


class Unit(NamedTuple):
    """A unit that is counted in, and what the "of thousands" behind it multiplies by."""

    value: Decimal
    scale: Decimal


def part_at(tokens: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    """The part of a whole that stands at a token: "a half", "three quarters", "two-thirds", "half"."""
    text = text_at(tokens, at)
    if text in ("half", "quarter"):
        return ONE_PART[text], at + 1
    count = 1 if text in ARTICLES else SMALL.get(text, 0)
    place = at + 1 + (text_at(tokens, at + 1) == "-")
    part = PARTS.get(text_at(tokens, place))
    if part is None or not 0 < count < 10 or round(count * part, 6) > 1:
        return None
    return count * part, place + 1


def is_figure(token: Token) -> bool:
    """Whether a token is a number or a part of one."""
    return token.kind == NUMERAL or token.text in NUMBER_WORDS


def text_at(tokens: Sequence[Token], at: int) -> str:
    """The text of a token, "" behind the last."""
    return tokens[at].text if at < len(tokens) else ""


def multiplier_at(tokens: Sequence[Token], at: int) -> Decimal | None:
    """What the scale that stands at a token multiplies by, None where none stands there."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    word = token.text
    by = MULTIPLIERS.get(word)
    if by is None:
        by = PLURALS.get(word) if word != "tens" else None
        return by if by and at and text_at(tokens, at + 1) != "of" else None
    if word in SHORT and (
        (word in TOUCHING and token.start != tokens[at - 1].end and not (token.capital and word in ("m", "b")))
        or (word == "t" and not token.capital)
        or (word == "mm" and not token.capital and not (at > 1 and tokens[at - 2].kind == SIGN))  # millimetres
        or (tokens[at - 1].kind == WORD and word not in BEHIND_WORDS)
    ):
        return None
    return by


def places(text: str) -> int:
    """The places behind the point of a numeral."""
    return len(text.partition(".")[2]) if text.count(".") == 1 else 0


def amount(value: Decimal, wording: str, scale: Decimal = ONE, step: Decimal = HALF, decimal: bool = False) -> Amount:
    """The number of a value, without a unit."""
    return Amount(value, decimal, scale, None, step, wording)
