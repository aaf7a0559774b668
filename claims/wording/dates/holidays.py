"""Holidays: those that fall on the same day of every year, and those that do not and are refused by name."""

from __future__ import annotations

from collections.abc import Sequence

from claims.wording.grammar import Text
from claims.wording.tokens import words

# Day and month as the Gregorian calendar has them; the names as tokens, without a possessive's ending.
FIXED = {
    (1, 1): "new year day, new years day, new year's day",
    (1, 6): "epiphany",
    (2, 14): "valentine day, valentines day, valentine's day, st valentine day",
    (3, 8): "international women day, international womens day",
    (3, 17): "st patrick day, saint patrick day, st patricks day, saint patricks day, st paddy day, saint paddy day",
    (4, 1): "april fool day, april fools day, april fools' day",
    (5, 1): "may day, international workers day, international workers' day",
    (6, 19): "juneteenth",
    (7, 14): "bastille day",
    (10, 31): "halloween",
    (11, 1): "all saints day, all saints' day",
    (11, 2): "all souls day, all souls' day",
    (11, 11): "armistice day, remembrance day",
    (12, 24): "christmas eve, xmas eve",
    (12, 25): "christmas, christmas day, xmas, xmas day",
    (12, 26): "boxing day, st stephen day",
    (12, 31): "new year eve, new years eve",
}
DAYS = {tuple(name.split()): day for day, names in FIXED.items() for name in names.split(", ")}
_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _name in sorted(DAYS, key=len, reverse=True):
    _FIRST.setdefault(_name[0], []).append(_name)
FIRST_WORDS = frozenset(_FIRST)

# One word each that gives a movable holiday away; "good friday" and the like by two.
MOVABLE = words("""
    easter eid ashura arbaeen nowruz newroz navroz thanksgiving ramadan ramadhan passover hanukkah chanukah purim
    pentecost diwali deepavali holi vesak lent mawlid mardi shavuot sukkot muharram
""")
MOVABLE_PAIRS = frozenset("""
    good friday; palm sunday; maundy thursday; ash wednesday; holy week; black friday; cyber monday; labor day;
    labour day; memorial day; mother day; mothers day; father day; fathers day; independence day; republic day;
    army day; national day; chinese new; lunar new; islamic new; yom kippur; rosh hashanah; whit monday; tax day
""".replace("\n", " ").strip().split("; "))  # fmt: skip


def holiday(text: Text, at: int) -> Sequence[tuple[tuple[int, int], int]]:
    """The month and day of a holiday that is on the same day every year: "Christmas Eve"."""
    tokens = text.tokens
    for name in _FIRST.get(tokens[at].text, ()):
        end = at + len(name)
        if end <= len(tokens) and tuple(token.text for token in tokens[at:end]) == name:
            return ((DAYS[name], end),)
    return ()


def named_weekday(text: Text, at: int) -> str:
    """The name of a movable holiday that a weekday's name ends, "" where it ends none: "Good Friday"."""
    before = text.tokens[at - 1].text if at else ""
    return text.quote(at - 1, at + 1) if f"{before} {text.tokens[at].text}" in MOVABLE_PAIRS else ""


def movable(text: Text) -> str:
    """The name of a holiday whose day changes from year to year or place to place, "" where there is none."""
    tokens = text.tokens
    for place, token in enumerate(tokens):
        if token.text in MOVABLE:
            return text.quote(place, place + 1)
        if place + 1 < len(tokens) and f"{token.text} {tokens[place + 1].text}" in MOVABLE_PAIRS:
            return text.quote(place, min(place + 2 + (tokens[place + 1].text == "new"), len(tokens)))
    return ""
