"""The coding rules of shares of another claim, row by row, and the shares that they name."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from claims.wording.grammar import Rule, Text
from claims.wording.numbers import number_at
from claims.wording.tokens import words

BOTH = ("count", "amount")
COUNT = ("count",)

SHARE_RULES = (
    Rule(
        "all",
        BOTH,
        "all (of), every one (of), everyone, everybody, each of, every single one (of)",
        "all of them",
        "base",
        "base",
        "base is the same bound of the claim that it is a share of",
    ),
    Rule(
        "all but k",
        BOTH,
        (
            "all but {k}, all … but {k}, all except {k}, all … except {k}, all bar {k}, all except for {k}, "
            "everyone but {k}, everyone except {k}, every one but {k}, all save {k}"
        ),
        "all but one",
        "base − k",
        "base − k",
    ),
    Rule(
        "half, a third, three in five",
        BOTH,
        "{share}, {share} of",
        "two-thirds of them",
        "share base",
        "0.9 share base … 1.1 share base",
        "share is the fraction that is named",
    ),
    Rule(
        "p percent of",
        COUNT,
        "{percent} of",
        "40 percent of them",
        "share base",
        "share base − d base … share base + d base",
        "d is half the last digit of the percentage",
    ),
    Rule(
        "most of",
        BOTH,
        "most (of), the majority (of), a majority (of), majority of, more than half (of), over half (of)",
        "most of them",
        "above 0.5base … 0.9base",
        "above 0.5base … base",
        "above is the next whole number, for an amount the number itself",
    ),
    Rule(
        "nearly all",
        BOTH,
        (
            "nearly all (of), almost all (of), virtually all (of), nearly everyone, almost everyone, nearly "
            "every one (of), almost every one (of), nearly everybody, almost everybody"
        ),
        "nearly all of them",
        "0.9base … below base",
        "0.8base … below base",
    ),
    Rule(
        "a minority of",
        BOTH,
        "a minority (of), minority of, less than half (of), fewer than half (of), under half (of)",
        "a minority of them",
        "0 … below 0.5base",
        "0 … below 0.5base",
    ),
)

PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
ORDINALS = words("third fourth fifth sixth seventh eighth ninth tenth")
AFTER_ONE_PART = frozenset(("of", "were", "are", "have", "had"))  # "a third were", but not "a third man"
ROUND_WHOLES = frozenset((20, 100, 1000))
STRETCHES = words("days weeks months years hours minutes nights")


class Share(NamedTuple):
    """A share of a base, and half the last digit that it is written with."""

    value: Fraction
    step: Fraction = Fraction(0)


def share_at(text: Text, at: int) -> list[tuple[Share, int]]:
    """The share that begins at a token: "half", "a third (of)", "two-thirds", "three in five"."""
    tokens = text.tokens
    if tokens[at].text in ("half", "quarter"):
        return [(Share(Fraction(1, PARTS[tokens[at].text])), at + 1)]
    count, end = _count_at(text, at)
    if not 0 < count < 1000 or end >= len(tokens):
        return []
    if tokens[end].text == "-":
        end += 1
    if end >= len(tokens):
        return []
    parts = PARTS.get(tokens[end].text)
    if parts is not None:
        after = tokens[end + 1].text if end + 1 < len(tokens) else "of"
        if count > parts or (tokens[end].text in ORDINALS and after not in AFTER_ONE_PART):
            return []
        return [(Share(Fraction(count, parts)), end + 1)]
    if tokens[end].text != "in" or end + 1 >= len(tokens):
        return []
    whole, last = _count_at(text, end + 1)
    following = tokens[last].text if last < len(tokens) else ""
    if count < whole and (whole <= 10 or whole in ROUND_WHOLES) and following not in STRETCHES:
        return [(Share(Fraction(count, whole)), last)]
    return []


def percent_at(text: Text, at: int) -> list[tuple[Share, int]]:
    """The percentage that begins at a token: "40 percent", "40%", "12.5 per cent"."""
    found = []
    for number, end in number_at(text.tokens, at):
        following = text.part(end, end + 2)
        length = 2 if following == "per cent" else int(following.split(" ")[0] in ("%", "percent", "pc"))
        if length and number.value <= Decimal(100):
            share, step = Fraction(number.value) / 100, Fraction(number.step) / 100
            found.append((Share(share, step), end + length))
    return found


def _count_at(text: Text, at: int) -> tuple[int, int]:
    if text.tokens[at].text in ("a", "an"):
        return 1, at + 1
    for number, end in number_at(text.tokens, at):
        if number.value == int(number.value):
            return int(number.value), end
    return 0, at
