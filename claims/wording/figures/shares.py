"""The coding rules of shares of another claim, row by row, and the shares that they name.

A share behind a word of a form may be a percentage as well ("nearly 40 percent of them").
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from claims.wording.figures.amounts import text_at
from claims.wording.figures.hedges import BOTH, COUNT, LESS, MORE
from claims.wording.figures.number_words import NUMBER_WORDS, ORDINALS, SMALL, VULGAR
from claims.wording.figures.numbers import numbers_in
from claims.wording.grammar import Rule, Text
from claims.wording.lexicon import names_several
from claims.wording.tokens import NUMERAL, words

SHARE = "share is the fraction that is named, never more than the whole"

SHARE_RULES = (
    Rule(
        "all",
        BOTH,
        (
            "all (of), every one (of), everyone, everybody, each of, each one (of), every last one (of), every "
            "single one (of), every single, the whole of, the entire, the lot of, the whole lot (of)"
        ),
        "all of them",
        "base",
        "base",
        "base is the same bound of the claim that it is a share of",
    ),
    Rule(
        "all but k",
        BOTH,
        (
            "all but {k}, all … but {k}, all except {k}, all … except {k}, all bar {k}, all … bar {k}, all except "
            "for {k}, all … except for {k}, everyone but {k}, everyone except {k}, everyone except for {k}, "
            "everybody but {k}, everybody except {k}, every one but {k}, each but {k}, all save {k}, all … save {k}, "
            "all save for {k}, all minus {k}, all apart from {k}, all … apart from {k}, all other than {k}, all with "
            "the exception of {k}"
        ),
        "all but one",
        "base − k",
        "base − k",
    ),
    Rule(
        "all n but k",
        BOTH,
        (
            "all {n} … but {k}, all {n} … except {k}, all {n} … except for {k}, all {n} … bar {k}, all {n} … save "
            "{k}, all {n} … apart from {k}, all of the {n} … but {k}, all of the {n} … except {k}, all of the {n} … "
            "bar {k}, all the {n} … but {k}, all the {n} … except {k}, all the {n} … bar {k}"
        ),
        "all 14 but one",
        "n − k",
        "n − k",
    ),
    Rule(
        "a share",
        BOTH,
        "{share}, {share} of, exactly {share} (of), fully {share} (of), the other {share} (of), another {share} of",
        "two-thirds of them",
        "share base",
        "0.9 share base … 1.1 share base",
        SHARE,
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
        "between one share and another",
        COUNT,
        (
            "between {share} and {share} (of), from {share} to {share} (of), {share} to {share} (of), {share} or "
            "{share} (of), anywhere between {share} and {share} (of), {n} to {share} (of), {n} – {share} (of), "
            "between {n} and {share} (of), from {n} to {share} (of), {percent} to {share} (of), {percent} – {share} "
            "(of), {percent} or {share} (of), {n} or {share} (of)"
        ),
        "between a third and half of them",
        "part base … share base",
        "part base … share base",
        "part is the smaller of the two shares, share the larger; an n before a percentage is one too",
    ),
    Rule(
        "most of",
        BOTH,
        (
            "most (of), the majority (of), a majority (of), majority of, more than half (of), over half (of), the "
            "bulk of, the greater part of, a clear majority (of), a small majority (of)"
        ),
        "most of them",
        "above 0.5base … 0.9base",
        "above 0.5base … base",
        "above is the next whole number, for an amount the number itself",
    ),
    Rule(
        "the vast majority of",
        BOTH,
        (
            "the vast majority (of), a vast majority (of), the overwhelming majority (of), an overwhelming majority "
            "(of), the large majority (of), a large majority (of), the great majority (of), a great majority (of)"
        ),
        "the vast majority of them",
        "0.75base … 0.95base",
        "above 0.5base … base",
        "above is the next whole number, for an amount the number itself",
    ),
    Rule(
        "nearly all",
        BOTH,
        (
            "nearly all (of), almost all (of), virtually all (of), practically all (of), nearly everyone, almost "
            "everyone, nearly every one (of), almost every one (of), nearly everybody, almost everybody, nearly the "
            "whole of"
        ),
        "nearly all of them",
        "0.9base … below base",
        "0.8base … below base",
    ),
    Rule(
        "not all",
        BOTH,
        "not all (of), not every one (of), not everyone, not everybody",
        "not all of them",
        "0 … below base",
        "0 … below base",
    ),
    Rule(
        "a minority of",
        BOTH,
        (
            "a minority (of), the minority of, minority of, less than half (of), fewer than half (of), under half "
            "(of), a small minority (of)"
        ),
        "a minority of them",
        "0 … below 0.5base",
        "0 … below 0.5base",
    ),
    Rule(
        "nearly a share",
        BOTH,
        (
            "nearly {share} (of), almost {share} (of), close to {share} (of), just under {share} (of), just below "
            "{share} (of), just {less} than {share} (of), slightly {less} than {share} (of), slightly under {share} "
            "(of), a little under {share} (of), a little {less} than {share} (of), not quite {share} (of), virtually "
            "{share} (of)"
        ),
        "nearly half of them",
        "0.9 share base … below share base",
        "0.8 share base … below share base",
        f"{SHARE}; {LESS}",
    ),
    Rule(
        "just over a share",
        BOTH,
        (
            "just over {share} (of), just above {share} (of), just {more} than {share} (of), slightly {more} than "
            "{share} (of), slightly over {share} (of), a little over {share} (of), a little {more} than {share} (of)"
        ),
        "just over half of them",
        "above share base … 1.1 share base",
        "above share base … 1.2 share base",
        f"{SHARE}; {MORE}",
    ),
    Rule(
        "about a share",
        BOTH,
        (
            "about {share} (of), around {share} (of), approximately {share} (of), roughly {share} (of), some {share} "
            "(of), an estimated {share} (of), circa {share} (of), ~ {share} (of), {share} or so (of)"
        ),
        "about half of them",
        "0.9 share base … 1.1 share base",
        "0.8 share base … 1.2 share base",
        SHARE,
    ),
    Rule(
        "more than a share",
        BOTH,
        (
            "{more} than {share} (of), over {share} (of), above {share} (of), upwards of {share} (of), well over "
            "{share} (of), far {more} than {share} (of), well {more} than {share} (of), in excess of {share} (of), > "
            "{share} (of)"
        ),
        "more than a third of them",
        "above share base … 0.5 share base + 0.5base",
        "above share base … base",
        f"{SHARE}; {MORE}",
    ),
    Rule(
        "at least a share",
        BOTH,
        (
            "at least {share} (of), no {less} than {share} (of), not {less} than {share} (of), a minimum of {share} "
            "(of), {share} or more (of), {share} … or more, ≥ {share} (of)"
        ),
        "at least half of them",
        "share base … 0.5 share base + 0.5base",
        "share base … base",
        f"{SHARE}; {LESS}",
    ),
    Rule(
        "up to a share",
        BOTH,
        (
            "up to {share} (of), as many as {share} (of), as much as {share} (of), at most {share} (of), no {more} "
            "than {share} (of), not {more} than {share} (of), a maximum of {share} (of), {share} or {less} (of), "
            "{share} … or {less}, ≤ {share} (of)"
        ),
        "up to half of them",
        "0.5 share base … share base",
        "0 … share base",
        f"{SHARE}; {MORE}",
    ),
    Rule(
        "less than a share",
        BOTH,
        (
            "{less} than {share} (of), under {share} (of), below {share} (of), well under {share} (of), far {less} "
            "than {share} (of), < {share} (of)"
        ),
        "less than a third of them",
        "0.5 share base … below share base",
        "0 … below share base",
        f"{SHARE}; {LESS}",
    ),
    Rule(
        "possibly a share",
        BOTH,
        "perhaps {share} (of), possibly {share} (of), maybe {share} (of)",
        "perhaps half of them",
        "share base",
        "0 … 1.1 share base",
        SHARE,
    ),
)

PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
    "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10, "hundredth": 100, "hundredths": 100,
}  # fmt: skip
VULGAR_SHARES = {
    "½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3),
    "⅕": Fraction(1, 5), "⅖": Fraction(2, 5), "⅗": Fraction(3, 5), "⅘": Fraction(4, 5), "⅙": Fraction(1, 6),
    "⅚": Fraction(5, 6), "⅛": Fraction(1, 8), "⅜": Fraction(3, 8), "⅝": Fraction(5, 8), "⅞": Fraction(7, 8),
}  # fmt: skip
EVERY = {"other": 2, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "tenth": 10}
SHARE_WORDS = frozenset(NUMBER_WORDS | VULGAR_SHARES.keys() | words("half quarter a an every once"))
AFTER_ONE_PART = frozenset(("of", "were", "are", "have", "had", "is", "was"))  # "a third were", but not "a third man"
BEHIND_COUNT = PARTS.keys() | words("in out / -")
BEHIND_PERCENTAGE = VULGAR.keys() | words("% percent per pc pct point")
ROUND_WHOLES = frozenset((20, 100, 1000))
STRETCHES = words("days weeks months years hours minutes nights")


class Share(NamedTuple):
    """A share of a base, and half the last digit that it is written with."""

    value: Fraction
    step: Fraction = Fraction(0)


def share_at(text: Text, at: int) -> Sequence[tuple[Share, int]]:
    """The share that begins at a token: "half", "a third (of)", "two-thirds", "three in five", "2/3"."""
    tokens = text.tokens
    word = tokens[at].text
    if word in ("half", "quarter"):
        before = tokens[at - 1].text if at else ""
        if before in ORDINALS or before in ("last", "next") or (word == "quarter" and text_at(tokens, at + 1) != "of"):
            return []
        return [(Share(Fraction(1, PARTS[word])), at + 1)]
    if word in VULGAR_SHARES:
        return [(Share(VULGAR_SHARES[word]), at + 1)]
    if word == "every":
        whole = EVERY.get(text_at(tokens, at + 1))
        return [(Share(Fraction(1, whole)), at + 2 + (text_at(tokens, at + 2) == "one"))] if whole else []
    if at + 1 == len(tokens) or (tokens[at].kind == NUMERAL and tokens[at + 1].text not in BEHIND_COUNT):
        return []
    count, end = _count_at(text, at)
    if not 0 < count < 1000 or end >= len(tokens):
        return []
    end += tokens[end].text == "-"
    if end >= len(tokens):
        return []
    parts = PARTS.get(tokens[end].text)
    if parts is not None:
        after = text_at(tokens, end + 1) or "of"
        goes_on = after in ("and", "to", "or") and text_at(tokens, end + 2) in SHARE_WORDS
        if count > parts or (tokens[end].text in ORDINALS and after not in AFTER_ONE_PART and not goes_on):
            return []
        return [(Share(Fraction(count, parts)), end + 1)]
    return _of_whole(text, count, end)


def _of_whole(text: Text, count: int, end: int) -> Sequence[tuple[Share, int]]:
    """ "Three in five", "four out of five", "2/3": a share of a small or a round whole."""
    tokens = text.tokens
    joint = tokens[end].text
    if joint == "in" or (joint == "/" and tokens[end - 1].kind == NUMERAL):
        start = end + 1
    elif joint == "out" and text_at(tokens, end + 1) == "of":
        start = end + 2
    else:
        return []
    start += text_at(tokens, start) == "every"
    if start < len(tokens) and joint == "out":
        whole, last = _count_at(text, start)
        if whole > 10 and names_several(text_at(tokens, last)):
            return []  # "14 out of 20 hostages" is 14 of them
    if start >= len(tokens):
        return []
    whole, last = _count_at(text, start)
    if count < whole and (whole <= 10 or whole in ROUND_WHOLES) and text_at(tokens, last) not in STRETCHES:
        return [(Share(Fraction(count, whole)), last)]
    return []


def percent_at(text: Text, at: int) -> Sequence[tuple[Share, int]]:
    """The percentage that begins at a token: "40 percent", "40%", "12.5 per cent"."""
    tokens = text.tokens
    found: list[tuple[Share, int]] = []
    if tokens[at].kind == NUMERAL and text_at(tokens, at + 1) not in BEHIND_PERCENTAGE:
        return found
    for number, end in text.slot(numbers_in, at):
        first = text_at(tokens, end)
        length = (
            2 if first == "per" and text_at(tokens, end + 1) == "cent" else int(first in ("%", "percent", "pc", "pct"))
        )
        if length and number.value <= Decimal(100) and not number.problem:
            share, step = Fraction(number.value) / 100, Fraction(number.step) / 100
            found.append((Share(share, step), end + length))
    return found


def share_or_percent_at(text: Text, at: int) -> Sequence[tuple[Share, int]]:
    """A share, or a percentage "of" something, that begins at a token."""
    return [
        *share_at(text, at),
        *((share, end) for share, end in percent_at(text, at) if text_at(text.tokens, end) == "of"),
    ]


def _count_at(text: Text, at: int) -> tuple[int, int]:
    tokens = text.tokens
    token = tokens[at]
    if token.text in ("a", "an"):
        return 1, at + 1
    if token.text in SMALL and text_at(tokens, at + 1 + (text_at(tokens, at + 1) == "-")) in PARTS:
        return SMALL[token.text], at + 1
    for number, end in text.slot(numbers_in, at):
        if number.value == int(number.value):
            return int(number.value), end
    return 0, at
