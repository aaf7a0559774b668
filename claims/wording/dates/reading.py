"""Dates: a wording matched against the rules of dates, and what they leave unexplained named or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from claims.spans import Span
from claims.wording.dates import days, edtf, holidays
from claims.wording.dates.almanac import BY_DAY, DATE_RULES, OPENING, date_at
from claims.wording.dates.framing import BASE_WORDS, NOT_TOLD, check_around, left_over, which_weekday
from claims.wording.dates.stretches import Days
from claims.wording.grammar import Match, Text
from claims.wording.readings import Reading, Unreadable
from claims.wording.tokens import NUMERAL, tokenize


def read_match(text: Text, match: Match, unread: tuple[str, ...] = ()) -> Reading:
    """The reading of a date that `date_at` found; Unreadable where it is none, or needs a publication date.

    `unread` is what the rules left of the wording around it.
    """
    dates, rule = Days(text), match.rule
    phrase = text.quote(match.start, match.end)
    if rule.refuses:
        dates.ends(match)
    if rule.relative and "X" not in match.values:
        return Reading(Span(), Span(), rule.name, "date", None, dates.terms(match), phrase, unread)
    try:
        expected, possible = dates.ends(match)
    except Unreadable as error:
        if str(error) != days.OUTSIDE:
            raise
        raise Unreadable(f"“{phrase}” lies outside the years 1 to 9999; check the number.") from None
    note = " ".join(dict.fromkeys(dates.notes))
    if expected == possible:
        span = Span(*expected)
        return Reading(span, span, rule.name, "date", None, None, phrase, unread, note)
    return Reading(Span(*expected), Span(*possible), rule.name, "date", None, None, phrase, unread, note)


BEFORE_OUR_ERA = re.compile(r"(?:^|/)\s*[-−]\d{4}|\b\d{1,6} ?(?:BC|BCE|B\.C\.)", re.IGNORECASE)


# A question mark behind a date, two hyphens within a month, a number below zero.
DASHES = frozenset("-−–")
ODD = re.compile(r"(\w\?|\(\?\))|\d{4}--\d\d?(?!\d)|^\s*[-−–]\d{1,3}\b")


def _refuse_odd(wording: str) -> None:
    odd = ODD.search(wording)
    if odd and odd[1]:
        raise Unreadable(
            f"“?” makes “{wording}” uncertain, and does not say by how much; write the span it may lie in."
        )
    if odd:
        raise Unreadable(f"“{odd[0].strip()}” in “{wording}” is no part of a date; check it.")


def read_date(wording: str, published: date | None) -> Reading:
    """The reading of a date; Unreadable where no rule explains it or the publication date is missing."""
    if ("-" in wording or "−" in wording or "b" in wording.lower()) and BEFORE_OUR_ERA.search(wording):
        raise Unreadable(f"“{wording}” lies before year 1, which no claim reaches; check the year.")
    notation = edtf.read_edtf(wording)
    if notation is not None:
        return notation
    doubted = _doubted(wording)
    if doubted:
        return _uncertain(wording.strip(), doubted, published)
    if "?" in wording or "--" in wording or wording.lstrip()[:1] in DASHES:
        _refuse_odd(wording)
    tokens = tokenize(wording)
    days.refuse_other_calendars(tokens, wording)
    text = Text(wording, tokens, _plain, published)
    first, base = _one_date(text)
    end = (base or first).end
    if first.start or end < len(tokens):
        if holidays.named_weekday(text, first.start) or (first.rule.name not in BY_DAY and holidays.movable(text)):
            raise _no_date(text)
        check_around(text, first, end, first.rule.name in BY_DAY)
    unread = left_over(wording, tokens[first.start].start, tokens[end - 1].end)
    reading = read_match(text, first, unread)
    if base is None:
        return reading
    return replace(reading.on(read_match(text, base)), phrase=text.quote(first.start, end))


def _doubted(wording: str) -> str:
    """What stands before a question mark that ends the wording, "" where none does: "May 1920?", "1850(?)"."""
    rest = wording.strip()
    for mark in ("(?)", "?"):
        if rest.endswith(mark):
            rest = rest.removesuffix(mark).rstrip()
            return rest if "?" not in rest else ""
    return ""


def _uncertain(wording: str, rest: str, published: date | None) -> Reading:
    """A date with a question mark: expected as written, possible as "about" has it; or Unreadable."""
    reading = read_date(rest, published)
    about = reading
    if not reading.rule.startswith("about") and not reading.unread:
        try:
            about = read_date(f"about {rest}", published)
        except Unreadable:
            about = reading
    if reading.unread or not about.rule.startswith("about") or not reading.expected.within(about.possible):
        raise Unreadable(
            f"“?” makes “{wording}” uncertain, and does not say by how much; write the span it may lie in."
        )
    note = f"{reading.note} The question mark makes it uncertain.".strip()
    return replace(reading, possible=about.possible, rule=edtf.UNCERTAIN.name, phrase=wording, note=note)


def _one_date(text: Text) -> tuple[Match, Match | None]:
    """The date of a wording, and the one that it is counted from; Unreadable where there is none or another one."""
    matches = list(_matches(text))
    if not matches:
        raise _no_date(text)
    first = matches[0]
    base = matches[1] if len(matches) == 2 and _hangs_on(text, first, matches[1]) else None
    if len(matches) > 1 and base is None:
        raise Unreadable(
            f"“{_part(text, first)}” and “{_part(text, matches[1])}” are two dates, and no rule says "
            "how they go together; give the phrase that carries one."
        )
    return first, base


def _plain(_: object) -> bool:
    return False


def _matches(text: Text) -> Iterable[Match]:
    place = 0
    while place < len(text.tokens):
        match = date_at(text, place)
        if match:
            yield match
        place = match.end if match else place + 1


def _no_date(text: Text) -> Unreadable:
    name = holidays.movable(text)
    odd = next((token.text for token in text.tokens if token.kind == NUMERAL and is_no_year(token.text)), None)
    if odd:
        return Unreadable(f"“{odd}” is no year from 1 to 9999; check it, or write the date.")
    for place, token in enumerate(text.tokens[1:], 1):
        if token.text in days.WEEKDAYS and text.tokens[place - 1].text in NOT_TOLD and not name:
            return which_weekday(text, place, place + 1)
    if name:
        return Unreadable(
            f"“{name}” is not on the same day everywhere and in every year; write the date that is meant."
        )
    return Unreadable(f"“{text.wording}” says no date that a rule reads; write beside it what it is to be read as.")


def is_no_year(digits: str) -> bool:
    """Whether a number could only be a year that the calendar does not have."""
    return digits.isdigit() and (not digits.strip("0") or len(digits) > 4)


def _hangs_on(text: Text, first: Match, second: Match) -> bool:
    """Whether the second date is the base of the first: "10 days after June 25"."""
    between = text.tokens[first.end : second.start]
    relative = first.rule.relative and "X" not in first.values
    return relative and not second.rule.relative and all(token.text in BASE_WORDS for token in between)


def _part(text: Text, match: Match) -> str:
    return text.quote(match.start, match.end)


__all__ = ["DATE_RULES", "OPENING", "date_at", "read_date", "read_match"]
