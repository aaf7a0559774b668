"""Hours: parts of a day and times of the clock, which name the day that they belong to and no other."""

from __future__ import annotations

from collections.abc import Sequence

from claims.wording.dates.days import WEEKDAYS
from claims.wording.grammar import Text
from claims.wording.tokens import NUMERAL, TIME, WORD, Token, words

PARTS = words("""
    morning mornings afternoon evening evenings dawn predawn dusk daybreak sunrise sunset noon midday noontime daytime
    lunch lunchtime
""")
EARLY = words("early late mid")
MOMENTS = words("""
    dawn dusk dark daybreak nightfall sunrise sunset noon midday midnight lunch lunchtime breakfast dinner
""")
BESIDE_DAWN = words("before after just shortly soon right immediately well")
BEFORE_PART = words("in the at around about by during early late mid shortly just before after on")
MERIDIEM = words("am pm hrs gmt utc est edt pst pdt bst ist cet oclock o'clock")
ZONES = MERIDIEM | words("hours hour local time h noon p m a midnight z")
FIRST_WORDS = PARTS | BEFORE_PART | words("pre hours")
BEHIND_HOUR = words("in on local gmt utc sharp")
LONGEST = 8  # tokens of a part of a day


def part_of_day(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """A part of a day or a time of the clock: "in the early hours", "at dawn", "at 9:30 pm local time"."""
    tokens = text.tokens
    place, end, most = at, 0, min(at + LONGEST, len(tokens))
    while place < most:
        behind = _clock(tokens, place)
        if behind:
            place = end = behind
            most = min(end + LONGEST, at + 2 * LONGEST, len(tokens))
        elif tokens[place].text in PARTS:
            place = end = place + 1
        elif tokens[place].text == "hours" and text.part(place, place + 4) == "hours of the morning":
            place = end = place + 4
        elif tokens[place].text in ("at", "@") and place > at and _bare_hour(tokens, place + 1):
            place = end = place + 2
        elif tokens[place].text == "hours" and place > at and tokens[place - 1].text in EARLY | PARTS:
            place = end = place + 1
        elif (
            tokens[place].text in BEFORE_PART
            or (tokens[place].text in ("pre", "-", ",", "@") and place > at)
            or tokens[place].text == "pre"
        ):
            place += 1
        else:
            break
    return ((text.part(at, end), end),) if end else ()


def before_dawn(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """What is before or after a moment of a day, and on that day: "shortly before dawn", "after midnight"."""
    found = _beside(text, at)
    return found if found and (found[0][0] != "before" or text.tokens[found[0][1] - 1].text != "midnight") else ()


def before_midnight(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """ "Just before midnight"."""
    return () if before_dawn(text, at) else _beside(text, at)


def _beside(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """ "Before" or "after" a moment of a day, and the place behind it."""
    tokens = text.tokens
    place = at + (tokens[at].text not in ("before", "after"))
    if (
        place + 1 >= len(tokens)
        or tokens[place].text not in ("before", "after")
        or tokens[place + 1].text not in MOMENTS
    ):
        return ()
    return ((tokens[place].text, place + 2),)


def clock(text: Text, at: int) -> Sequence[tuple[str, int]]:
    """A time of the clock, or a range of two: "9:30 pm", "at 21:30", "between 9:30 and 11:00"."""
    tokens = text.tokens
    place = at + (tokens[at].text in ("at", "@", "between", "from", "around", "about", "by", "before", "after"))
    end = _clock(tokens, place) if place < len(tokens) else 0
    if not end and tokens[at].text in ("at", "@") and _bare_hour(tokens, place):
        return ((text.part(at, place + 1), place + 1),)
    if not end:
        return ()
    if end < len(tokens) and tokens[end].text in ("-", "to", "and", "until", "till"):
        end = _clock(tokens, end + 1) or end
    return ((text.part(at, end), end),)


def _clock(tokens: Sequence[Token], at: int) -> int:
    """The place behind a time of the clock, 0 where there is none: "9:30", "9 pm", "9.30 a.m.", "2130 hours"."""
    if at >= len(tokens):
        return 0
    token = tokens[at]
    if (
        token.kind == TIME
        or token.kind == NUMERAL
        and len(token.text) <= 5
        and at + 1 < len(tokens)
        and _hour(tokens, at)
    ):
        end = at + 1
    else:
        return 0
    if end + 1 < len(tokens) and tokens[end].text == "h" and tokens[end + 1].start == tokens[end].end:
        end += 2  # "9h30"
    while end < len(tokens) and tokens[end].text in ZONES and end < at + 6:
        end += 1
    if end + 1 < len(tokens) and tokens[end].text in ("-", "+") and tokens[end].end == tokens[end + 1].start:
        end += 2 * (tokens[end + 1].kind == NUMERAL and len(tokens[end + 1].text) == 4)
    return end


def _hour(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is an hour: "am", "pm" or the like stands behind it."""
    behind = tokens[at + 1].text
    if behind == "h" and tokens[at + 1].start == tokens[at].end:
        return True
    if behind in MERIDIEM:
        return True
    if behind == "hours" and len(tokens[at].text) == 4:
        return True
    return behind in ("a", "p") and at + 2 < len(tokens) and tokens[at + 2].text == "m"


def _bare_hour(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number behind "at" is an hour: nothing that it could count stands behind it."""
    if at >= len(tokens) or tokens[at].kind != NUMERAL or not tokens[at].text.isdigit() or int(tokens[at].text) > 24:
        return False
    return at + 1 == len(tokens) or tokens[at + 1].kind != WORD or tokens[at + 1].text in BEHIND_HOUR


def is_clock(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token begins a time of the clock."""
    return bool(_clock(tokens, at))


__all__ = ["FIRST_WORDS", "WEEKDAYS", "clock", "is_clock", "part_of_day"]
