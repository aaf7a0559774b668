"""How words become columns of an assertion: what they are read from, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from claims.spans import Span, is_specific, on_axis
from claims.wording import Reading, Unreadable, read
from claims.wording.choices import match
from claims.wording.denials import denied

from .claims import Claim, Option


@lru_cache(maxsize=5000)
def read_once(words: str, kind: str, published: date | None = None) -> Reading | str:
    """What the rules make of a wording, or why they cannot read it; equal wordings of many rows are read once."""
    try:
        return read(words, kind, published)
    except Unreadable as error:
        return str(error)


def is_share(words: str) -> bool:
    """Whether a wording is read as a share of something."""
    reading = read_once(words, Claim.Kind.COUNT)
    return isinstance(reading, Reading) and reading.relative


@lru_cache(maxsize=1000)
def unit_of(words: str) -> str | None:
    """The unit that a claim's own words for it name ("US dollars" → "$"), None where the rules know none."""
    try:
        return read(f"1 {words}", Claim.Kind.AMOUNT).unit if words else None
    except Unreadable:
        return None


class Asked(NamedTuple):
    """What a figure or a date is read from: words, the claim's kind and unit, stance, base and day of publication."""

    words: str
    kind: str
    unit: str
    denies: bool
    has_base: bool
    published: date | None


class Read(NamedTuple):
    """What words come to, as columns of an assertion; the bounds lie on the claim's axis."""

    rule: str
    problem: str
    explanation: str = ""
    terms: list[list[str]] | None = None
    option: Option | None = None
    expected_low: Decimal | None = None
    expected_high: Decimal | None = None
    possible_low: Decimal | None = None
    possible_high: Decimal | None = None
    specific: bool = False


def chosen(words: str, options: Sequence[Option]) -> Read:
    """What words come to among the options of a choice."""
    try:
        key, rule = match(words, [option.as_name for option in options])
    except Unreadable as error:
        return Read("", str(error))
    option = next(option for option in options if option.pk == key)
    specific = is_specific(Span(option.low, option.high), Claim.Kind.CHOICE)
    return Read(rule.name, "", "", None, option, option.low, option.high, option.low, option.high, specific)


def value_read(asked: Asked) -> Read:
    """What words come to for a count, an amount or a date; without bounds where they are relative."""
    try:
        reading = reading_of(asked)
        refuse_unlike(reading, asked)
    except Unreadable as error:
        return Read("", str(error))
    (low, high), (least, most) = (map(on_axis, (span.low, span.high)) for span in (reading.expected, reading.possible))
    terms = reading.terms.as_json() if reading.terms else None
    specific = is_specific(reading.possible, asked.kind)
    return Read(reading.rule, "", reading.explanation, terms, None, low, high, least, most, specific)


def reading_of(asked: Asked) -> Reading:
    words = denied(asked.words, asked.kind) if asked.denies else asked.words
    # "40 percent" with a base is a share of it, not an amount.
    if asked.kind == Claim.Kind.AMOUNT and asked.has_base:
        for added in ("", " of it"):
            if is_share(words + added):
                share = read(words + added, Claim.Kind.COUNT)
                return replace(share, phrase=share.phrase.removesuffix(added))
    reading = read_once(words, asked.kind, asked.published)
    if isinstance(reading, str):
        raise Unreadable(reading)
    return reading


def refuse_unlike(reading: Reading, asked: Asked) -> None:
    """Raise Unreadable where a reading is in another unit than its claim, or relative to nothing."""
    if reading.unit and (unit := unit_of(asked.unit)) and unit != reading.unit:
        raise Unreadable(
            f"“{asked.words}” is in {reading.unit}, and the claim asks for {asked.unit}: convert it, and write the "
            "amount as what it is to be read as."
        )
    if reading.relative and not asked.has_base:
        raise Unreadable(f"“{asked.words}” says nothing alone: name the base, the claim whose value it goes by.")
